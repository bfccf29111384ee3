"""The anatomical checks of a slice against the same rules in NumPy, SciPy and scikit-image, on noisy hearts."""

import csv
import math
import os
import subprocess

import h5py
import numpy as np
import pytest
from scipy import ndimage
from skimage.measure import perimeter
from skimage.morphology import convex_hull_image

LV, MYO, RV = 1, 2, 3
SPACING = (1.25, 1.75, 8.0)
CORNERS = np.ones((3, 3))
EDGES = ndimage.generate_binary_structure(2, 1)


def hearts(seed, slices=24):
    """Short-axis slices whose structures have holes, gaps, islands and bays; [z, y, x]."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[:60, :64]
    label = np.zeros((slices, 60, 64), np.uint8)
    for z in range(slices):
        wobble = ndimage.gaussian_filter(random.normal(size=x.shape), 2) * random.uniform(0, 14)
        radius = np.hypot(x - 34, y - 30) + wobble
        crescent = (np.hypot(x - 22, y - 30) + wobble < 15) & (x < 32)
        label[z] = np.select([radius < 8, radius < 12, crescent], [LV, MYO, RV], 0)
        label[z][random.uniform(size=x.shape) < 0.004 * (z % 4)] = random.integers(0, 4)
        if z % 5 == 0:  # half a ring, which encloses a gap together with the LV
            label[z][(label[z] == MYO) & (x < 34)] = 0
            label[z, 30, np.flatnonzero(label[z, 30] == LV)[-1]] = 0
        if z % 5 == 1:  # the RV drifts away
            label[z][(label[z] == RV) & (x > 15)] = 0
    label[-1][label[-1] == MYO] = 0
    return label


def holes(mask, structure):
    parts, _ = ndimage.label(np.pad(~mask, 1, constant_values=True), structure)
    return (parts > 0)[1:-1, 1:-1] & (parts != parts[0, 0])[1:-1, 1:-1]


def disconnected(mask):
    parts, count = ndimage.label(mask, CORNERS)
    sizes = ndimage.sum_labels(mask, parts, range(1, count + 1))
    return sizes.sum() - sizes.max() if count else 0


def holes_in_myo(myo, lv):
    parts, count = ndimage.label(holes(myo, CORNERS), CORNERS)
    return sum((parts == i).sum() for i in range(1, count + 1) if not lv[parts == i].any())


def holes_between(a, b):
    if not (a.any() and b.any()):
        return 0
    alone = a | b | holes(a, EDGES) | holes(b, EDGES)
    count = (holes(a | b, EDGES) & ~alone).sum()
    return count if count > a.size / 2**14 else 0


def frontier(lv, other):
    count = (ndimage.binary_dilation(other, CORNERS) & lv).sum()
    return count if count > 1 else 0


def gap(rv, myo):
    distance = ndimage.distance_transform_edt(~myo, sampling=SPACING[1::-1])
    return distance[ndimage.binary_dilation(rv, CORNERS)].min() if rv.any() and myo.any() else 0


def concavity(mask):
    if not mask.any():
        return math.nan
    whole = ndimage.binary_fill_holes(mask)
    hull = convex_hull_image(whole)
    depth = ndimage.distance_transform_edt(np.pad(hull, 1), sampling=SPACING[1::-1])[1:-1, 1:-1]
    return (depth * ndimage.binary_erosion(hull & ~whole, CORNERS)).max()


def circularity(mask):
    whole = ndimage.binary_fill_holes(mask)
    length = perimeter(whole, neighborhood=4)
    return 4 * np.pi * whole.sum() / length**2 if length else math.nan


def expected(label):
    lv, myo, rv = (label == number for number in (LV, MYO, RV))
    return {
        "holes_in_lv": holes(lv, CORNERS).sum(),
        "holes_in_rv": holes(rv, CORNERS).sum(),
        "holes_in_myo": holes_in_myo(myo, lv),
        "disconnectivity_in_lv": disconnected(lv),
        "disconnectivity_in_rv": disconnected(rv),
        "disconnectivity_in_myo": disconnected(myo),
        "holes_between_lv_and_myo": holes_between(lv, myo),
        "holes_between_rv_and_myo": holes_between(rv, myo),
        "rv_disconnected_from_myo": gap(rv, myo),
        "frontier_between_lv_and_rv": frontier(lv, rv),
        "frontier_between_lv_and_background": frontier(lv, label == 0),
        "lv_concavity": concavity(lv),
        "rv_concavity": concavity(rv),
        "myo_concavity": concavity(myo),
        "lv_circularity": circularity(lv),
        "myo_circularity": circularity(myo),
    }


@pytest.mark.parametrize("seed", range(2))
def test_slices(tmp_path, seed):
    label = hearts(seed)
    with h5py.File(tmp_path / "study.h5", "w") as study:
        study.attrs["format"], study.attrs["version"] = "coopseg-study", 1
        case = study.create_group("cases/a")
        case.attrs["spacing"], case.attrs["origin"], case.attrs["direction"] = SPACING, np.zeros(3), np.eye(3).ravel()
        case["prediction"] = label
    table = tmp_path / "validity.csv"
    command = [os.path.join(os.environ["COOPSEG_BIN"], "evaluate"), "--prediction", tmp_path / "study.h5"]
    result = subprocess.run([*command, "--validity", table, "-o", tmp_path / "o.csv", "-q"], capture_output=True)
    assert result.returncode == 0, result.stderr
    rows = list(csv.DictReader(table.open()))
    assert len(rows) == len(label)
    touched = dict.fromkeys(expected(label[0]), 0)
    for row in rows:
        for check, value in expected(label[int(row["slice"])]).items():
            assert float(row[check]) == pytest.approx(value, rel=1e-9, nan_ok=True), (row["slice"], check)
            touched[check] += value > 0
    assert all(touched.values()), touched  # each check has something to find
