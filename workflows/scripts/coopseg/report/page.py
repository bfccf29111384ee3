"""The report of an experiment: one HTML file that needs nothing else, and its tables as CSV, Markdown and LaTeX.

report.py --results results -o results/report.html
"""

import argparse
import sys
from pathlib import Path

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from coopseg.experiment.methods import is_long
from coopseg.report.compared import compared_tables
from coopseg.report.curves import coverage_curves, learning_curves, robustness_curves
from coopseg.report.families import families
from coopseg.report.figures import line_key, page_style
from coopseg.report.inputs import LABELS, ReportError, Results, read_results
from coopseg.report.looks import PAGE_COLOURS, STAGES
from coopseg.report.metrics import budget_tables, dice_table, hd95_tables, severity_tables
from coopseg.report.overlays import featured, overlays
from coopseg.report.quality import quality_tables
from coopseg.report.runs import failure_table, time_table
from coopseg.report.scores import dearest_of, same_seconds, same_steps, severities
from coopseg.report.spread import patient_figures, patient_table, site_heat_map
from coopseg.report.tables import Table, to_csv, to_latex, to_markdown
from coopseg.statistics.quality_control import FAILED_BELOW, case_table
from coopseg.whole_file import write_whole

TEMPLATES = Path(__file__).with_name("templates")
STRUCTURE_NAMES = {"LV": "left ventricular cavity", "MYO": "myocardium", "RV": "right ventricular cavity"}


def structure_tables(results: Results) -> list[Table]:
    return [
        dice_table(results, label, f"Dice of {label} ({STRUCTURE_NAMES[label]})", results.methods, label)
        for label in LABELS
    ]


def odd_structures(results: Results) -> list[dict]:
    """Structures whose status is not ok, by status, with the methods they come from."""
    odd = results.scores[results.scores["status"] != "ok"]
    found = []
    for status, rows in odd.groupby("status", sort=True):
        counts = rows.groupby(["method", "stage"]).size()
        by_method = [f"{m} {STAGES[s].title}: {counts[m, s]}" for m, s in results.stages if (m, s) in counts]
        found.append({"status": status, "count": len(rows), "by_method": by_method})
    return found


def penalty_range(scores: pd.DataFrame) -> str:
    if "penalty_mm" not in scores:
        return ""
    least, most = (f"{value:.0f}" for value in (scores["penalty_mm"].min(), scores["penalty_mm"].max()))
    return f"{least} mm" if least == most else f"{least} to {most} mm"


def leaks(splits: list[dict]) -> list[str]:
    """With the name of the split where there are several."""
    names = {split["name"]: f"{split['name']}: " if len(splits) > 1 else "" for split in splits}
    return [names[split["name"]] + leak for split in splits for leak in split["leaks"]]


def each_split(results: Results, equal: list[str], long: list[str]) -> list[dict]:
    """What is shown of each split: its learning curves, and its tables where there are several splits."""
    parts = []
    for split in results.experiment["splits"]:
        name, mine = split["name"], results.of_split(split)
        several = len(results.splits) > 1
        tables = budget_tables(mine, f"{name}-", equal, long, f", split {name}") if several else []
        parts.append(
            {"name": name, "training_set": split["training_set"], "tables": tables} | {"curves": learning_curves(mine)}
        )
    return parts


def facts(results: Results) -> dict:
    """What the template shows, by name."""
    scores, experiment = results.scores, results.experiment
    long = [method for method in results.methods if is_long(method)]
    equal = [method for method in results.methods if not is_long(method)] or results.methods
    method, stage = featured(results)
    descriptions = experiment.get("descriptions", {})
    left_out = {entry["method"]: entry["reason"] for entry in experiment["left_out"]}
    pictures, patients, cases = overlays(results), patient_table(results), case_table(results)
    over = f", mean over {len(results.splits)} splits" if len(results.splits) > 1 else ""
    stn = [key for key in results.stages if key[0] in set(cases.get("method", []))]
    with page_style():
        return {
            "experiment": experiment,
            "methods": [(name, descriptions.get(name, "")) for name in [*results.methods, *left_out]],
            "ran": results.methods,
            "families": families(results),
            "long": long,
            "left_out": left_out,
            "leaks": leaks(experiment["splits"]),
            "stand_ins": experiment.get("stages", {}),
            "configs": results.configs,
            "runs": len(results.runs),
            "patients": scores["patient"].nunique(),
            "structures": len(scores),
            "odd": odd_structures(results),
            "penalty": penalty_range(scores),
            "failed_below": FAILED_BELOW,
            "same_steps": same_steps(results, equal),
            "same_seconds": same_seconds(results, [*long, dearest_of(results, equal)]),
            "budget_tables": budget_tables(results, "", equal, long, over),
            "compared_tables": compared_tables(results, equal, long),
            "structure_tables": structure_tables(results),
            "hd95_tables": hd95_tables(results),
            "severity_tables": severity_tables(results),
            "quality_tables": quality_tables(cases),
            "failure_table": failure_table(results),
            "time_table": time_table(results),
            "patient_values": patients,
            "quality_cases": cases,
            "patient_figures": patient_figures(results, patients),
            "heat_maps": site_heat_map(results),
            "robustness": robustness_curves(results),
            "coverage": coverage_curves(results, cases),
            "all_keys": line_key(results, results.stages) if severities(results) else [],
            "stn_keys": line_key(results, stn),
            "splits": each_split(results, equal, long),
            "overlays": pictures,
            "featured": f"{method}, {STAGES[stage].title}",
        }


def page(shown: dict) -> str:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = environment.get_template("style.css.jinja").render(colours=PAGE_COLOURS)
    script = (TEMPLATES / "page.js").read_text()
    return environment.get_template("report.html.jinja").render(**shown, style=style, script=script)


def tables_of(shown: dict) -> list[Table]:
    lists = [shown[f"{name}_tables"] for name in "budget structure hd95 compared severity quality".split()]
    lists += [split["tables"] for split in shown["splits"]]
    return [table for tables in lists for table in tables] + [shown["failure_table"], shown["time_table"]]


def write_tables(folder: Path, shown: dict) -> None:
    by_file: dict[str, list[Table]] = {}
    for table in tables_of(shown):
        by_file.setdefault(table.file, []).append(table)
    for file, tables in by_file.items():
        for ending, text in (("csv", to_csv), ("md", to_markdown), ("tex", to_latex)):
            write_whole(folder / f"{file}.{ending}", text(tables))
    for name in ("patient_values", "quality_cases"):
        if not shown[name].empty:
            write_whole(folder / f"{name}.csv", shown[name].to_csv(index=False, na_rep="nan", lineterminator="\n"))


def write_report(folder: Path, output: Path) -> None:
    shown = facts(read_results(folder))
    text = page(shown)
    write_tables(folder / "tables", shown)
    write_whole(output, text)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--results", type=Path, required=True, metavar="DIR", help="results folder of the experiment")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="HTML", help="the page to write")
    arguments = parser.parse_args()
    try:
        write_report(arguments.results, arguments.output)
    except (ReportError, OSError) as error:
        print(f"report: {error}", file=sys.stderr)
        return 1
    return 0
