"""Compares methods by the tables of `evaluate`, paired by patient.

    compare.py coop=a/seed-0.csv,a/seed-1.csv standard=b/seed-0.csv,b/seed-1.csv --baseline standard \\
        --metric dice --metric hd95_mm --csv table.csv --markdown table.md --latex table.tex

Each method is NAME=FILE[,FILE...], a file per seed. A patient's cases (ED and ES) are averaged first, then the seeds.
A failure (status ref_empty, pred_empty or error) counts as the worst value: Dice, Jaccard and NSD 0, distances
penalty_mm; a label that both sides lack is left out. Per label and metric each method is compared with the baseline:
mean difference (method - baseline), a 95 % interval by a two-level bootstrap over patients and seeds, the Wilcoxon
signed-rank test (zeros by Pratt, exact up to 50 patients), Holm's correction over the whole table, the rank-biserial
correlation and Cohen's dz. Where no patient has a value on both sides (n = 0) these are nan, a dash in the tables to
print, and nothing is corrected for.
"""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from coopseg.statistics.latex import escape, tabular
from coopseg.statistics.paired_tests import cohen_dz, holm, rank_biserial, two_level_bootstrap, wilcoxon_pratt
from coopseg.statistics.scores import SCORES, failed, penalised

COLUMNS = ["label", "metric", "method", "baseline", "n", "seeds", "seeds_baseline", "failed", "failed_baseline"]
OUTPUTS = ("csv", "markdown", "latex")
HEADER = ["label", "metric", "method", "n", "failed", "mean", "baseline", "difference (95 % CI)", "p", "p (Holm)", "r"]


class Problem(Exception):
    """What the user can mend."""


