"""The tables of the report: one object for the page, the CSV and the Markdown, so that all hold the same numbers."""

from dataclasses import dataclass, field

import pandas as pd
from report_inputs import STAGES, Results
from report_scores import GROUPS, Column, columns_of, failed, of_structure, patient_values, summarise, with_penalty


@dataclass
class Cell:
    text: str
    small: list[str] = field(default_factory=list)
    value: float = float("nan")  # what sorting and the best value of a column go by
    best: bool = False


@dataclass
class Row:
    method: str
    stage: str
    cells: list[Cell]


@dataclass
class Table:
    name: str
    caption: str
    groups: list[tuple[str, int]]  # (title, number of columns)
    columns: list[Column]
    rows: list[Row]
    patients: list[int]  # by column
    records: list[dict]  # the numbers shown, a row of the CSV each
    training: bool = False  # steps and seconds are its last two columns


def dice_cell(mean: float, sd: float) -> Cell:
    small = [f"± {sd:.3f}"] if sd == sd else []
    return Cell(f"{mean:.3f}", small, round(mean, 3)) if mean == mean else Cell("–")


def mark_best(rows: list[Row], column: int, best: callable) -> None:
    values = [row.cells[column].value for row in rows]
    known = [value for value in values if value == value]
    for row, value in zip(rows, values, strict=True):
        row.cells[column].best = len(rows) > 1 and value in known and value == best(known)


def groups_of(columns: list[Column]) -> list[tuple[str, int]]:
    counts = {kind: sum(column.kind == kind for column in columns) for kind in GROUPS}
    return [(GROUPS[kind], count) for kind, count in counts.items() if count]


def record(table: str, structure: str, key: tuple[str, str], column: Column, numbers: dict) -> dict:
    known = {"table": table, "structure": structure, "method": key[0], "stage": key[1], "test_set": column.name}
    return known | numbers


def dice_table(
    results: Results, name: str, caption: str, methods: list[str], structure: str, training: pd.DataFrame | None = None
) -> Table:
    """Mean Dice of every stage of `methods` on every test set; with `training` its steps and seconds behind."""
    columns = columns_of(results)
    keys = [key for key in results.stages if key[0] in methods]
    rows = [Row(method, STAGES[stage], []) for method, stage in keys]
    records, counts = [], []
    scores = of_structure(results.scores, structure)
    for index, column in enumerate(columns):
        summary = summarise(patient_values(scores, "dice", column))
        for key, row in zip(keys, rows, strict=True):
            mean, sd, patients = summary.loc[key]
            row.cells.append(dice_cell(mean, sd))
            numbers = {"mean": f"{mean:.3f}", "sd": f"{sd:.3f}", "patients": int(patients)}
            records.append(record(name, structure, key, column, numbers | {"seeds": len(results.seeds)}))
        counts.append(int(summary["patients"].max()))
        mark_best(rows, index, max)
    if training is not None:
        for row in rows:
            steps, seconds = (f"{value:.0f}" for value in training.loc[row.method, ["steps", "seconds"]])
            row.cells += [Cell(steps, value=float(steps)), Cell(seconds, value=float(seconds))]
            for entry in records:
                if (entry["method"], STAGES[entry["stage"]]) == (row.method, row.stage):
                    entry |= {"steps": steps, "seconds": seconds}
    return Table(name, caption, groups_of(columns), columns, rows, counts, records, training is not None)


def hd95_cell(all_mean: float, sd: float, defined: float, failures: int, others: int) -> Cell:
    cell = Cell("–")
    if all_mean == all_mean:
        cell = Cell(f"{all_mean:.1f}", [f"± {sd:.1f}"] if sd == sd else [], round(all_mean, 1))
    if failures:
        cell.small.append(f"{failures} failed")
        cell.small.append(f"{defined:.1f} in the other {others}" if others else "none else")
    return cell


def hd95_table(results: Results, name: str, caption: str) -> Table:
    """HD95 with the penalty distance for each failure; failures and the mean without them stand below."""
    columns = columns_of(results)
    rows = [Row(method, STAGES[stage], []) for method, stage in results.stages]
    records, counts = [], []
    penalised = with_penalty(results.scores)
    by = ["method", "stage", "test_set"]
    failures = results.scores[failed(results.scores)].groupby(by).size()
    known = results.scores.groupby(by)["hd95_mm"].count()
    for index, column in enumerate(columns):
        summary = summarise(patient_values(penalised, "hd95_mm", column))
        defined = summarise(patient_values(results.scores, "hd95_mm", column))
        for key, row in zip(results.stages, rows, strict=True):
            count = sum(int(failures.get((*key, test_set), 0)) for test_set in column.test_sets)
            others = sum(int(known[(*key, test_set)]) for test_set in column.test_sets)
            mean, sd, patients = summary.loc[key]
            row.cells.append(hd95_cell(mean, sd, defined.loc[key, "mean"], count, others))
            numbers = {"mean_with_penalty_mm": f"{mean:.1f}", "sd_mm": f"{sd:.1f}", "failures": count}
            numbers |= {
                "mean_of_defined_mm": f"{defined.loc[key, 'mean']:.1f}",
                "defined": others,
                "patients": int(patients),
            }
            records.append(record(name, "mean", key, column, numbers | {"seeds": len(results.seeds)}))
        counts.append(int(summary["patients"].max()))
        mark_best(rows, index, min)
    return Table(name, caption, groups_of(columns), columns, rows, counts, records)


def to_csv(tables: list[Table]) -> str:
    return pd.DataFrame([row for table in tables for row in table.records]).to_csv(index=False, lineterminator="\n")


def column_titles(table: Table) -> list[str]:
    titles = [f"{GROUPS[c.kind].lower()}, mean" if c.is_mean else c.title for c in table.columns]
    return ["method", "stage", *titles, *(["steps", "seconds"] if table.training else [])]


def to_markdown(tables: list[Table]) -> str:
    text = []
    for table in tables:
        titles = column_titles(table)
        lines = [f"{table.caption}\n", "| " + " | ".join(titles) + " |", "|" + " --- |" * len(titles)]
        for row in table.rows:
            cells = [" ".join([f"**{cell.text}**" if cell.best else cell.text, *cell.small]) for cell in row.cells]
            lines.append("| " + " | ".join([row.method, row.stage, *cells]) + " |")
        text.append("\n".join(lines) + "\n")
    return "\n".join(text)
