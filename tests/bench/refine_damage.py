"""How often `refine` mends labels that were damaged on purpose, and how often it harms them.

    .venv/bin/python tests/bench/refine_damage.py MODEL STUDY... [--iterations N...] [--accept P...] [--json FILE]

The label of every case is the truth; damaged copies of it are refined by the STN of MODEL, by each number of passes and
with each gate, and beside it by what needs no network: per slice the largest component of each class, then enclosed
background filled with the nearest class. Prints a table, writes JSON; it never passes or fails.

Damage, per slice with a label unless said otherwise: `holes`, N discs of radius r (pixels) within the heart become
background; `islands`, N discs of radius r away from the heart become LV, MYO or RV; `missing`, N slices of the case
lose their label.

A case counts as mended (harmed) when its mean Dice over the classes rises (falls) by more than 0.01. `restored` is the
share of damaged voxels that have the true class afterwards, `spoilt` the number of undamaged voxels that have a wrong
class afterwards over the number of labelled voxels.
"""

import argparse
import json
import os
import subprocess
import tempfile
from collections import defaultdict
from itertools import product
from pathlib import Path

import h5py
import numpy as np
from scipy import ndimage

ROOT = Path(__file__).parents[2]
CLASSES = (1, 2, 3)
TOLERANCE = 0.01


def disc(shape, centre, radius):
    y, x = np.ogrid[: shape[0], : shape[1]]
    return (y - centre[0]) ** 2 + (x - centre[1]) ** 2 <= radius**2


def put_discs(label, number, radius, random, places, new_class):
    """Discs about random pixels of `places(slice)`, in every slice with a label."""
    damaged = label.copy()
    for before, after in zip(label, damaged, strict=True):
        candidates = np.argwhere(places(before))
        if before.any() and len(candidates):
            for centre in candidates[random.choice(len(candidates), number)]:
                after[disc(before.shape, centre, radius)] = new_class(random)
    return damaged


def holes(label, number, radius, random):
    return put_discs(label, number, radius, random, lambda plane: plane > 0, lambda _: 0)


def islands(label, number, radius, random):
    """Between `radius` + 3 and 20 pixels away from the heart, so that they lie in the model's field."""

    def around(plane):
        distance = ndimage.distance_transform_edt(plane == 0)
        return (distance > radius + 3) & (distance < 20)

    return put_discs(label, number, radius, random, around, lambda random: random.choice(CLASSES))


def missing(label, number, _, random):
    damaged = label.copy()
    damaged[random.choice(np.flatnonzero(label.any(axis=(1, 2))), number, replace=False)] = 0
    return damaged


DAMAGE = {  # severity: discs a slice (or slices) and their radius in pixels
    "none": (lambda label, *_: label, [(0, 0)]),
    "holes": (holes, [(1, 2), (3, 3), (3, 5)]),
    "islands": (islands, [(1, 2), (3, 3), (3, 5)]),
    "missing": (missing, [(1, 0), (2, 0), (3, 0)]),
}


def morphology(label):
    """Per slice the largest component of each class, then enclosed background gets the nearest class."""
    mended = np.zeros_like(label)
    for before, after in zip(label, mended, strict=True):
        for number in CLASSES:
            parts, count = ndimage.label(before == number)
            if count:
                after[parts == 1 + np.argmax(np.bincount(parts.ravel())[1:])] = number
        hole = ndimage.binary_fill_holes(after > 0) & (after == 0)
        nearest = ndimage.distance_transform_edt(after == 0, return_distances=False, return_indices=True)
        after[hole] = after[tuple(nearest)][hole]
    return mended


def dice(truth, label):
    sums = [((truth == c).sum() + (label == c).sum(), 2 * ((truth == c) & (label == c)).sum()) for c in CLASSES]
    return float(np.mean([overlap / both for both, overlap in sums if both]))


