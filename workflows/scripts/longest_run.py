"""longest_run.py RUN...: the seconds of training, validation included, of the run folder that took longest."""

import csv
import math
import sys
from pathlib import Path


def seconds_of(run: Path) -> float:
    with (run / "log.csv").open(newline="") as file:
        return float(list(csv.DictReader(file))[-1]["seconds"])


if __name__ == "__main__":
    print(math.ceil(max(seconds_of(Path(run)) for run in sys.argv[1:])))
