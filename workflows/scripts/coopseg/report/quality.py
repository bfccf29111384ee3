"""The table of the report on quality control."""

import pandas as pd

from coopseg.report.looks import STAGES
from coopseg.report.tables import Cell, Head, Row, Table
from coopseg.statistics.quality_control import FAILED_BELOW, quality_table

COLUMNS = {
    "cases": "cases",
    "failures": f"Dice < {FAILED_BELOW}",
    "spearman": "Spearman",
    "auroc": "AUROC",
    "aurc": "AURC",
    "risk": "AURC by chance",
    "aurc_best": "best AURC",
}
OF_THRESHOLD = ("flagged", "precision", "recall")
COUNTS = ("cases", "failures", "flagged")


def cell(row: pd.Series, name: str) -> Cell:
    value = row[name]
    if value != value:
        return Cell("–")
    small = [f"{row['left_out']} left out"] if name == "cases" and row["left_out"] else []
    if name == "flagged" and row["judged"] < row["cases"]:
        small.append(f"of {row['judged']}")
    text = f"{value:.0f}" if name in COUNTS else f"{value:.3f}".replace("-", "−")
    return Cell(text, small, float(value))


def quality_tables(cases: pd.DataFrame) -> list[Table]:
    if cases.empty:
        return []
    table = quality_table(cases)
    thresholds = table["flagged"].notna().any()
    columns = [*COLUMNS, *(OF_THRESHOLD if thresholds else ())]
    heads = [Head(title, "Disagreement of FTN and STN", row_note(name)) for name, title in COLUMNS.items()]
    heads += [Head(title, "Stored threshold") for title in OF_THRESHOLD] if thresholds else []
    rows = [
        Row(row["method"], f"Dice of {STAGES[row['stage']].title}, {row['group']}", [cell(row, c) for c in columns])
        for _, row in table.iterrows()
    ]
    source = "tables/quality_cases.csv, made from the scores and reports/SPLIT/METHOD/seed-N/TEST_SET.csv"
    source += ", thresholds from runs/SPLIT/METHOD/seed-N/best.h5" if thresholds else ""
    return [
        Table(
            "quality", "Does the disagreement tell failures?", heads, rows, table.to_dict("records"), "quality", source
        )
    ]


def row_note(name: str) -> str:
    return {"spearman": "best −1", "auroc": "best 1, chance 0.5", "aurc": "smaller is better"}.get(name, "")
