"""plan.json: the outputs that an experiment makes and how much work each is, for `progress.py`.

Corrupted studies do not stay: their work is that of the predictions on them. Entries of *-long methods say what speed
of the machine they need.
"""

import json
from itertools import product
from pathlib import Path

from coopseg.experiment.costs import cost_of_cases, cost_of_machine, cost_of_report, costs_of_runs, steps_of
from coopseg.experiment.methods import has_stn, is_long, read_ini
from coopseg.experiment.test_sets import TestSet
from coopseg.whole_file import write_whole


def plan(
    config: dict, methods: list[str], sets: dict[str, TestSet], splits: dict[str, dict[str, list[str]]], root: Path
) -> list[dict]:
    entries: list[dict] = []

    def add(rule: str, output: str, work: float, **more: float | str) -> None:
        entries.append({"rule": rule, "output": output, "work": round(work, 1), **more})

    def work_of(rule: str, cases: int) -> float:
        return cost_of_cases(rule, cases).seconds

    add("machine", "machine.json", cost_of_machine().seconds)
    if "phantom" in config:
        add("cohort", "cohort/manifest.csv", work_of("cohort", sum(config["phantom"]["subjects"])))
    for case in dict.fromkeys(case for cases in splits.values() for case in cases["train"] + cases["val"]):
        add("preprocess", f"cases/{case}.h5", work_of("preprocess", 1))
    for name, item in sets.items():
        if not item.is_corrupted:
            add("test_set", f"test/{name}.h5", work_of("test_set", len(item.cases)))
    inis = {method: root / f"configs/train/{method}.ini" for method in methods}
    models = len(splits) * len(config["seeds"]) * len(methods)
    for split, cases in splits.items():
        steps = steps_of(read_ini(root / config["budget"]), len(cases["train"]))
        costs = costs_of_runs(config, methods, len(cases["train"]), root)
        for seed, method in product(config["seeds"], methods):
            run = f"{split}/{method}/seed-{seed}"
            only_if = {"needs_gflops": config.get("long_needs_gflops", 0)} if is_long(method) else {}
            rule, limit = ("train_long", {}) if is_long(method) else ("train", {"steps": steps})
            add(rule, f"runs/{run}/done", costs[method].seconds, log=f"runs/{run}/log.csv", **limit, **only_if)
            for name, item in sets.items():
                number = len(item.cases)
                corrupt = work_of("corrupt", number) / models if item.is_corrupted else 0.0
                add("predict", f"segmentations/{run}/{name}.ftn.h5", work_of("predict", number) + corrupt, **only_if)
                add("evaluate", f"scores/{run}/{name}.ftn.csv", work_of("evaluate", number), **only_if)
                if has_stn(inis[method], config):
                    add("refine", f"segmentations/{run}/{name}.stn.h5", work_of("refine", number), **only_if)
                    add("evaluate", f"scores/{run}/{name}.stn.csv", work_of("evaluate", number), **only_if)
    add("report", "report.html", cost_of_report().seconds)
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
