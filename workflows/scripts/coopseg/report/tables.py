"""A table of the report: one object for the page, the CSV, the Markdown and the LaTeX, so that all hold the same
numbers."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import groupby

import pandas as pd

from coopseg.report.looks import STAGES
from coopseg.report.scores import GROUPS, Column
from coopseg.statistics.latex import escape, tabular


@dataclass
class Cell:
    text: str
    small: list[str] = field(default_factory=list)
    value: float = float("nan")  # what sorting and the best value of a column go by
    best: bool = False
    mark: str = ""  # ▲ or ▼: better or worse than the baseline


@dataclass
class Row:
    method: str
    stage: str
    cells: list[Cell]


@dataclass
class Head:
    title: str
    group: str = ""
    note: str = ""
    is_mean: bool = False


@dataclass
class Table:
    name: str
    caption: str
    heads: list[Head]
    rows: list[Row]
    records: list[dict]  # the numbers shown, a row of the CSV each
    file: str  # tables/FILE.csv, .md and .tex
    source: str  # where the numbers come from
    better: str = ""  # what ★ marks: largest or smallest

    @property
    def groups(self) -> list[tuple[str, int]]:
        """(title, number of columns)"""
        return [(title, len(list(heads))) for title, heads in groupby(self.heads, lambda head: head.group)]


def rows_of(keys: Iterable[tuple[str, str]]) -> list[Row]:
    return [Row(method, STAGES[stage].title, []) for method, stage in keys]


def heads_of(columns: list[Column], notes: list[str]) -> list[Head]:
    return [Head(c.title, GROUPS[c.kind], note, c.is_mean) for c, note in zip(columns, notes, strict=True)]


def mark_best(rows: list[Row], column: int, best: Callable) -> None:
    values = [row.cells[column].value for row in rows]
    known = [value for value in values if value == value]
    for row, value in zip(rows, values, strict=True):
        row.cells[column].best = len(rows) > 1 and value in known and value == best(known)


def to_csv(tables: list[Table]) -> str:
    rows = [{"table": table.name} | row for table in tables for row in table.records]
    return pd.DataFrame(rows).to_csv(index=False, lineterminator="\n", na_rep="nan")


def titles(table: Table) -> list[str]:
    of_group = [f"{head.group.lower()}, mean" if head.is_mean else head.title for head in table.heads]
    return ["method", "stage", *of_group]


def words(cell: Cell) -> str:
    return " ".join([cell.text + cell.mark, *cell.small])


def to_markdown(tables: list[Table]) -> str:
    text = []
    for table in tables:
        header = titles(table)
        lines = [f"{table.caption}\n", "| " + " | ".join(header) + " |", "|" + " --- |" * len(header)]
        for row in table.rows:
            cells = [
                f"**{cell.text}**{words(cell)[len(cell.text) :]}" if cell.best else words(cell) for cell in row.cells
            ]
            lines.append("| " + " | ".join([row.method, row.stage, *cells]) + " |")
        text.append("\n".join(lines) + "\n")
    return "\n".join(text)


def to_latex(tables: list[Table]) -> str:
    text = ["% needs \\usepackage{booktabs}"]
    for table in tables:
        rows = []
        for row in table.rows:
            cells = [rf"\textbf{{{escape(words(c))}}}" if c.best else escape(words(c)) for c in row.cells]
            rows.append([escape(row.method), escape(row.stage), *cells])
        header = [escape(title) for title in titles(table)]
        body = tabular(header, rows, "ll" + "r" * len(table.heads))
        caption = rf"\caption{{{escape(table.caption)}}}"
        text.append("\n".join([r"\begin{table}", r"\centering", caption, body, r"\end{table}"]))
    return "\n\n".join(text) + "\n"
