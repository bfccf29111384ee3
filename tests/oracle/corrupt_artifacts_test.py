"""corrupt-artifacts against artifacts written in NumPy, from NIfTI in to NIfTI out as nibabel reads them."""

import json
import os
import subprocess

import nibabel
import numpy as np
import pytest


def corrupt(*arguments):
    command = [os.path.join(os.environ["COOPSEG_BIN"], "corrupt-artifacts"), *map(str, arguments), "-q"]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr


def bias_field(shape, coefficients, order):
    """TorchIO's BiasField: exp of a polynomial of the voxel position, each axis from -1 to 1."""
    axes = [np.linspace(-1, 1, n) if n > 1 else np.zeros(1) for n in shape]
    x, y, z = np.meshgrid(*axes, indexing="ij")
    exponent = np.zeros(shape)
    i = 0
    for a in range(order + 1):
        for b in range(order + 1 - a):
            for c in range(order + 1 - a - b):
                exponent += coefficients[i] * x**a * y**b * z**c
                i += 1
    assert i == len(coefficients)
    return np.exp(exponent).astype(np.float32)


def oblique():
    matrix = np.linalg.qr(np.random.default_rng(2).normal(size=(3, 3)))[0] @ np.diag([1.2, 1.4, 8.0])
    return np.block([[matrix, np.array([[-40.0], [22.0], [7.0]])], [np.zeros((1, 3)), np.ones((1, 1))]])


def scan(path, shape, dtype, slope=None):
    random = np.random.default_rng(1)
    image = nibabel.Nifti1Image(random.integers(-200, 900, shape).astype(dtype), oblique())
    image.header.set_data_dtype(dtype)
    if slope:
        image.header.set_slope_inter(*slope)
    nibabel.save(image, path)
    return nibabel.load(path)


def check(before, after, field):
    assert np.array_equal(after.affine, before.affine)
    assert after.get_data_dtype() == np.float32 and after.shape == before.shape
    np.testing.assert_allclose(after.get_fdata(), before.get_fdata().astype(np.float32) * field, rtol=1e-6)


@pytest.mark.parametrize("order", range(5))
@pytest.mark.parametrize("shape", [(21, 16, 7), (20, 24, 1)])
def test_bias_field_of_given_coefficients(tmp_path, order, shape):
    count = (order + 1) * (order + 2) * (order + 3) // 6
    coefficients = np.random.default_rng(order).uniform(-0.5, 0.5, count)
    before = scan(tmp_path / "scan.nii.gz", shape, np.int16)
    settings = ["--set", f"order={order}", "--set", "coefficients=" + ",".join(map(repr, coefficients.tolist()))]
    corrupt(tmp_path / "scan.nii.gz", "--artifact", "bias-field", *settings, "-o", tmp_path / "out.nii.gz")
    check(before, nibabel.load(tmp_path / "out.nii.gz"), bias_field(shape, coefficients, order))


@pytest.mark.parametrize("dtype,slope", [(np.uint8, None), (np.int16, (0.25, -3)), (np.float32, None)])
def test_drawn_bias_field(tmp_path, dtype, slope):
    before = scan(tmp_path / "scan.nii", (15, 18, 6), dtype, slope)
    arguments = ["--artifact", "bias-field", "--severity", 4, "--seed", 11, "--parameters", tmp_path / "drawn.json"]
    corrupt(tmp_path / "scan.nii", *arguments, "-o", tmp_path / "out.nii")
    (entry,) = json.loads((tmp_path / "drawn.json").read_text())["cases"]
    assert entry["case"] == "scan" and entry["artifact"] == "bias-field"
    field = bias_field(before.shape, entry["parameters"]["coefficients"], entry["parameters"]["order"])
    assert field.std() > 0.1
    check(before, nibabel.load(tmp_path / "out.nii"), field)