def score(truth, damaged, after):
    """Mean Dice before and after, share of damage restored, undamaged voxels spoilt over labelled voxels."""
    hit = damaged != truth
    restored = float((after == truth)[hit].mean()) if hit.any() else float("nan")
    spoilt = float((~hit & (after != truth)).sum() / (truth > 0).sum())
    return dice(truth, damaged), dice(truth, after), restored, spoilt


def refine(model, study, labels, iterations, accept, folder):
    """The cases of a study with damaged labels as their prediction, refined."""
    damaged, refined = folder / "damaged.h5", folder / "refined.h5"
    with h5py.File(study) as source, h5py.File(damaged, "w") as target:
        target.attrs.update(source.attrs)
        for name, label in labels.items():
            case = target.create_group(f"cases/{name}")
            case.attrs.update(source["cases"][name].attrs)
            case["prediction"] = label
            case["prediction"].attrs["names"] = source["cases"][name]["label"].attrs["names"]
    program = Path(os.environ.get("COOPSEG_BIN", ROOT / "build/release/bin")) / "refine"
    options = ["--model", model, "--iterations", str(iterations), "--accept", str(accept), "-o", refined]
    options += ["--force", "-q", "--threads", "1"]
    subprocess.run([program, damaged, *options], check=True)
    with h5py.File(refined) as result:
        return {name: case["prediction"][()] for name, case in result["cases"].items()}


def measure(model, studies, iterations, gates):
    """Scores of every case by kind of damage, severity and what mends it."""
    scores = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        for study in studies:
            with h5py.File(study) as file:
                truths = {name: case["label"][()] for name, case in file["cases"].items()}
            for kind, (damage, severities) in DAMAGE.items():
                for severity, (number, radius) in enumerate(severities, start=1):
                    random = np.random.default_rng(severity)
                    damaged = {name: damage(truth, number, radius, random) for name, truth in truths.items()}
                    mended = {
                        f"{n} x STN, accept {gate:g}": refine(model, study, damaged, n, gate, Path(folder))
                        for n, gate in product(iterations, gates)
                    }
                    mended["morphology"] = {name: morphology(label) for name, label in damaged.items()}
                    for by, labels in mended.items():
                        for name, truth in truths.items():
                            scores[kind, number, radius, by].append(score(truth, damaged[name], labels[name]))
    return scores


def summarise(scores):
    rows = []
    for (kind, number, radius, by), values in scores.items():
        before, after, restored, spoilt = np.array(values).T
        rows.append(
            {
                "damage": kind,
                "number": number,
                "radius": radius,
                "by": by,
                "cases": len(values),
                "dice_before": float(before.mean()),
                "dice_after": float(after.mean()),
                "mended": float((after > before + TOLERANCE).mean()),
                "harmed": float((after < before - TOLERANCE).mean()),
                "restored": float(restored.mean()),
                "spoilt": float(spoilt.mean()),
            }
        )
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument(
        "studies", type=Path, nargs="+", help="studies with labels, of patients that the model never saw"
    )
    parser.add_argument("--iterations", type=int, nargs="+", default=[1], help="passes of the STN")
    parser.add_argument("--accept", type=float, nargs="+", default=[0, 0.9], help="gates, as of refine")
    parser.add_argument("--json", type=Path, default=Path("refine_damage.json"))
    arguments = parser.parse_args()
    rows = summarise(measure(arguments.model, arguments.studies, arguments.iterations, arguments.accept))
    arguments.json.write_text(json.dumps(rows, indent=1))
    print("| damage | by | Dice before | after | mended | harmed | restored | spoilt |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for row in rows:
        damage = row["damage"] + (f" {row['number']}" if row["number"] else "")
        damage += f" of radius {row['radius']}" if row["radius"] else ""
        values = [row[key] for key in ("mended", "harmed", "restored", "spoilt")]
        shares = " | ".join("-" if np.isnan(value) else f"{100 * value:.0f} %" for value in values)
        print(f"| {damage} | {row['by']} | {row['dice_before']:.3f} | {row['dice_after']:.3f} | {shares} |")


if __name__ == "__main__":
    main()
