"""Differences from a baseline, paired by patient, with tests corrected within each table."""

import pandas as pd

from coopseg.report.inputs import Results
from coopseg.report.looks import STAGES
from coopseg.report.metrics import SCORES, record
from coopseg.report.scores import (
    Values,
    columns_of,
    dearest_of,
    group_columns,
    same_seconds,
    same_steps,
    seconds_text,
)
from coopseg.report.tables import Cell, Table, heads_of, rows_of
from coopseg.statistics import scores as score_columns
from coopseg.statistics.compare import difference, p_text, with_holm

BASELINE = ("standard", "ftn")
SIGNIFICANT = 0.05
DIGITS = {"dice": 3, "hd95_mm": 1}


def differences(results: Results, metric: str, keys: list[tuple[str, str]], baseline: tuple[str, str]) -> pd.DataFrame:
    """A row for each method, stage and kind of test set; Holm over all of them."""
    values = Values(results.scores.assign(**{metric: score_columns.penalised(results.scores, metric)}), metric)
    rows = []
    for column in group_columns(columns_of(results)):
        runs = values.by_run(column)
        reference = runs.loc[baseline].dropna()
        for key in keys:
            mine = runs.loc[key].dropna()
            both = mine.index.intersection(reference.index, sort=True)
            numbers = difference(mine.loc[both].to_numpy(), reference.loc[both].to_numpy())
            known = {"column": column, "metric": metric, "baseline": " ".join(baseline)}
            rows.append(record("mean", key, column, known | numbers | {"patients": len(both), "runs": runs.shape[1]}))
    return with_holm(pd.DataFrame(rows))


def signed(value: float, digits: int) -> str:
    """With a sign, that of zero a plus."""
    return f"{round(value, digits) + 0.0:+.{digits}f}".replace("-", "−")


def cell(row: pd.Series, several_seeds: bool) -> Cell:
    digits = DIGITS[row["metric"]]
    if row["difference"] != row["difference"]:
        return Cell("–")
    small = []
    if row["ci_low"] == row["ci_low"]:
        small = [f"({signed(row['ci_low'], digits)} to {signed(row['ci_high'], digits)})"]
    better = (row["difference"] > 0) == (score_columns.SCORES[row["metric"]].better == "higher")
    mark = ("▲" if better else "▼") if several_seeds and row["p_holm"] < SIGNIFICANT else ""
    p = p_text(row["p_holm"])
    small.append(f"p {p}" if p.startswith("<") else f"p = {p}")
    return Cell(signed(row["difference"], digits), small, round(row["difference"], digits), mark=mark)


def compared_table(
    results: Results, name: str, caption: str, metric: str, keys: list[tuple[str, str]], baseline: tuple[str, str]
) -> Table:
    columns = group_columns(columns_of(results))
    found = differences(results, metric, keys, baseline)
    rows, notes = rows_of(keys), []
    for column in columns:
        at = found[found["test_set"] == column.name].set_index(["method", "stage"])
        for key, row in zip(keys, rows, strict=True):
            row.cells.append(cell(at.loc[key], len(results.seeds) > 1))
        notes.append(f"n = {at['patients'].max()}")
    heads = heads_of(columns, notes)
    records = found.drop(columns=["column"]).round(6).to_dict("records")
    return Table(name, caption, heads, rows, records, "compared", SCORES)


def compared_tables(results: Results, equal: list[str], long: list[str]) -> list[Table]:
    """Dice and HD95 against plain training, at equal steps by most budgets; Dice against *-long at equal time."""
    tables = []
    keys = [key for key in results.stages if key[0] in equal and key != BASELINE]
    if BASELINE in results.stages and keys:
        steps = "at the same steps" if same_steps(results, equal) else "each at its own number of steps"
        against = f"{BASELINE[0]}, {STAGES[BASELINE[1]].title}, {steps}"
        tables.append(compared_table(results, "dice-compared", f"Dice minus that of {against}", "dice", keys, BASELINE))
        if "penalty_mm" in results.scores and results.scores["penalty_mm"].notna().any():
            caption = f"HD95 in mm minus that of {against} (below 0 is better)"
            tables.append(compared_table(results, "hd95-compared", caption, "hd95_mm", keys, BASELINE))
    if long and equal != results.methods:
        dearest = dearest_of(results, equal)
        keys = [key for key in results.stages if key[0] == dearest]
        both = [long[0], dearest]
        time = ", in the same time" if same_seconds(results, both) else f" ({seconds_text(results, both)})"
        caption = f"Dice minus that of {long[0]}, {STAGES['ftn'].title}{time}"
        tables.append(compared_table(results, "time-compared", caption, "dice", keys, (long[0], "ftn")))
    return tables
