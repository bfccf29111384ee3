"""What failed and what training took: tables of counts and times."""

import pandas as pd

from coopseg.report.inputs import Results
from coopseg.report.metrics import LOGS, SCORES, record
from coopseg.report.scores import Column, columns_of, group_columns
from coopseg.report.tables import Cell, Head, Row, Table, heads_of, rows_of
from coopseg.statistics.quality_control import FAILED_BELOW

STATUS = {"pred_empty": "missed", "ref_empty": "invented", "error": "not scored"}


def failures(scores: pd.DataFrame) -> dict[str, int]:
    """Structures by what went wrong, and cases of a mean Dice below FAILED_BELOW; all runs counted."""
    dice = scores.groupby(["split", "seed", "test_set", "case"])["dice"].mean()
    counts = {status: int((scores["status"] == status).sum()) for status in STATUS}
    return counts | {"structures": len(scores), "poor": int((dice < FAILED_BELOW).sum()), "cases": len(dice)}


def failure_cell(counts: dict[str, int]) -> Cell:
    small = [f"{counts[status]} {word}" for status, word in STATUS.items() if counts[status]]
    return Cell(f"{counts['poor']} of {counts['cases']}", small, counts["poor"] / counts["cases"])


def failure_table(results: Results) -> Table:
    columns = group_columns(columns_of(results))
    rows, records = rows_of(results.stages), []
    for column in columns:
        scores = results.scores[results.scores["test_set"].isin(column.test_sets)]
        for key, row in zip(results.stages, rows, strict=True):
            counts = failures(scores[(scores["method"] == key[0]) & (scores["stage"] == key[1])])
            row.cells.append(failure_cell(counts))
            records.append(record("all", key, column, counts))
    whole = [Column(c.name, c.title.replace("mean", "all"), c.kind, c.test_sets) for c in columns]
    caption = f"Cases of a mean Dice below {FAILED_BELOW}, and structures missed or invented"
    heads = heads_of(whole, ["all runs"] * len(columns))
    return Table("failures", caption, heads, rows, records, "failures", SCORES)


def run_times(results: Results) -> pd.DataFrame:
    """Of each training: steps, seconds, the median of images/s and the largest memory over its epochs."""
    rows = []
    for (split, method, seed), log in results.logs.items():
        row = {"split": split, "method": method, "seed": seed}
        row |= {"steps": int(log["step"].iloc[-1]), "seconds": round(float(log["seconds"].iloc[-1]), 1)}
        for name, values in (("images_per_s", "median"), ("memory_mb", "max")):
            row[name] = round(float(log[name].agg(values)), 1) if name in log else float("nan")
        rows.append(row)
    return pd.DataFrame(rows)


def time_cell(values: pd.Series, digits: int) -> Cell:
    mean = values.mean()
    if mean != mean:
        return Cell("–")
    several = values.max() > values.min()
    small = [f"{values.min():.{digits}f}–{values.max():.{digits}f}"] if several else []
    return Cell(f"{mean:.{digits}f}", small, float(mean))


def time_table(results: Results) -> Table:
    times = run_times(results)
    shown = {"steps": ("steps", 0), "seconds": ("seconds", 0), "images_per_s": ("images/s", 1), "memory_mb": ("MB", 0)}
    rows = []
    for method in results.methods:
        mine = times[times["method"] == method]
        rows.append(Row(method, "", [time_cell(mine[name], digits) for name, (_, digits) in shown.items()]))
    runs = f"mean of {len(results.runs)}" if len(results.runs) > 1 else ""
    heads = [Head(title, "Training", runs) for title, _ in shown.values()]
    source = f"{LOGS}, images/s the median over epochs, memory the largest"
    return Table("times", "What training took", heads, rows, times.to_dict("records"), "times", source)
