"""progress.py RESULTS: how far an experiment is and when it is expected to end, a line now and then until it has ended.

Reads RESULTS/plan.json and looks which of its outputs are there, so it works for runs on this machine and elsewhere.
"""

import argparse
import csv
import json
import sys
import time
from collections import Counter
from pathlib import Path


def steps_done(log: Path) -> int:
    try:
        with log.open(newline="") as file:
            return int(list(csv.DictReader(file))[-1]["step"])
    except (OSError, IndexError, KeyError, ValueError, TypeError):
        return 0


def share_done(results: Path, entry: dict) -> float:
    if (results / entry["output"]).exists():
        return 1.0
    if "steps" not in entry:
        return 0.0
    return min(0.99, steps_done(results / entry["log"]) / entry["steps"])


def running(results: Path, entries: list[dict]) -> str:
    """The training run that has begun and not ended, in words."""
    for entry in entries:
        if "log" in entry and not (results / entry["output"]).exists() and (results / entry["log"]).exists():
            split, method, seed = Path(entry["output"]).parts[1:4]
            step = f"step {steps_done(results / entry['log'])}" + (f" of {entry['steps']}" if "steps" in entry else "")
            return f"; training {method} on {split}, {seed.replace('-', ' ')}: {step}"
    return ""


def states(results: Path, finished: set[tuple[str, str]]) -> dict[str, Counter[str]]:
    """By rule, how many jobs are in each state (begun, done or failed), from jobs.csv. A job counts as begun until
    it has ended, is one of those `finished` or Snakemake was started anew; on a cluster it may wait in the queue."""
    last: dict[tuple[str, str], str] = {}
    try:
        with (results / "jobs.csv").open(newline="") as file:
            for row in csv.DictReader(file):
                if row["event"] == "started":
                    last = {job: state for job, state in last.items() if state != "begun"}
                else:
                    last[row["rule"], row["job"]] = row["event"]
    except OSError:
        return {}
    found: dict[str, Counter[str]] = {}
    for job, state in last.items():
        found.setdefault(job[0], Counter())["done" if job in finished else state] += 1
    return found


def planned(results: Path) -> list[dict]:
    return json.loads((results / "plan.json").read_text())


def rule_lines(results: Path) -> list[str]:
    entries = planned(results)
    total = Counter(entry["rule"] for entry in entries)
    ended = [entry for entry in entries if (results / entry["output"]).exists()]
    done = Counter(entry["rule"] for entry in ended)
    now = states(results, {(entry["rule"], entry["job"]) for entry in ended if "job" in entry})
    none: Counter[str] = Counter()
    return [
        f"  {rule:<12} {done[rule]:>6} of {total[rule]} done, {now.get(rule, none)['begun']} running, "
        f"{now.get(rule, none)['failed']} failed"
        for rule in total
    ]


def duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"


def line(results: Path, started: float, work_at_start: float) -> tuple[str, bool]:
    entries = planned(results)
    total = sum(entry["work"] for entry in entries)
    done = sum(entry["work"] * share_done(results, entry) for entry in entries)
    elapsed = time.monotonic() - started
    # Until something has been measured, the plan's seconds are the guess.
    measured = done - work_at_start
    pace = (elapsed + 20.0) / (measured + 20.0) if measured > 0 else 1.0
    text = f"{100 * done / total:.0f} %, about {duration((total - done) * pace)} left{running(results, entries)}"
    return text, done >= total


def why_not(results: Path, once: bool) -> str:
    """Why nothing can be said of a folder; "" where it can, or a run may still begin."""
    if not results.is_dir():
        return "found no such folder, expected the results of an experiment"
    if once and not (results / "plan.json").exists():
        return "found no plan.json, expected the results of an experiment that has begun"
    return ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("results", type=Path)
    parser.add_argument("--every", type=float, default=20.0, metavar="SECONDS")
    parser.add_argument("--rules", action="store_true", help="a line for each rule as well")
    parser.add_argument("--once", action="store_true", help="say it once and end")
    arguments = parser.parse_args()
    if problem := why_not(arguments.results, arguments.once):
        print(f"progress: {arguments.results}: {problem}", file=sys.stderr)
        return 1
    plan = arguments.results / "plan.json"
    while not plan.exists():
        time.sleep(0.5)
    entries = planned(arguments.results)
    at_start = sum(entry["work"] * share_done(arguments.results, entry) for entry in entries)
    started = time.monotonic()
    name = arguments.results.name
    while True:
        text, ended = line(arguments.results, started, at_start)
        if ended and not arguments.once:
            return 0
        lines = [f"{name}: {text}", *(rule_lines(arguments.results) if arguments.rules else [])]
        print("\n".join(lines), file=sys.stderr, flush=True)
        if arguments.once:
            return 0
        time.sleep(arguments.every)
