"""Real experiments whose figures are known: ASOS (how often peeking misleads), Hillstrom (what e-mails did)."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import numpy as np
import pytest

from sojourn.insights.experiments import always_valid
from sojourn.insights.experiments.arms import arm_of_share
from sojourn.insights.experiments.comparing import difference


def rows_of(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_peeking_misleads_in_real_experiments(shared: Path) -> None:
    """SCIENCE.md: 57 % of comparisons were "significant" at some checkpoint, 27 % by an interval valid at any time.

    A comparison is one metric of one treatment (396 of them); the interval is planned for the size at the last
    checkpoint. Source: Liu, Cardoso, Couturier and McCoy, "Datasets for online controlled experiments" (2021).
    """
    rows = rows_of(shared / "data/experiments/asos_digital_experiments.csv.gz")
    names = ("count_c", "count_t", "mean_c", "mean_t", "variance_c", "variance_t")
    n_c, n_t, mean_c, mean_t, var_c, var_t = (np.array([float(row[k] or "nan") for row in rows]) for k in names)
    keys = [(row["experiment_id"], row["variant_id"], row["metric_id"]) for row in rows]
    of_key = {key: place for place, key in enumerate(dict.fromkeys(keys))}
    which = np.array([of_key[key] for key in keys])
    with np.errstate(all="ignore"):
        z = np.abs(mean_t - mean_c) / np.sqrt(var_c / n_c + var_t / n_t)
        last = np.zeros(len(of_key))
        np.maximum.at(last, which, n_c + n_t)
        anytime = z > always_valid.bound(n_c + n_t, planned=last[which])
    ever = [np.mean(np.bincount(which, found) > 0) for found in (z > 1.96, anytime)]
    assert len(of_key) == 396
    assert ever == pytest.approx([0.57, 0.27], abs=0.01)


def test_what_e_mails_did_to_visits(shared: Path) -> None:
    """Hillstrom's e-mail challenge: women's e-mail +4.52 points of visits, men's +7.66."""
    rows = rows_of(shared / "data/experiments/hillstrom.csv.gz")
    arms = {}
    for segment in ("No E-Mail", "Womens E-Mail", "Mens E-Mail"):
        visits = [int(row["visit"]) for row in rows if row["segment"] == segment]
        arms[segment] = arm_of_share(sum(visits), len(visits))
    women, men = (difference(arms["No E-Mail"], arms[name], len(rows)) for name in ("Womens E-Mail", "Mens E-Mail"))
    assert (100 * women.fixed.value, 100 * men.fixed.value) == pytest.approx((4.52, 7.66), abs=0.005)
    assert women.anytime.low > 0 < men.anytime.low
