"""Tables of Dice and HD95: means over patients with their intervals."""

import pandas as pd

from coopseg.report.inputs import Results
from coopseg.report.scores import (
    Column,
    Summary,
    Values,
    columns_of,
    dearest_of,
    of_structure,
    same_seconds,
    same_steps,
    seconds_text,
    severities,
    summarise,
    training,
)
from coopseg.report.tables import Cell, Head, Row, Table, heads_of, mark_best, rows_of
from coopseg.statistics.scores import failed, penalised

SCORES = "scores/SPLIT/METHOD/seed-N/TEST_SET.STAGE.csv"
LOGS = "the last lines of runs/SPLIT/METHOD/seed-N/log.csv"


def small_text(summary: Summary, digits: int) -> list[str]:
    spread = [f"± {summary.sd:.{digits}f}"] if summary.sd == summary.sd else []
    interval = [f"({summary.low:.{digits}f}–{summary.high:.{digits}f})"] if summary.low == summary.low else []
    return spread + interval


def record(structure: str, key: tuple[str, str], column: Column, numbers: dict) -> dict:
    return {"structure": structure, "method": key[0], "stage": key[1], "test_set": column.name} | numbers


def dice_cell(summary: Summary) -> Cell:
    mean = summary.mean
    return Cell(f"{mean:.3f}", small_text(summary, 3), round(mean, 3)) if mean == mean else Cell("–")


def dice_record(structure: str, key: tuple[str, str], column: Column, summary: Summary, runs: int) -> dict:
    numbers = {"mean": f"{summary.mean:.3f}", "sd": f"{summary.sd:.3f}"}
    numbers |= {"ci_low": f"{summary.low:.3f}", "ci_high": f"{summary.high:.3f}"}
    return record(structure, key, column, numbers | {"patients": summary.patients, "runs": runs})


def most_patients(summaries: dict[tuple[str, str], Summary]) -> str:
    return f"n = {max(summary.patients for summary in summaries.values())}"


def dice_table(
    results: Results,
    name: str,
    caption: str,
    methods: list[str],
    structure: str = "mean",
    columns: list[Column] | None = None,
    file: str = "dice",
) -> Table:
    """Mean Dice of every stage of `methods` in each column; by default those of all test sets."""
    columns = columns or columns_of(results)
    keys = [key for key in results.stages if key[0] in methods]
    rows, records, notes = rows_of(keys), [], []
    values = Values(of_structure(results.scores, structure), "dice")
    for index, column in enumerate(columns):
        summaries = summarise(values, column, keys)
        for key, row in zip(keys, rows, strict=True):
            row.cells.append(dice_cell(summaries[key]))
            records.append(dice_record(structure, key, column, summaries[key], len(results.runs)))
        notes.append(most_patients(summaries))
        mark_best(rows, index, max)
    return Table(name, caption, heads_of(columns, notes), rows, records, file, SCORES, "largest")


def with_training(table: Table, cost: pd.DataFrame) -> Table:
    """Steps and seconds as the last two columns."""
    table.heads += [Head("steps", "Training"), Head("seconds", "Training")]
    for row in table.rows:
        numbers = {name: f"{cost.loc[row.method, name]:.0f}" for name in ("steps", "seconds")}
        row.cells += [Cell(text, value=float(text)) for text in numbers.values()]
        for entry in table.records:
            if entry["method"] == row.method:
                entry |= numbers
    table.source += f"; steps and seconds: {LOGS}"
    return table


def caption_of_steps(results: Results, methods: list[str]) -> str:
    """A budget that ends by time or by patience gives methods other steps."""
    chained = any(map(results.starts, methods))
    if same_steps(results, methods):
        after = " of its own, what it starts from counted in the table" if chained else ""
        return f"every method at the same number of steps{after}"
    after = ", what it starts from counted" if chained else ""
    return f"each method at its own number of steps (last columns{after})"


def caption_of_time(results: Results, long: list[str], dearest: str) -> str:
    if same_seconds(results, [*long, dearest]):
        return f"{', '.join(long)} trained for the seconds of {dearest}"
    return f"{', '.join(long)} beside {dearest} ({seconds_text(results, [*long, dearest])})"


