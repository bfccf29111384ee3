"""From scores per case to means over patients.

The order is fixed: mean over the structures of a case, over the cases (ED, ES) of a patient, over the test sets of a
column, over the runs (one for each split and seed); then mean, SD (n - 1) and bootstrap interval over patients.
"""

from dataclasses import dataclass

import pandas as pd

from coopseg.report.inputs import Results
from coopseg.statistics.paired_tests import bootstrap_mean

GROUPS = {
    "own": "Own site",
    "site": "Other sites",
    "vendor": "Vendors",
    "artifact": "Own site with artifacts",
    "recipe": "Recipes",
}
MEANS = {"own": "own-sites-mean", "site": "other-sites-mean", "artifact": "artifacts-mean", "recipe": "recipes-mean"}
PATIENT = ["method", "stage", "patient"]
ALIKE = 1.25  # seconds that differ by less than this factor are called the same


@dataclass(frozen=True)
class Column:
    """A column of a table: one test set, or the mean of several."""

    name: str
    title: str
    kind: str
    test_sets: tuple[str, ...]
    vendor: str = ""  # only its cases
    is_mean: bool = False  # of all test sets of its kind


def vendor_columns(results: Results) -> list[Column]:
    """One for each vendor of the test cases of all sites, where there are two or more."""
    sets = tuple(s["name"] for s in results.test_sets if s["kind"] in ("own", "site"))
    if "vendor" not in results.scores:
        return []
    scores = results.scores[results.scores["test_set"].isin(sets)]
    vendors = sorted(set(scores["vendor"].dropna()) - {""})
    return [Column(f"vendor-{v}", f"vendor {v}", "vendor", sets, v) for v in vendors] if len(vendors) > 1 else []


def merged(kind: str, sets: list[dict]) -> list[Column]:
    """The severities of an artifact, and the copies of a recipe's artifact, are one column."""
    names: dict[tuple[str, str], list[dict]] = {}
    for test_set in sets:
        alone = "" if kind in ("artifact", "recipe") else test_set["name"]
        names.setdefault((alone, test_set["recipe"], test_set["artifact"]), []).append(test_set)
    columns = []
    for (_, recipe, artifact), members in names.items():
        several = len(members) > 1
        name = "-".join(filter(None, (recipe, artifact))) if several else members[0]["name"]
        title = " ".join(filter(None, (recipe, artifact))) if several else members[0]["title"]
        columns.append(Column(name, title, kind, tuple(s["name"] for s in members)))
    return columns


def columns_of(results: Results) -> list[Column]:
    columns = []
    for kind in GROUPS:
        sets = [test_set for test_set in results.test_sets if test_set["kind"] == kind]
        found = vendor_columns(results) if kind == "vendor" else merged(kind, sets)
        columns += found
        if len(found) > 1 and kind != "vendor":
            columns.append(Column(MEANS[kind], "mean", kind, tuple(s["name"] for s in sets), is_mean=True))
    return columns


def group_columns(columns: list[Column]) -> list[Column]:
    """One column per kind of test set: its mean, or its only one."""
    last = {column.kind: column for column in columns if column.kind != "vendor"}
    return list(last.values())


def severities(results: Results) -> dict[str, list[dict]]:
    """The test sets of each artifact that has two or more severities, mildest first."""
    found: dict[str, list[dict]] = {}
    for test_set in sorted(
        (s for s in results.test_sets if s["kind"] == "artifact"), key=lambda s: (s["artifact"], s["severity"])
    ):
        found.setdefault(test_set["artifact"], []).append(test_set)
    return {artifact: sets for artifact, sets in found.items() if len(sets) > 1}


def of_structure(scores: pd.DataFrame, structure: str) -> pd.DataFrame:
    """The rows of LV, MYO or RV, or all rows for `mean`."""
    return scores if structure == "mean" else scores[scores["name"] == structure]


class Values:
    """The values of one metric, averaged over the structures of each case and over the cases of each patient."""

    def __init__(self, scores: pd.DataFrame, metric: str) -> None:
        keys = [*PATIENT, "test_set", "split", "seed"]
        vendor = ["vendor"] if "vendor" in scores else []
        cases = scores.groupby([*keys, *vendor, "case"], sort=False)[metric].mean()
        self.table = cases.groupby(level=[*keys, *vendor], sort=False).mean().rename("value").reset_index()

    def by_run(self, column: Column) -> pd.DataFrame:
        """A row for each (method, stage, patient), a column for each (split, seed)."""
        chosen = self.table[self.table["test_set"].isin(column.test_sets)]
        if column.vendor:
            chosen = chosen[chosen["vendor"] == column.vendor]
        return chosen.groupby([*PATIENT, "split", "seed"], sort=False)["value"].mean().unstack(["split", "seed"])

    def by_patient(self, column: Column) -> pd.Series:
        """A value for each (method, stage, patient), the mean over runs."""
        return self.by_run(column).mean(axis=1)


@dataclass(frozen=True)
class Summary:
    mean: float
    sd: float
    low: float  # 95 % interval of the mean
    high: float
    patients: int


def summarise(values: Values, column: Column, keys: list[tuple[str, str]]) -> dict[tuple[str, str], Summary]:
    """For each (method, stage)."""
    runs = values.by_run(column)
    found = {}
    for key in keys:
        mine = runs.loc[key].dropna(how="all")
        patients = mine.mean(axis=1)
        low, high = bootstrap_mean(mine.T.fillna(patients).T.to_numpy())
        found[key] = Summary(patients.mean(), patients.std(), low, high, len(patients))
    return found


def training(results: Results) -> pd.DataFrame:
    """steps and seconds of each method, means over runs; those of the models that it starts from count with it."""
    last = {key: log.iloc[-1][["step", "seconds"]].astype(float) for key, log in results.logs.items()}
    last = {
        (split, method, seed): sum((last[split, start, seed] for start in results.starts(method)), own)
        for (split, method, seed), own in last.items()
    }
    table = pd.DataFrame(last).T.rename_axis(["split", "method", "seed"]).groupby(level="method", sort=False).mean()
    return table.rename(columns={"step": "steps"})


def same_steps(results: Results, methods: list[str]) -> bool:
    """Whether each split and seed gave these methods one number of steps, their own."""
    last = {run: int(log["step"].iloc[-1]) for run, log in results.logs.items()}
    return all(len({last[split, method, seed] for method in methods}) == 1 for split, seed in results.runs)


def same_seconds(results: Results, methods: list[str]) -> bool:
    seconds = training(results).loc[methods, "seconds"]
    return seconds.max() < ALIKE * seconds.min()


def dearest_of(results: Results, methods: list[str]) -> str:
    return training(results).loc[methods, "seconds"].idxmax()


def seconds_text(results: Results, methods: list[str]) -> str:
    seconds = training(results)["seconds"]
    return ", ".join(f"{method} {seconds[method]:.0f} s" for method in methods)
