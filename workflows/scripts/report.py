"""The report of an experiment: one HTML file that needs nothing else, and its tables as CSV and Markdown.

report.py --results results -o results/report.html
"""

import argparse
import os
import sys
from pathlib import Path

import pandas as pd
from experiment import is_long
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from report_figures import learning_curves, patient_figures
from report_inputs import LABELS, STAGES, ReportError, Results, read_results
from report_overlays import featured, overlays
from report_scores import training
from report_tables import Table, dice_table, hd95_table, to_csv, to_markdown

TEMPLATES = Path(__file__).parents[1] / "report"
METHODS = {
    "standard": "plain training of the FTN",
    "coop": "cooperative training: FTN and STN together, without hard examples",
    "coop-latent": "cooperative training with hard examples made in the latent space",
    "standard-long": "plain training for as many seconds as the dearest other method took",
}
STRUCTURE_NAMES = {"LV": "left ventricular cavity", "MYO": "myocardium", "RV": "right ventricular cavity"}


def budget_tables(results: Results) -> list[Table]:
    """The same steps, and the same seconds where a *-long method ran."""
    cost = training(results)
    long = [method for method in results.methods if is_long(method)]
    equal = [method for method in results.methods if not is_long(method)] or results.methods
    tables = [
        dice_table(results, "equal-steps", "Mean Dice, every method at the same number of steps", equal, "mean", cost)
    ]
    if long and equal != results.methods:
        dearest = cost.loc[equal, "seconds"].idxmax()
        caption = f"Mean Dice, {', '.join(long)} trained for the seconds of {dearest}"
        tables.append(dice_table(results, "equal-time", caption, [*long, dearest], "mean", cost))
    return tables


def structure_tables(results: Results) -> list[Table]:
    return [
        dice_table(results, label, f"Dice of {label} ({STRUCTURE_NAMES[label]})", results.methods, label)
        for label in LABELS
    ]


def hd95_tables(results: Results) -> list[Table]:
    if not {"hd95_mm", "penalty_mm"} <= set(results.scores) or results.scores["penalty_mm"].isna().all():
        return []
    return [hd95_table(results, "hd95", "95 % Hausdorff distance in mm, mean over LV, MYO and RV (smaller is better)")]


def odd_structures(results: Results) -> list[dict]:
    """Structures whose status is not ok, by status, with the methods they come from."""
    odd = results.scores[results.scores["status"] != "ok"]
    found = []
    for status, rows in odd.groupby("status", sort=True):
        counts = rows.groupby(["method", "stage"]).size()
        by_method = [f"{m} {STAGES[s]}: {counts[m, s]}" for m, s in results.stages if (m, s) in counts]
        found.append({"status": status, "count": len(rows), "by_method": by_method})
    return found


def penalty_range(scores: pd.DataFrame) -> str:
    if "penalty_mm" not in scores:
        return ""
    least, most = (f"{value:.0f}" for value in (scores["penalty_mm"].min(), scores["penalty_mm"].max()))
    return f"{least} mm" if least == most else f"{least} to {most} mm"


def facts(results: Results) -> dict:
    """What the template shows, by name."""
    scores = results.scores
    method, stage = featured(results)
    left_out = {entry["method"]: entry["reason"] for entry in results.experiment["left_out"]}
    return {
        "experiment": results.experiment,
        "methods": [(name, METHODS.get(name, "")) for name in [*results.methods, *left_out]],
        "ran": results.methods,
        "long": [method for method in results.methods if is_long(method)],
        "left_out": left_out,
        "configs": results.configs,
        "patients": scores["patient"].nunique(),
        "structures": len(scores),
        "odd": odd_structures(results),
        "penalty": penalty_range(scores),
        "budget_tables": budget_tables(results),
        "structure_tables": structure_tables(results),
        "hd95_tables": hd95_tables(results),
        "patient_figures": patient_figures(results),
        "curves": learning_curves(results),
        "overlays": overlays(results),
        "featured": f"{method}, {STAGES[stage]}",
    }


def page(shown: dict) -> str:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    files = {name: (TEMPLATES / name).read_text() for name in ("style.css", "sort.js")}
    return environment.get_template("report.html.jinja").render(
        **shown, style=files["style.css"], script=files["sort.js"]
    )


def write_whole(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        unfinished.write_text(text)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def write_report(folder: Path, output: Path) -> None:
    shown = facts(read_results(folder))
    text = page(shown)
    dice = shown["budget_tables"] + shown["structure_tables"]
    for name, tables in (("dice", dice), ("hd95", shown["hd95_tables"])):
        if tables:
            write_whole(folder / "tables" / f"{name}.csv", to_csv(tables))
            write_whole(folder / "tables" / f"{name}.md", to_markdown(tables))
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


if __name__ == "__main__":
    sys.exit(main())