def budget_tables(results: Results, prefix: str, equal: list[str], long: list[str], over: str) -> list[Table]:
    """The same steps, and the same seconds where a *-long method ran."""
    cost = training(results)
    caption = f"Mean Dice{over}, {caption_of_steps(results, equal)}"
    tables = [with_training(dice_table(results, f"{prefix}equal-steps", caption, equal), cost)]
    if long and equal != results.methods:
        dearest = dearest_of(results, equal)
        caption = f"Mean Dice{over}, {caption_of_time(results, long, dearest)}"
        tables.append(with_training(dice_table(results, f"{prefix}equal-time", caption, [*long, dearest]), cost))
    return tables


def severity_tables(results: Results) -> list[Table]:
    """A table for each artifact of several severities."""
    tables = []
    for artifact, sets in severities(results).items():
        columns = [Column(s["name"], f"severity {s['severity']}", "artifact", (s["name"],)) for s in sets]
        caption = f"Mean Dice with {artifact}"
        tables.append(
            dice_table(results, f"severity-{artifact}", caption, results.methods, columns=columns, file="robustness")
        )
    return tables


def hd95_cell(summary: Summary, defined: float, failures: int, others: int) -> Cell:
    cell = Cell("–")
    if summary.mean == summary.mean:
        cell = Cell(f"{summary.mean:.1f}", small_text(summary, 1), round(summary.mean, 1))
    if failures:
        cell.small.append(f"{failures} failed")
        cell.small.append(f"{defined:.1f} in the other {others}" if others else "none else")
    return cell


def counts_of(results: Results, column: Column) -> tuple[pd.Series, pd.Series]:
    """Failures, and structures with a distance, by (method, stage)."""
    scores = results.scores[results.scores["test_set"].isin(column.test_sets)]
    if column.vendor:
        scores = scores[scores["vendor"] == column.vendor]
    by = ["method", "stage"]
    return scores[failed(scores)].groupby(by).size(), scores.groupby(by)["hd95_mm"].count()


def hd95_column(results: Results, column: Column, with_penalty: Values, defined: Values, rows: list[Row]) -> list[dict]:
    """Adds a cell to each row; the records."""
    summaries = summarise(with_penalty, column, results.stages)
    without = defined.by_patient(column).groupby(level=["method", "stage"]).mean()
    failures, known = counts_of(results, column)
    records = []
    for key, row in zip(results.stages, rows, strict=True):
        s, other = summaries[key], without.get(key, float("nan"))
        count, others = int(failures.get(key, 0)), int(known.get(key, 0))
        row.cells.append(hd95_cell(s, other, count, others))
        numbers = {"mean_with_penalty_mm": f"{s.mean:.1f}", "sd_mm": f"{s.sd:.1f}", "ci_low_mm": f"{s.low:.1f}"}
        numbers |= {"ci_high_mm": f"{s.high:.1f}", "failures": count, "mean_of_defined_mm": f"{other:.1f}"}
        numbers |= {"defined": others, "patients": s.patients, "runs": len(results.runs)}
        records.append(record("mean", key, column, numbers))
    return records


def hd95_tables(results: Results) -> list[Table]:
    """HD95 with the penalty distance for each failure; failures and the mean without them stand below."""
    if not {"hd95_mm", "penalty_mm"} <= set(results.scores) or results.scores["penalty_mm"].isna().all():
        return []
    columns, rows, records, notes = columns_of(results), rows_of(results.stages), [], []
    scores = results.scores
    with_penalty = Values(scores.assign(hd95_mm=penalised(scores, "hd95_mm")), "hd95_mm")
    defined = Values(scores, "hd95_mm")
    for index, column in enumerate(columns):
        records += hd95_column(results, column, with_penalty, defined, rows)
        notes.append(f"n = {max(r['patients'] for r in records[-len(rows) :])}")
        mark_best(rows, index, min)
    caption = "95 % Hausdorff distance in mm, mean over LV, MYO and RV (smaller is better)"
    return [Table("hd95", caption, heads_of(columns, notes), rows, records, "hd95", SCORES, "smallest")]
