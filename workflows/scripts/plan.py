"""plan.json: the outputs that an experiment makes and how much work each is, for `progress.py`.

Corrupted studies do not stay: their work is that of the predictions on them.
"""

import json
from itertools import product
from pathlib import Path

from experiment import TestSet, has_stn, is_long, read_ini
from whole_file import write_whole

# Seconds on two cores of about 100 GFLOP/s, which only their ratios matter of.
SECONDS = {"cohort": 60, "preprocess": 0.7, "test_set": 3, "corrupt": 1, "predict": 3, "refine": 3, "evaluate": 1.5}
REPORT_SECONDS = 10
STEP_SECONDS = {"none": 0.25, "latent": 0.55}  # of a step of 8 slices of 96 x 96, FTN and STN
PLAIN_STEP_SECONDS = 0.13
SLICES_PER_CASE = 10


def steps_of(budget: dict[str, str], training_cases: int) -> int:
    limit = int(budget.get("max-steps", 0))
    per_epoch = -(-training_cases * SLICES_PER_CASE // (int(budget["batch-size"]) // 2))
    planned = int(budget["epochs"]) * per_epoch
    return min(limit, planned) if limit else planned


def step_seconds(method: dict[str, str]) -> float:
    if method.get("network", "ftn-stn") != "ftn-stn":
        return PLAIN_STEP_SECONDS
    return STEP_SECONDS["none" if method.get("hard-branch", "none") == "none" else "latent"]


def plan(
    config: dict, methods: list[str], sets: dict[str, TestSet], splits: dict[str, dict[str, list[str]]], root: Path
) -> list[dict]:
    entries: list[dict] = []

    def add(output: str, work: float, **training: int | str) -> None:
        entries.append({"output": output, "work": work, **training})

    if "phantom" in config:
        add("cohort/manifest.csv", SECONDS["cohort"])
    for case in dict.fromkeys(case for cases in splits.values() for case in cases["train"] + cases["val"]):
        add(f"cases/{case}.h5", SECONDS["preprocess"])
    for name, item in sets.items():
        if not item.is_corrupted:
            add(f"test/{name}.h5", SECONDS["test_set"])
    inis = {method: root / f"configs/train/{method}.ini" for method in methods}
    budget = read_ini(root / config["budget"])
    corrupt = SECONDS["corrupt"] / (len(splits) * len(config["seeds"]) * len(methods))
    for split, cases in splits.items():
        steps = steps_of(budget, len(cases["train"]))
        work = {method: steps * step_seconds(read_ini(ini)) for method, ini in inis.items()}
        dearest = max(work.values())
        for seed, method in product(config["seeds"], methods):
            run = f"{split}/{method}/seed-{seed}"
            limit = {} if is_long(method) else {"steps": steps}
            seconds = dearest if is_long(method) else work[method]
            add(f"runs/{run}/done", seconds, log=f"runs/{run}/log.csv", **limit)
            for name, item in sets.items():
                add(f"segmentations/{run}/{name}.ftn.h5", SECONDS["predict"] + corrupt * item.is_corrupted)
                add(f"scores/{run}/{name}.ftn.csv", SECONDS["evaluate"])
                if has_stn(inis[method]):
                    add(f"segmentations/{run}/{name}.stn.h5", SECONDS["refine"])
                    add(f"scores/{run}/{name}.stn.csv", SECONDS["evaluate"])
    add("report.html", REPORT_SECONDS)
    return entries


def write_plan(
    results: Path,
    config: dict,
    methods: list[str],
    sets: dict[str, TestSet],
    splits: dict[str, dict[str, list[str]]],
    root: Path,
) -> None:
    text = json.dumps(plan(config, methods, sets, splits, root), indent=1) + "\n"
    path = results / "plan.json"
    if not path.exists() or path.read_text() != text:
        write_whole(path, text)
