"""What an experiment will cost, before anything is submitted: jobs, hours, memory and storage of each rule.

    workflows/scripts/plan [--took JOBS.csv] [--csv FILE] SNAKEMAKE OPTIONS

The options are those of the run, such as --configfile and --config; jobs come from a dry run, so what is done already
is left out (-F takes all). Hours and sizes come from measured costs (costs.json of coopseg.experiment).

hours      of all jobs one after the other, each with its experiment's threads or its GPU
longest    the hours of the rule's longest job: no number of machines makes the rule shorter
memory     MB, of the rule's largest job
storage    GB of outputs; those of rules marked * are deleted once they have been used
files      outputs; a training run leaves five
"""

import argparse
import csv
import logging
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path

from snakemake.cli import main as snakemake
from snakemake.logging import logger
from snakemake_interface_logger_plugins.common import LogEvent

from coopseg.places import SNAKEFILE

TEMPORARY = {"corrupt", "corrupt_by_recipe"}
FILES_OF_A_RUN = 5


@dataclass
class RulePlan:
    rule: str
    jobs: int = 0
    hours: float = 0.0
    longest: float = 0.0
    gpu_hours: float = 0.0
    memory_mb: int = 0
    storage_gb: float = 0.0
    files: int = 0
    took_hours: float | None = None

    def add(self, resources: dict[str, int], outputs: int) -> None:
        hours = resources.get("expected_seconds", 0) / 3600
        self.jobs += 1
        self.hours += hours
        self.longest = max(self.longest, hours)
        self.gpu_hours += hours * resources.get("gpu", 0)
        self.memory_mb = max(self.memory_mb, resources.get("expected_memory_mb", 0))
        self.storage_gb += resources.get("disk_mb", 0) / 1000
        self.files += FILES_OF_A_RUN if self.rule.startswith("train") else outputs


@dataclass
class DryRun(logging.Filter):
    """Sees the log records of Snakemake and adds up its jobs by rule."""

    rules: dict[str, RulePlan] = field(default_factory=dict)

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "event", None) == LogEvent.JOB_INFO and record.rule_name != "all":
            rule = self.rules.setdefault(record.rule_name, RulePlan(record.rule_name))
            rule.add(dict(record.resources.items()), len(record.output))
        return record.levelno >= logging.WARNING


def dry_run(arguments: list[str]) -> list[RulePlan]:
    seen = DryRun()
    logger.addFilter(seen)
    try:
        snakemake(["--snakefile", str(SNAKEFILE), "--cores", "all", *arguments, "--dry-run", "--quiet", "all"])
    except SystemExit as end:
        if end.code not in (None, 0):
            raise
    finally:
        logger.removeFilter(seen)
    return sorted(seen.rules.values(), key=lambda rule: -rule.hours)


def hours_taken(jobs: Path) -> dict[str, float]:
    """Hours that the jobs took which jobs.csv says are done, by rule."""
    taken: dict[str, float] = {}
    with jobs.open(newline="") as file:
        for row in csv.DictReader(file):
            if row["event"] == "done":
                taken[row["rule"]] = taken.get(row["rule"], 0.0) + float(row["seconds"]) / 3600
    return taken


def total(rules: list[RulePlan]) -> RulePlan:
    took = [rule.took_hours for rule in rules if rule.took_hours is not None]
    return RulePlan(
        "total",
        sum(rule.jobs for rule in rules),
        sum(rule.hours for rule in rules),
        max((rule.longest for rule in rules), default=0.0),
        sum(rule.gpu_hours for rule in rules),
        max((rule.memory_mb for rule in rules), default=0),
        sum(rule.storage_gb for rule in rules),
        sum(rule.files for rule in rules),
        sum(took) if took else None,
    )


def printed(rules: list[RulePlan]) -> str:
    names = ["rule", "jobs", "hours", "longest", "GPU hours", "memory", "storage", "files", "took"]
    lines = [names]
    for rule in [*rules, total(rules)]:
        mark = "*" if rule.rule in TEMPORARY else ""
        numbers = [f"{value:.2f}" for value in (rule.hours, rule.longest, rule.gpu_hours)]
        took = "" if rule.took_hours is None else f"{rule.took_hours:.2f}"
        storage = f"{rule.storage_gb:.2f}{mark}"
        lines.append([rule.rule, str(rule.jobs), *numbers, str(rule.memory_mb), storage, str(rule.files), took])
    lines = lines if any(line[-1] for line in lines[1:]) else [line[:-1] for line in lines]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "".join(
        "  ".join(text.ljust(width) if number == 0 else text.rjust(width) for number, (text, width) in enumerate(cells))
        + "\n"
        for cells in (list(zip(line, widths, strict=True)) for line in lines)
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="plan", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("--took", type=Path, metavar="FILE", help="jobs.csv of a run, to compare with")
    parser.add_argument("--csv", type=Path, metavar="FILE", help="where the table goes as CSV")
    options, others = parser.parse_known_args()
    rules = dry_run(others)
    taken = hours_taken(options.took) if options.took else {}
    for rule in rules:
        rule.took_hours = taken.get(rule.rule)
    if options.csv:
        with options.csv.open("w", newline="") as file:
            rows = csv.DictWriter(file, list(asdict(total(rules))), lineterminator="\n")
            rows.writeheader()
            rows.writerows(asdict(rule) for rule in [*rules, total(rules)])
    sys.stdout.write(printed(rules))
