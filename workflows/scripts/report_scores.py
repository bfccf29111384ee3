"""From scores per case to means over patients.

The order is fixed: mean over the structures of a case, over the cases (ED, ES) of a patient, over the seeds, over the
test sets of a column; then mean and SD (n - 1) over patients.
"""

from dataclasses import dataclass

import pandas as pd
from report_inputs import Results

GROUPS = {"own": "Own site", "site": "Other sites", "artifact": "Own site with artifacts"}
MEANS = {"own": "own-sites-mean", "site": "other-sites-mean", "artifact": "artifacts-mean"}


@dataclass(frozen=True)
class Column:
    """A column of a table: one test set, or the mean of all of a kind."""

    name: str
    title: str
    kind: str
    test_sets: tuple[str, ...]

    @property
    def is_mean(self) -> bool:
        return len(self.test_sets) > 1


def columns_of(results: Results) -> list[Column]:
    columns = []
    for kind in GROUPS:
        sets = [test_set for test_set in results.test_sets if test_set["kind"] == kind]
        columns += [Column(s["name"], s["title"], kind, (s["name"],)) for s in sets]
        if len(sets) > 1:
            columns.append(Column(MEANS[kind], "mean", kind, tuple(s["name"] for s in sets)))
    return columns


def group_columns(columns: list[Column]) -> list[Column]:
    """One column per kind of test set: its mean, or its only test set."""
    last = {column.kind: column for column in columns}
    return list(last.values())


def of_structure(scores: pd.DataFrame, structure: str) -> pd.DataFrame:
    """The rows of LV, MYO or RV, or all rows for `mean`."""
    return scores if structure == "mean" else scores[scores["name"] == structure]


def patient_values(scores: pd.DataFrame, metric: str, column: Column) -> pd.Series:
    """A value for each (method, stage, patient)."""
    chosen = scores[scores["test_set"].isin(column.test_sets)]
    keys = ["method", "stage", "patient", "test_set", "seed", "case"]
    values = chosen.groupby(keys, sort=False)[metric].mean()
    while len(keys) > 3:  # over cases, then seeds, then test sets
        keys = keys[:-1]
        values = values.groupby(level=keys, sort=False).mean()
    return values


def summarise(values: pd.Series) -> pd.DataFrame:
    """mean, sd and patients for each (method, stage)."""
    table = values.groupby(level=["method", "stage"], sort=False).agg(["mean", "std", "count"])
    return table.rename(columns={"std": "sd", "count": "patients"})


def failed(scores: pd.DataFrame) -> pd.Series:
    """A structure that stands on one side only, or a case that could not be scored."""
    return scores["status"].isin(["ref_empty", "pred_empty", "error"])


def with_penalty(scores: pd.DataFrame) -> pd.DataFrame:
    """hd95_mm with the penalty distance of each failure in place of its undefined distance."""
    return scores.assign(hd95_mm=scores["hd95_mm"].where(~failed(scores), scores["penalty_mm"]))


def training(results: Results) -> pd.DataFrame:
    """steps and seconds of each method, means over seeds."""
    last = {key: log.iloc[-1][["step", "seconds"]].astype(float) for key, log in results.logs.items()}
    table = pd.DataFrame(last).T.rename_axis(["method", "seed"]).groupby(level="method", sort=False).mean()
    return table.rename(columns={"step": "steps"})
