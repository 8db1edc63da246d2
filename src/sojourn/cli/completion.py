"""`sojourn completion`: a script with which a shell completes commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from sojourn.cli.options import command


@command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the script that completes commands in your shell.

    \b
    bash:  sojourn completion bash > ~/.sojourn-complete.bash
           echo 'source ~/.sojourn-complete.bash' >> ~/.bashrc
    zsh:   sojourn completion zsh > ~/.sojourn-complete.zsh
           echo 'source ~/.sojourn-complete.zsh' >> ~/.zshrc
    fish:  sojourn completion fish > ~/.config/fish/completions/sojourn.fish
    """
    kind = get_completion_class(shell)
    assert kind is not None, shell
    click.echo(kind(context.find_root().command, {}, "sojourn", "_SOJOURN_COMPLETE").source())
