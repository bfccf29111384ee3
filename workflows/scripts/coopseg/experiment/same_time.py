"""same_time.py --pace RUN --run RUN [START...] [--run ...]

Prints the optimiser steps that fit into the seconds of the longest run, at the pace of another. Seconds are of training
and validation; those of a run count with those of the runs whose weights it started from."""

import argparse
import csv
import math
from pathlib import Path


def last_row(run: Path) -> dict[str, str]:
    with (run / "log.csv").open(newline="") as file:
        return list(csv.DictReader(file))[-1]


def seconds_of(runs: list[Path]) -> float:
    return sum(float(last_row(run)["seconds"]) for run in runs)


def steps_in_same_time(pace: Path, runs: list[list[Path]]) -> int:
    paced = last_row(pace)
    return math.ceil(max(map(seconds_of, runs)) * int(paced["step"]) / float(paced["seconds"]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pace", type=Path, required=True)
    parser.add_argument("--run", type=Path, nargs="+", action="append", required=True)
    given = parser.parse_args()
    print(steps_in_same_time(given.pace, given.run))


if __name__ == "__main__":  # by the Python of a job, which may have no packages
    main()
