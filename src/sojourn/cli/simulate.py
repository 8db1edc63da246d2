"""`sojourn simulate`: a simulated shop as files, with its truth beside it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sojourn.cli.options import command, printing
from sojourn.cli.output import show

if TYPE_CHECKING:
    from sojourn.simulate import Saved


def text(saved: Saved) -> str:
    """What was made, where it is, and where what is true of it stands."""
    size = f"{saved.customers:,} customers, {saved.events:,} events"
    return "\n".join(
        (
            f"Simulated: {size}, {saved.days:,} days from {saved.start}",
            f"Events: {saved.events_file}",
            f"Customers: {saved.customers_file} ({saved.known:,} that the shop knows by user_id)",
            f"The truth: {saved.truth_file}",
        )
    )


@command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--customers", type=int, default=20_000, show_default=True, metavar="N", help="How many customers come.")
@click.option("--seed", type=int, default=1, show_default=True, metavar="N", help="Another number, another shop.")
@click.option("--days", type=int, default=365, show_default=True, metavar="N", help="From 2025-01-01 on; 60 or more.")
@printing
def simulate(folder: Path, customers: int, seed: int, days: int, as_json: bool) -> None:
    """Simulate a shop whose pain points are known, as files to load.

    Writes events.parquet, customers.csv and truth.json into FOLDER. The same numbers give the same shop.
    """
    from sojourn.simulate import save, shop

    show(save(shop(customers, seed, days=days), folder), text, as_json)
