"""The columns of `evaluate`'s tables, as lib/evaluation/scores.csv says them, and what a failure counts as."""

import csv
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

FAILED = ("ref_empty", "pred_empty", "error")


@dataclass(frozen=True)
class Score:
    title: str
    unit: str
    worst: str  # none, zero or penalty
    better: str  # higher, lower, zero or nothing

    @property
    def heading(self) -> str:
        return f"{self.title} ({self.unit})" if self.unit else self.title


def read() -> dict[str, Score]:
    with Path(__file__).with_name("scores.csv").open(newline="") as file:
        return {
            row["name"]: Score(row["title"], row["unit"], row["worst"], row["better"]) for row in csv.DictReader(file)
        }


SCORES = read()


def failed(scores: pd.DataFrame) -> pd.Series:
    """A structure that stands on one side only, or a case that could not be scored."""
    return scores["status"].isin(FAILED)


def penalised(scores: pd.DataFrame, name: str) -> pd.Series:
    """A column with the worst value for each failure."""
    worst = SCORES[name].worst if name in SCORES else "none"
    if worst == "none":
        return scores[name]
    return scores[name].mask(failed(scores), 0.0 if worst == "zero" else scores["penalty_mm"])