def read_scores(path: str) -> pd.DataFrame:
    try:
        scores = pd.read_csv(path, dtype={"case": str, "patient": str}, keep_default_na=False, na_values=["nan"])
    except (OSError, pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        raise Problem(f"{path}: {str(error).strip()}") from error
    missing = {"case", "patient", "name", "status", "penalty_mm"} - set(scores.columns)
    if missing:
        raise Problem(f"{path}: columns {', '.join(sorted(missing))} are missing: a table of evaluate is expected")
    if scores.empty:
        raise Problem(f"{path}: no row found, a table of evaluate is expected")
    scores["patient"] = scores["patient"].where(scores["patient"] != "", scores["case"])
    return scores


def by_patient(tables: dict[str, pd.DataFrame], label: str, metric: str) -> pd.DataFrame:
    """[patient, seed]: the mean of each patient's cases."""
    columns = {}
    for path, scores in tables.items():
        values = penalised(scores, metric)[scores["name"] == label]
        columns[path] = values.groupby(scores["patient"]).mean()
    return pd.DataFrame(columns)


def check_cases(methods: dict[str, dict[str, pd.DataFrame]]) -> None:
    """Every file must hold the same cases: a comparison of different patients would be no pair."""
    expected: set[str] | None = None
    for tables in methods.values():
        for path, scores in tables.items():
            cases = set(scores["case"])
            if expected is not None and cases != expected:
                differing = ", ".join(sorted(cases ^ expected)[:5])
                raise Problem(f"{path}: other cases than in the files before it: {differing}")
            expected = cases


def check_numbers(path: str, scores: pd.DataFrame, columns: Iterable[str]) -> None:
    for column in columns:
        if column not in scores:
            raise Problem(f"{path}: no column '{column}'")
        text = scores[pd.to_numeric(scores[column], errors="coerce").isna() & scores[column].notna()]
        if not text.empty:
            row = text.iloc[0]
            raise Problem(f"{path}: case {row['case']}: {column} '{row[column]}' found, a number is expected")


def count_failed(tables: dict[str, pd.DataFrame], label: str) -> int:
    return sum(int(((s["name"] == label) & failed(s)).sum()) for s in tables.values())


def difference(method: np.ndarray, baseline: np.ndarray, seed: int = 0) -> dict[str, float]:
    """method - baseline, both [patient, run] with the same patients."""
    known = len(method) > 0
    differences = method.mean(axis=1) - baseline.mean(axis=1)
    low, high = two_level_bootstrap(method, baseline, seed)
    return {
        "mean": method.mean() if known else np.nan,
        "mean_baseline": baseline.mean() if known else np.nan,
        "difference": differences.mean() if known else np.nan,
        "ci_low": low,
        "ci_high": high,
        "p": wilcoxon_pratt(differences),
        "rank_biserial": rank_biserial(differences),
        "cohen_dz": cohen_dz(differences) if known else np.nan,
    }


def with_holm(table: pd.DataFrame) -> pd.DataFrame:
    """p_holm behind p, corrected over all rows that have a p value."""
    table.insert(table.columns.get_loc("p") + 1, "p_holm", holm(table["p"]))
    return table


def compare(methods: dict[str, dict[str, pd.DataFrame]], baseline: str, metrics: list[str], seed: int) -> pd.DataFrame:
    check_cases(methods)
    for tables in methods.values():
        for path, scores in tables.items():
            check_numbers(path, scores, (*metrics, "penalty_mm"))
    labels = list(dict.fromkeys(next(iter(methods[baseline].values()))["name"]))
    rows = []
    for label in labels:
        for metric in metrics:
            reference = by_patient(methods[baseline], label, metric)
            for name in [name for name in methods if name != baseline]:
                ours = by_patient(methods[name], label, metric)
                both = ours.notna().all(axis=1) & reference.notna().all(axis=1)
                a, b = ours[both].to_numpy(), reference[both].to_numpy()
                known = (label, metric, name, baseline, len(a), a.shape[1], b.shape[1])
                failures = count_failed(methods[name], label), count_failed(methods[baseline], label)
                rows.append(dict(zip(COLUMNS, (*known, *failures), strict=True)) | difference(a, b, seed))
    return with_holm(pd.DataFrame(rows))


def number(value: float, form: str) -> str:
    return "–" if np.isnan(value) else format(value, form)


def p_text(value: float) -> str:
    return "< 0.001" if value < 0.001 else number(value, ".3f")


def difference_text(difference: float, low: float, high: float) -> str:
    if np.isnan(difference):
        return "–"
    interval = "–" if np.isnan(low) else f"{low:+.3f} to {high:+.3f}"
    return f"{difference:+.3f} ({interval})"


def printed(table: pd.DataFrame) -> list[list[str]]:
    return [
        [
            row.label,
            SCORES[row.metric].heading if row.metric in SCORES else row.metric,
            row.method,
            str(row.n),
            f"{row.failed} / {row.failed_baseline}",
            number(row.mean, ".3f"),
            number(row.mean_baseline, ".3f"),
            difference_text(row.difference, row.ci_low, row.ci_high),
            p_text(row.p),
            p_text(row.p_holm),
            number(row.rank_biserial, "+.2f"),
        ]
        for row in table.itertuples()
    ]


def note(table: pd.DataFrame) -> str:
    text = f"Baseline: {table['baseline'].iloc[0]}; failed: method / baseline, counted as the worst value."
    if (table[["seeds", "seeds_baseline"]].to_numpy() == 1).any():
        text += " With one seed differences between methods are not evidence: seeds differ as well."
    return text


def markdown(table: pd.DataFrame) -> str:
    lines = [HEADER, ["---"] * len(HEADER), *printed(table)]
    escaped = ["| " + " | ".join(field.replace("|", "\\|") for field in line) + " |" for line in lines]
    return "\n".join([*escaped, "", note(table), ""])


def latex(table: pd.DataFrame) -> str:
    rows = [[escape(field) for field in line] for line in printed(table)]
    text = tabular([escape(title) for title in HEADER], rows, "lll" + "r" * (len(HEADER) - 3))
    return "\n".join(["% needs \\usepackage{booktabs}", text, "% " + note(table), ""])


def parse_method(text: str) -> tuple[str, list[str]]:
    name, equals, files = text.partition("=")
    if not (name and equals and files):
        raise argparse.ArgumentTypeError(f"'{text}' found, NAME=FILE[,FILE...] expected")
    return name, files.split(",")


def parse_arguments(arguments: list[str] | None = None) -> argparse.Namespace:
    summary = (__doc__ or "").partition("\n")[0]
    parser = argparse.ArgumentParser(
        description=summary, epilog=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("methods", nargs="+", type=parse_method, metavar="NAME=FILE[,FILE...]")
    parser.add_argument("--baseline", help="method to compare with (default: the last)")
    parser.add_argument("--metric", action="append", help="column of the tables; may repeat (default: dice, hd95_mm)")
    parser.add_argument("--seed", type=int, default=0, help="seed of the bootstrap (default 0)")
    for kind in OUTPUTS:
        parser.add_argument(f"--{kind}", type=Path, metavar="FILE", help=f"where the {kind} table goes")
    options = parser.parse_args(arguments)
    names = [name for name, _ in options.methods]
    if len(set(names)) != len(names) or len(names) < 2:
        parser.error("two or more methods with different names are expected")
    options.baseline = options.baseline or names[-1]
    if options.baseline not in names:
        parser.error(f"--baseline: '{options.baseline}' is none of {', '.join(names)}")
    return options


def check_outputs(options: argparse.Namespace) -> None:
    for kind, path in ((kind, getattr(options, kind)) for kind in OUTPUTS):
        if path and path.is_dir():
            raise Problem(f"--{kind} {path}: found a folder, expected a file")
        if path and not path.parent.is_dir():
            raise Problem(f"--{kind} {path}: found no folder {path.parent}, expected one")


def write_comparison(options: argparse.Namespace) -> None:
    check_outputs(options)
    methods = {name: {file: read_scores(file) for file in files} for name, files in options.methods}
    table = compare(methods, options.baseline, options.metric or ["dice", "hd95_mm"], options.seed)
    if options.csv:
        options.csv.write_text(table.to_csv(index=False, float_format="%.12g", na_rep="nan"))
    if options.markdown:
        options.markdown.write_text(markdown(table))
    if options.latex:
        options.latex.write_text(latex(table))
    if not (options.csv or options.markdown or options.latex):
        sys.stdout.write(markdown(table))


def main() -> int:
    options = parse_arguments()
    try:
        write_comparison(options)
    except (Problem, OSError) as problem:
        print(f"compare.py: {problem}", file=sys.stderr)
        return 1
    return 0
