"""Validation Dice and seconds a step of training in bf16 beside fp32, on phantoms.

    .venv/bin/python tests/bench/precision.py [--method coop] [--steps 300] [--base-width 4] [--size 64]
        [--spacing 4] [--seeds 3] [--threads 1] [--device cpu] [--json FILE]

Both precisions train on the same 6 subjects of site a with the same seeds and are validated on 3 others, in fp32 and
bf16 likewise. The Dice is the mean over LV, MYO and RV of the last line of log.csv, of FTN and FTN + STN. Only machines
with AMX or AVX512-BF16 (and GPUs) gain time by bf16; elsewhere it is emulated and slow, and the Dice alone says
something. Prints a table, writes JSON; it never passes or fails.
"""

import argparse
import csv
import json
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
BIN = ROOT / "build/release/bin"
TRAIN, VALIDATION = range(1, 7), range(7, 10)
LABELS = ("LV", "MYO", "RV")


def call(*command: str | Path) -> None:
    subprocess.run([str(part) for part in command], check=True)


def make_lists(folder: Path, spacing: str) -> list[str | Path]:
    """Studies of the phantoms, listed for training and validation."""
    cohort = folder / "cohort"
    call(BIN / "make-phantom", "--site", "a", "--subjects", str(VALIDATION.stop - 1), "-q", "-o", cohort)
    options = ["--manifest", cohort / "manifest.csv", "--data-root", cohort, "--spacing", spacing, "-q"]
    lists: list[str | Path] = []
    for name, subjects in (("train", TRAIN), ("val", VALIDATION)):
        cases = [f"patient{number:03}_{phase}" for number in subjects for phase in ("ED", "ES")]
        chosen = [part for case in cases for part in ("--case", case)]
        call(BIN / "preprocess", *options, *chosen, "-o", folder / f"{name}.h5")
        (folder / f"{name}.txt").write_text(f"{name}.h5\n")
        lists += [f"--{name}-list", folder / f"{name}.txt"]
    return lists


def last_line(log: Path) -> dict[str, float]:
    with log.open(newline="") as file:
        line = list(csv.DictReader(file))[-1]
    dice = {s: sum(float(line[f"val_dice_{label}_{s}"]) for label in LABELS) / len(LABELS) for s in ("ftn", "stn")}
    return dice | {"seconds_a_step": float(line["seconds"]) / int(line["step"])}


def measure(options: argparse.Namespace, folder: Path) -> list[dict]:
    lists = make_lists(folder, options.spacing)
    shape = ["--base-width", options.base_width, "--size", options.size, "--batch-size", "8"]
    length = ["--epochs", "100000", "--max-steps", options.steps, "--learning-rate", "1e-3"]
    machine = ["--threads", options.threads, "--device", options.device, "-q"]
    rows = []
    for seed in range(options.seeds):
        for precision in ("fp32", "bf16"):
            run = folder / f"{precision}-{seed}"
            method = ["--config", ROOT / f"configs/train/{options.method}.ini", "--precision", precision]
            call(BIN / "train-ftn-stn", *method, *shape, *length, *machine, "--seed", str(seed), *lists, "-o", run)
            rows.append({"seed": seed, "precision": precision} | last_line(run / "log.csv"))
            print("{seed:4} {precision:>9} {ftn:8.4f} {stn:8.4f} {seconds_a_step:12.3f}".format(**rows[-1]), flush=True)
    return rows


def mean(rows: list[dict], precision: str, column: str) -> float:
    values = [row[column] for row in rows if row["precision"] == precision]
    return sum(values) / len(values)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    texts = {"method": "coop", "steps": "300", "base-width": "4", "size": "64", "spacing": "4", "threads": "1"}
    for name, value in (texts | {"device": "cpu"}).items():
        parser.add_argument(f"--{name}", default=value)
    options = parser.parse_args()
    print("seed precision      FTN FTN+STN  s a step")
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(options, Path(folder))
    columns = ("ftn", "stn", "seconds_a_step")
    means = {precision: {c: mean(rows, precision, c) for c in columns} for precision in ("fp32", "bf16")}
    for precision, found in means.items():
        print("mean {:>9} {:8.4f} {:8.4f} {:12.3f}".format(precision, *found.values()))
    if options.json:
        options.json.write_text(json.dumps({"rows": rows, "means": means}, indent=2) + "\n")


if __name__ == "__main__":
    main()
