"""Does the disagreement of FTN and STN tell failed segmentations? Measured on the scores of an experiment.

    quality_control.py --results results -o results/tables/quality.csv --cases results/tables/quality_cases.csv

The disagreement of a case is 1 - the mean over its labels of the Dice of FTN and FTN + STN (labels that both lack are
left out), from the --report tables of `refine`. For each method with an STN, stage and group of test sets, all runs
together: Spearman's correlation with the case's mean Dice; the area under the ROC curve for a Dice below 0.7 (the share
of pairs of a failed and a good case where the failed one disagrees more, ties half); the risk-coverage curve (risk: 1 -
mean Dice of the cases kept, those that disagree least kept first) and its area; and how the threshold that training
stored in best.h5 does.
"""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np
import pandas as pd

from coopseg.report.inputs import ReportError, Results, read_csv, read_results, run_folder

FAILED_BELOW = 0.7
GROUPS = {"own": "clean", "site": "other sites", "artifact": "artifacts", "recipe": "recipes"}
ALL = "all"
THRESHOLD = "quality_threshold"  # attribute of the model file
REPORT = ["case", "name", "dice_before_after"]


def disagreements(path: Path) -> pd.Series:
    """By case; nan where neither stage found anything."""
    report = read_csv(path, REPORT)
    return 1 - report.groupby("case")["dice_before_after"].mean()


def stored_threshold(model: Path) -> float:
    """nan where the model file has none, or another program trained."""
    try:
        with h5py.File(model) as file:
            return np.asarray(file.attrs.get(THRESHOLD, np.nan)).item()
    except OSError:
        return float("nan")


def case_table(results: Results) -> pd.DataFrame:
    """A row for each run, test set and case of a method with an STN: disagreement, mean Dice of either stage, the run's
    threshold. Empty where another program refined."""
    if "refine" in results.experiment.get("stages", {}):
        return pd.DataFrame()
    s = results.scores[results.scores["method"].isin({m for m, stage in results.stages if stage == "stn"})]
    keys = ["split", "method", "seed", "test_set", "case", "patient"]
    if s.empty:
        return pd.DataFrame()
    cases = s.groupby([*keys, "stage"], sort=False)["dice"].mean().unstack("stage").add_prefix("dice_").reset_index()
    cases.insert(4, "group", cases["test_set"].map({t["name"]: GROUPS[t["kind"]] for t in results.test_sets}))
    for (split, method, seed), rows in cases.groupby(["split", "method", "seed"], sort=False):
        run = run_folder(split, method, seed)
        cases.loc[rows.index, "threshold"] = stored_threshold(results.folder / "runs" / run / "best.h5")
        for test_set, members in rows.groupby("test_set", sort=False):
            found = disagreements(results.folder / "reports" / run / f"{test_set}.csv")
            cases.loc[members.index, "disagreement"] = members["case"].map(found)
    return cases


def spearman(a: pd.Series, b: pd.Series) -> float:
    return float(a.rank().corr(b.rank())) if a.nunique() > 1 and b.nunique() > 1 else float("nan")


def auroc(score: pd.Series, positive: pd.Series) -> float:
    """From the rank sum of the positives (Mann and Whitney); nan without positives or without negatives."""
    positives, negatives = int(positive.sum()), int((~positive).sum())
    if not (positives and negatives):
        return float("nan")
    ranks = score.rank()[positive].sum()
    return float((ranks - positives * (positives + 1) / 2) / (positives * negatives))


def risk_coverage(disagreement: pd.Series, dice: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Coverage k / n and risk of the k cases that disagree least, k from 1 to n; equal ones share their mean risk."""
    risk = (1 - dice).groupby(disagreement).transform("mean")
    ordered = risk.loc[disagreement.sort_values(kind="stable").index].to_numpy()
    kept = np.arange(1, len(ordered) + 1)
    return kept / len(ordered), np.cumsum(ordered) / kept


@dataclass(frozen=True)
class Quality:
    cases: int
    left_out: int  # no Dice, or no disagreement
    failures: int  # Dice below FAILED_BELOW
    spearman: float
    auroc: float
    risk: float  # of all cases: what an order by chance gives on average
    aurc: float
    aurc_best: float  # where the order is that of the Dice
    judged: int  # cases of models with a stored threshold
    flagged: int | float  # those above it; nan where no model has one
    precision: float
    recall: float


def assess(cases: pd.DataFrame, stage: str) -> Quality:
    known = cases.dropna(subset=["disagreement", f"dice_{stage}"]).reset_index(drop=True)
    dice, disagreement = known[f"dice_{stage}"], known["disagreement"]
    fails = dice < FAILED_BELOW
    aurc, best = (float(risk_coverage(by, dice)[1].mean()) if len(known) else np.nan for by in (disagreement, -dice))
    judged = known["threshold"].notna()
    flags, failing = disagreement[judged] > known["threshold"][judged], fails[judged]
    hits = int((flags & failing).sum())
    return Quality(
        cases=len(known),
        left_out=len(cases) - len(known),
        failures=int(fails.sum()),
        spearman=spearman(disagreement, dice),
        auroc=auroc(disagreement, fails),
        risk=float((1 - dice).mean()),
        aurc=aurc,
        aurc_best=best,
        judged=int(judged.sum()),
        flagged=int(flags.sum()) if judged.any() else np.nan,
        precision=hits / int(flags.sum()) if flags.any() else np.nan,
        recall=hits / int(failing.sum()) if failing.any() else np.nan,
    )


def groups_in(cases: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The cases of each group of test sets, and all of them where there are several groups."""
    found = {name: cases[cases["group"] == name] for name in GROUPS.values() if (cases["group"] == name).any()}
    return found | {ALL: cases} if len(found) > 1 else found


def quality_table(cases: pd.DataFrame) -> pd.DataFrame:
    """A row for each method, stage and group."""
    rows = [
        {"method": method, "stage": stage, "group": group} | vars(assess(members, stage))
        for method, mine in cases.groupby("method", sort=False)
        for stage in ("ftn", "stn")
        for group, members in groups_in(mine).items()
    ]
    return pd.DataFrame(rows)


def main() -> int:
    summary = (__doc__ or "").partition("\n")[0]
    parser = argparse.ArgumentParser(
        description=summary, epilog=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--results", type=Path, required=True, metavar="DIR", help="results folder of the experiment")
    parser.add_argument("-o", "--output", type=Path, metavar="CSV", help="the table (default: standard output)")
    parser.add_argument("--cases", type=Path, metavar="CSV", help="the values of single cases")
    options = parser.parse_args()
    try:
        cases = case_table(read_results(options.results))
        if cases.empty:
            raise ReportError(f"{options.results}: found no method that our refine refined, expected at least one")
        if options.cases:
            cases.to_csv(options.cases, index=False, na_rep="nan")
        quality_table(cases).to_csv(options.output or sys.stdout, index=False, na_rep="nan")
    except (ReportError, OSError) as error:
        print(f"quality_control: {error}", file=sys.stderr)
        return 1
    return 0
