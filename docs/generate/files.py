"""The files of a workspace: settings, journeys, segments, and stages.yaml with the vocabulary it overrides."""

from __future__ import annotations

from docs.generate.markdown import code, page, record, table
from sojourn.documents.change import ChangeFile, Control, Prediction, Proof
from sojourn.documents.experiment import ExperimentFile, Watched
from sojourn.events.names import NameRule
from sojourn.events.vocabulary import Place, Row, Stage, When, standard
from sojourn.feedback.themes.file import OwnTheme, ThemesFile
from sojourn.journeys.stages_file import OwnRow, StagesFile, template
from sojourn.journeys.stored import JourneyFile, SegmentFile
from sojourn.settings import TEMPLATE, Settings

VOCABULARY = """
Names match without regard to case, spaces, `_` and `-`. Stages: {stages}. What nothing matches is `unstaged`;
`sojourn doctor` lists it.
"""


def files() -> str:
    """Each file, and the vocabulary."""
    vocabulary = standard()
    stages = ", ".join(f"`{stage.name}`{' (an exit)' if stage.exit else ''}" for stage in vocabulary.stages)
    return page(
        "# Files of a workspace",
        "A workspace is a folder. Its definitions are text files that you edit; `data/` is Sojourn's own.",
        "## workspace.yaml",
        code(TEMPLATE),
        record(Settings, "###"),
        "## journeys/NAME.yaml, segments/NAME.yaml",
        record(JourneyFile, "###"),
        record(SegmentFile, "###"),
        "## experiments/NAME.yaml",
        "Its JSON Schema is `sojourn/schemas/experiment.schema.json`. See [experiments](../how-to/experiments.md).",
        *(record(kind, "###") for kind in (ExperimentFile, Watched)),
        "## changes/NAME.yaml",
        "Its JSON Schema is `sojourn/schemas/change.schema.json`. See [changes](../how-to/changes.md).",
        *(record(kind, "###") for kind in (ChangeFile, Prediction, Proof, Control)),
        "## stages.yaml",
        "A fresh workspace has this file. Its JSON Schema is `sojourn/schemas/stages.schema.json`.",
        code(template()),
        *(record(kind, "###") for kind in (StagesFile, Stage, OwnRow, Place, NameRule)),
        f"`when` is one of {', '.join(f'`{when}`' for when in When)}.",
        "## themes.yaml",
        "What comments are about, as people named it; see [how to](../how-to/themes.md). Its JSON Schema is "
        "`sojourn/schemas/themes.schema.json`.",
        *(record(kind, "###") for kind in (ThemesFile, OwnTheme)),
        "## The standard vocabulary",
        VOCABULARY.format(stages=stages),
        table(("stage", "touchpoint", "event names", "channel", "elsewhere"), map(_row, vocabulary.rows)),
        "### Older names",
        table(("name", "counts as"), [(f"`{old}`", f"`{name}`") for old, name in vocabulary.aliases.items()]),
        "### Roles",
        "What measures take an event for. An event of your own gets a role in `stages.yaml`.",
        table(("role", "events"), [(f"`{role}`", ", ".join(names)) for role, names in vocabulary.roles.items()]),
        "### Channels",
        table(("channel", "also called"), [(f"`{c.name}`", ", ".join(c.aliases)) for c in vocabulary.channels]),
    )


def _row(row: Row) -> tuple[str, str, str, str, str]:
    elsewhere = f"{row.otherwise.stage}, {row.otherwise.touchpoint}" if row.otherwise else ""
    when = f"only {row.when}; else {elsewhere}" if row.when else ""
    return row.stage, row.touchpoint, ", ".join(row.names), row.channel or "", when
