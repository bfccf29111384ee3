"""plan.json: the outputs that an experiment makes and how much work each is, for `progress.py`.

Corrupted studies do not stay: their work is that of the predictions on them. Entries of *-long methods say what speed
of the machine they need.
"""

import json
from dataclasses import replace
from itertools import product
from pathlib import Path

from costs import Cost, cost_of_cases, cost_of_machine, cost_of_report, cost_of_training, steps_of, tflops
from experiment import TestSet, chain_of, device_of_stage, has_stn, is_long, read_ini, threads_of_stage
from whole_file import write_whole


def costs_of_runs(config: dict, methods: list[str], training_cases: int, root: Path) -> dict[str, Cost]:
    """By method, without the runs that it starts from. A long one takes as many seconds as the dearest of the others
    with them."""
    budget = read_ini(root / config["budget"])
    steps = steps_of(budget, training_cases)
    rate = tflops(threads_of_stage(config, "train-ftn-stn"), device_of_stage(config, "train-ftn-stn"))
    inis = {method: read_ini(root / f"configs/train/{method}.ini") for method in methods}
    costs = {method: cost_of_training(ini, budget, steps, rate, training_cases) for method, ini in inis.items()}
    dearest = max(sum(costs[start].seconds for start in chain_of(method, root / "configs/train")) for method in methods)
    return {method: replace(cost, seconds=dearest) if is_long(method) else cost for method, cost in costs.items()}


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
