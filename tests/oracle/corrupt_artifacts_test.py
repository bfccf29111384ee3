"""corrupt-artifacts against artifacts written in NumPy, from NIfTI in to NIfTI out as nibabel reads them."""

import json
import os
import subprocess

import nibabel
import numpy as np
import pytest
import SimpleITK


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


def through_spectrum(volume, change):
    shifted = np.fft.fftshift(np.fft.fftn(volume.astype(np.float32)))
    return np.fft.ifftn(np.fft.ifftshift(change(shifted))).real


def ghosting(volume, step, axis, intensity):
    weights = np.ones(volume.shape[axis])
    weights[::step] = 1 - intensity
    weights[volume.shape[axis] // 2] = 1
    return through_spectrum(volume, lambda spectrum: np.moveaxis(np.moveaxis(spectrum, axis, -1) * weights, -1, axis))


def spike(volume, positions, intensity):
    def change(spectrum):
        for position in positions:
            sample = tuple(int(np.floor(p * n)) for p, n in zip(position, volume.shape, strict=True))
            spectrum[sample] += intensity * np.abs(spectrum).max()
        return spectrum

    return through_spectrum(volume, change)


def motion(volume, affine, degrees, translation, time):
    """One movement after the middle: the volume itself gives the first planes along z, the moved copy the others."""
    image = SimpleITK.GetImageFromArray(volume.T.astype(np.float32))
    lps = np.diag([-1, -1, 1]) @ affine[:3]
    spacing = np.linalg.norm(lps[:, :3], axis=0)
    image.SetSpacing(spacing.tolist())
    image.SetDirection((lps[:, :3] / spacing).ravel().tolist())
    image.SetOrigin(lps[:, 3].tolist())
    rotation = SimpleITK.Euler3DTransform((0.0, 0.0, 0.0), *np.radians(degrees).tolist())
    transform = SimpleITK.AffineTransform(3)
    transform.SetMatrix(rotation.GetMatrix())
    transform.SetTranslation(translation)
    moved = SimpleITK.Resample(image, transform, SimpleITK.sitkLinear, float(volume.min()))
    copy = SimpleITK.GetArrayFromImage(moved).T
    end = int(time * volume.shape[2])
    spectra = [np.fft.fftshift(np.fft.fftn(part)) for part in (volume.astype(np.float32), copy)]
    joined = np.concatenate([spectra[0][..., :end], spectra[1][..., end:]], axis=2)
    return np.fft.ifftn(np.fft.ifftshift(joined)).real


CASES = {
    "ghosting": (["num-ghosts=3", "axis=0", "intensity=0.8"], lambda v, _: ghosting(v, 3, 0, 0.8)),
    "spike": (
        ["spikes-positions=0.6,0.2,0.5;0.1,0.9,0.3", "intensity=0.7"],
        lambda v, _: spike(v, [(0.6, 0.2, 0.5), (0.1, 0.9, 0.3)], 0.7),
    ),
    "motion": (
        ["mode=torchio", "degrees=4,-3,8", "translation=2,1,-3", "times=0.6"],
        lambda v, affine: motion(v, affine, [4, -3, 8], [2, 1, -3], 0.6),
    ),
}


@pytest.mark.parametrize("artifact", CASES)
@pytest.mark.parametrize("dtype,slope", [(np.uint8, None), (np.int16, (0.25, -3)), (np.float32, None)])
@pytest.mark.parametrize("shape", [(21, 16, 7), (12, 10, 6, 3)])
def test_spectra_of_oblique_scans_frame_by_frame(tmp_path, artifact, dtype, slope, shape):
    settings, oracle = CASES[artifact]
    before = scan(tmp_path / "scan.nii.gz", shape, dtype, slope)
    options = [part for setting in settings for part in ("--set", setting)]
    corrupt(tmp_path / "scan.nii.gz", "--artifact", artifact, *options, "-o", tmp_path / "out.nii.gz")
    after = nibabel.load(tmp_path / "out.nii.gz")
    assert np.array_equal(after.affine, before.affine) and after.get_data_dtype() == np.float32
    frames_before = before.get_fdata().reshape(*shape[:3], -1)
    frames_after = after.get_fdata().reshape(*shape[:3], -1)
    for frame in range(frames_before.shape[3]):
        expected = oracle(frames_before[..., frame], before.affine)
        np.testing.assert_allclose(frames_after[..., frame], expected, atol=1e-4 * np.abs(expected).max())
        assert np.abs(expected - frames_before[..., frame]).max() > 0.05 * np.abs(expected).max()
