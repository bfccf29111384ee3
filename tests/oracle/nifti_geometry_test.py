"""Geometry of NIfTI headers against SimpleITK (spacing) and nibabel (axes and origin)."""

import itertools
import os
import subprocess
from pathlib import Path

import h5py
import nibabel
import numpy as np
import pytest
import SimpleITK

LPS = np.diag([-1.0, -1.0, 1.0, 1.0])
ZOOMS = np.array([1.5, 1.25, 10.0])


def rotation(random: np.random.Generator) -> np.ndarray:
    matrix, _ = np.linalg.qr(random.normal(size=(3, 3)))
    return matrix * np.sign(np.linalg.det(matrix))


def affine(axes: np.ndarray, zooms: np.ndarray, offset: tuple[float, ...] = (-80.0, 91.0, 12.5)) -> np.ndarray:
    result = np.eye(4)
    result[:3, :3] = axes * zooms
    result[:3, 3] = offset
    return result


def write(path: Path, zooms: np.ndarray, qform: np.ndarray, qcode: int, sform: np.ndarray, scode: int) -> None:
    header = nibabel.Nifti1Header()
    header.set_data_dtype(np.int16)
    header.set_data_shape((12, 10, 3))
    header.set_qform(qform, qcode)
    header.set_sform(sform, scode)
    header["pixdim"][1:4] = zooms
    header["vox_offset"] = 352
    header["xyzt_units"] = 2
    path.write_bytes(header.binaryblock + bytes(4) + np.arange(360, dtype="<i2").tobytes())


def expected_affine(header: nibabel.Nifti1Header) -> np.ndarray:
    zooms = np.array(header.get_zooms(), float)
    sform = header.get_sform()
    lengths = np.linalg.norm(sform[:3, :3], axis=0)
    if header["sform_code"] > 0 and (abs(lengths - zooms) <= 1e-3 * zooms).all():
        return sform
    if header["qform_code"] > 0:
        return header.get_qform()
    if header["sform_code"] > 0:
        return affine(sform[:3, :3] / lengths, zooms, sform[:3, 3])
    return np.diag([-zooms[0], -zooms[1], zooms[2], 1])


def check(folder: Path) -> None:
    scan, study = folder / "scan.nii", folder / "scan.h5"
    program = os.path.join(os.environ["COOPSEG_BIN"], "preprocess")
    result = subprocess.run([program, scan, "-o", study, "--force"], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    with h5py.File(study) as file:
        native = file["cases/scan/native"]
        native = {**native.attrs, **{name: item[()] for name, item in native.items()}}
    np.testing.assert_allclose(native["spacing"], SimpleITK.ReadImage(scan).GetSpacing(), rtol=1e-6)
    header = nibabel.load(scan).header
    found = affine(np.reshape(native["direction"], (3, 3)), native["spacing"], native["origin"])
    np.testing.assert_allclose(LPS @ found, expected_affine(header), atol=1e-3 * max(header.get_zooms()))
    np.testing.assert_array_equal(np.reshape(native["sform"], (4, 4)), header.get_sform())
    lengths = np.linalg.norm(header.get_sform()[:3, :3], axis=0)
    disagree = header["sform_code"] > 0 and (abs(lengths - header.get_zooms()) > 1e-3 * ZOOMS.max()).any()
    assert result.stderr.count("pixdim says a spacing of") == disagree, result.stderr


OBLIQUE = rotation(np.random.default_rng(1))
SFORMS = {
    "agreeing": affine(OBLIQUE, ZOOMS),
    "scaled": affine(OBLIQUE, 2 * ZOOMS),
    "unit": affine(OBLIQUE, np.ones(3)),
    "flipped": affine(OBLIQUE * [1, -1, 1], ZOOMS),
    "rotated": affine(rotation(np.random.default_rng(2)), ZOOMS),
    "unit_flipped": affine(np.diag([-1.0, -1.0, 1.0]), np.ones(3), (0, 0, 0)),
}


@pytest.mark.parametrize("name,scode,qcode", list(itertools.product(SFORMS, (0, 1), (0, 1))))
def test_codes_and_sforms(tmp_path: Path, name: str, scode: int, qcode: int) -> None:
    write(tmp_path / "scan.nii", ZOOMS, affine(OBLIQUE, ZOOMS, (5, 6, 7)), qcode, SFORMS[name], scode)
    check(tmp_path)


@pytest.mark.parametrize("seed", range(200))
def test_random_headers(tmp_path: Path, seed: int) -> None:
    random = np.random.default_rng(seed)
    zooms = random.uniform(0.5, 10, 3).astype(np.float32).astype(float)
    scale = random.choice([1.0, 0.5, 3.0]) if random.random() < 0.7 else 1 / zooms
    flips = random.choice([-1, 1], 3)
    sform = affine(rotation(random) * flips, zooms * scale, random.normal(size=3) * 50)
    qform = affine(rotation(random) * flips, zooms, random.normal(size=3) * 50)
    write(tmp_path / "scan.nii", zooms, qform, int(random.integers(2)), sform, int(random.integers(2)))
    check(tmp_path)
