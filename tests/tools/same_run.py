"""same_run.py A B [other-limits]: two run folders of train-ftn-stn hold the same, but for measured times and memory.

With other-limits the options that stand in them may differ, too.
"""

import csv
import sys
from pathlib import Path

import h5py
import numpy as np

MEASURED = {"seconds", "images_per_s", "memory_mb"}


def contents(path):
    """Every attribute and dataset of an HDF5 file by its path."""
    found = {}

    def visit(name, node):
        for attribute, value in node.attrs.items():
            if attribute not in MEASURED:
                found[f"{name}@{attribute}"] = np.asarray(value)
        if isinstance(node, h5py.Dataset):
            found[name] = np.asarray(node[()])

    with h5py.File(path) as file:
        visit("", file)
        file.visititems(visit)
    return found


def losses(path):
    with path.open(newline="") as file:
        return [{k: v for k, v in row.items() if k not in MEASURED} for row in csv.DictReader(file)]


def compare(a, b, options):
    for name in "best.h5", "last.h5":
        one, other = contents(a / name), contents(b / name)
        assert one.keys() == other.keys(), f"{name}: {one.keys() ^ other.keys()}"
        for key in one.keys() - options:
            value = one[key]
            assert value.dtype == other[key].dtype and value.tobytes() == other[key].tobytes(), f"{name}: {key}"
    assert losses(a / "log.csv") == losses(b / "log.csv")
    if not options:
        assert (a / "config.ini").read_bytes() == (b / "config.ini").read_bytes()


if __name__ == "__main__":
    compare(Path(sys.argv[1]), Path(sys.argv[2]), {"@config", "provenance"} if "other-limits" in sys.argv else set())
