"""`sojourn simulate`: a simulated shop or world as files, with its truth beside it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sojourn.cli.options import command, printing
from sojourn.cli.output import show

if TYPE_CHECKING:
    from sojourn.simulate import Saved

SHOP = "shop"
WORLDS = ("pain-points", "null", "hidden", "chance", "attribution", "personas", "experiment", "before-after")
CUSTOMERS, DAYS = 20_000, 365


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
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), required=False)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="The same as FOLDER.")
@click.option(
    "--world", type=click.Choice((SHOP, *WORLDS)), default=SHOP, show_default=True, help="What is simulated; see below."
)
@click.option("--customers", type=int, metavar="N", help="How many customers come; in the shop 20,000 unless given.")
@click.option("--seed", type=int, default=1, show_default=True, metavar="N", help="Another number, another world.")
@click.option("--days", type=int, metavar="N", help="From 2025-01-01 on; in the shop 365 unless given, and 60 or more.")
@printing
def simulate(
    folder: Path | None, out: Path | None, world: str, customers: int | None, seed: int, days: int | None, as_json: bool
) -> None:
    """Simulate a shop whose pain points are known, as files to load; or a world to judge an analysis by.

    Writes events.parquet, customers.csv and truth.json into FOLDER. The same numbers give the same files.

    Worlds: pain-points (planted ones and decoys), hidden (with a trait that nobody recorded), null (no effects at all),
    chance (coins decide what customers meet), attribution, personas, experiment, before-after.
    """
    show(_saved(_place(folder, out), world, customers, seed, days), text, as_json)


def _place(folder: Path | None, out: Path | None) -> Path:
    if (folder is None) == (out is None):
        raise click.UsageError("Say once where the files go: sojourn simulate FOLDER, or --out FOLDER.")
    return folder or out or Path()


def _saved(folder: Path, world: str, customers: int | None, seed: int, days: int | None) -> Saved:
    from sojourn.simulate import save, save_world, shop, worlds

    if world == SHOP:
        many, long = (CUSTOMERS if customers is None else customers), (DAYS if days is None else days)
        return save(shop(many, seed, days=long), folder)
    return save_world(worlds.make(world, seed, customers, days), folder)
