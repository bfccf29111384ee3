"""evaluate against NumPy and SimpleITK on random labels, from NIfTI files and from a study."""

import csv
import os
import subprocess

import h5py
import nibabel
import numpy as np
import pytest
import SimpleITK

ZOOMS = (1.25, 1.5, 9.6)
NAMES = {1: "LV", 2: "MYO", 3: "RV"}


def evaluate(*arguments, stdin=None):
    command = [os.path.join(os.environ["COOPSEG_BIN"], "evaluate"), *map(str, arguments), "-o", "-", "-q"]
    result = subprocess.run(command, capture_output=True, text=True, stdin=stdin)
    assert result.returncode == 0, result.stderr
    return list(csv.DictReader(result.stdout.splitlines()))


def pair(seed):
    """A random label and one that agrees with it in about two voxels of three; [x, y, z]."""
    random = np.random.default_rng(seed)
    reference = random.integers(0, 4, (17, 13, 5)).astype(np.uint8)
    other = random.integers(0, 4, reference.shape).astype(np.uint8)
    return reference, np.where(random.uniform(size=reference.shape) < 0.6, reference, other)


def check(rows, reference, prediction, zooms=ZOOMS):
    assert [(row["label"], row["name"]) for row in rows] == [(str(number), name) for number, name in NAMES.items()]
    voxel_ml = np.prod(zooms) / 1000
    overlap = SimpleITK.LabelOverlapMeasuresImageFilter()
    overlap.Execute(SimpleITK.GetImageFromArray(prediction), SimpleITK.GetImageFromArray(reference))
    for row in rows:
        label = int(row["label"])
        a, b = reference == label, prediction == label
        both, either = np.sum(a & b), np.sum(a | b)
        expected = {
            "dice": 2 * both / (a.sum() + b.sum()),
            "jaccard": both / either,
            "precision": both / b.sum(),
            "recall": both / a.sum(),
            "volume_ref_ml": a.sum() * voxel_ml,
            "volume_pred_ml": b.sum() * voxel_ml,
            "volume_diff_ml": (b.sum() - int(a.sum())) * voxel_ml,
            "rvd": b.sum() / a.sum() - 1,
        }
        assert row["status"] == "ok"
        for column, value in expected.items():
            assert float(row[column]) == pytest.approx(value, rel=1e-9, abs=1e-11), column
        assert float(row["dice"]) == pytest.approx(overlap.GetDiceCoefficient(label), rel=1e-9)
        assert float(row["jaccard"]) == pytest.approx(overlap.GetJaccardCoefficient(label), rel=1e-9)
        assert float(row["precision"]) == pytest.approx(1 - overlap.GetFalseDiscoveryRate(label), rel=1e-9)
        assert float(row["recall"]) == pytest.approx(1 - overlap.GetFalseNegativeError(label), rel=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_nifti_files(tmp_path, seed):
    reference, prediction = pair(seed)
    affine = np.diag([-ZOOMS[0], ZOOMS[1], ZOOMS[2], 1])
    nibabel.save(nibabel.Nifti1Image(reference, affine), tmp_path / "truth.nii.gz")
    nibabel.save(nibabel.Nifti1Image(prediction.astype(np.int16), affine), tmp_path / "seg.nii")
    rows = evaluate("--reference", tmp_path / "truth.nii.gz", "--prediction", tmp_path / "seg.nii")
    stored = nibabel.affines.voxel_sizes(nibabel.load(tmp_path / "seg.nii").affine)  # float32 in the header
    check(rows, reference, prediction, stored)


def test_study_of_h5py(tmp_path):
    reference, prediction = pair(7)
    with h5py.File(tmp_path / "study.h5", "w") as study:
        study.attrs["format"], study.attrs["version"] = "coopseg-study", 1
        case = study.create_group("cases/p1")
        case.attrs["spacing"], case.attrs["origin"], case.attrs["direction"] = ZOOMS, [0.0, 1, 2], np.eye(3).ravel()
        for name, voxels in ("label", reference), ("prediction", prediction):
            case[name] = voxels.transpose(2, 1, 0)
            case[name].attrs["names"] = "0=background,1=LV,2=MYO,3=RV"
    check(evaluate(tmp_path / "study.h5"), reference, prediction)
    with open(tmp_path / "study.h5", "rb") as stdin:
        check(evaluate("-", stdin=stdin), reference, prediction)
