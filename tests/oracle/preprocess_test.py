"""preprocess against nibabel (geometry and voxels), SimpleITK (resampling) and h5py (layout of the study)."""

import json
from pathlib import Path

import h5py
import nibabel
import numpy as np
import pytest
import SimpleITK

from programs import run

SPACING = 1.36719
LPS = np.diag([-1.0, -1.0, 1.0, 1.0])


def preprocess(folder: Path, *arguments: object) -> tuple[dict, dict, dict, str]:
    output = folder / "study.h5"
    result = run("preprocess", *arguments, "-o", output, "--force")
    assert result.returncode == 0, result.stderr
    with h5py.File(output) as study:
        (case,) = study["cases"].values()
        arrays = {name: case[name][()] for name in ("image", "label") if name in case}
        native = {**case["native"].attrs, **{name: item[()] for name, item in case["native"].items()}}
        return dict(case.attrs), arrays, native, result.stderr


def volume(size: tuple[int, ...] = (23, 19, 4), seed: int = 3) -> np.ndarray:
    """Smooth blobs with some noise, as a scanner might give them."""
    random = np.random.default_rng(seed)
    grid = np.stack(np.meshgrid(*[np.linspace(-1, 1, n) for n in size], indexing="ij"))
    bright = np.exp(-4 * ((grid - 0.2) ** 2).sum(0)) * 900
    return (bright + random.uniform(0, 60, size)).astype(np.int16)


def label(size: tuple[int, ...] = (23, 19, 4)) -> np.ndarray:
    x, y, _ = np.meshgrid(*[np.arange(n) for n in size], indexing="ij")
    radius = np.hypot(x - size[0] / 2 + 2, y - size[1] / 2)
    result = np.zeros(size, np.uint8)
    result[radius < 6] = 2
    result[radius < 4] = 3
    result[(x > 14) & (radius >= 6) & (radius < 9)] = 1
    return result


def rotation(a: float, b: float, c: float) -> np.ndarray:
    def about(axis: int, angle: float) -> np.ndarray:
        matrix = np.eye(3)
        i, j = [k for k in range(3) if k != axis]
        matrix[i, i] = matrix[j, j] = np.cos(angle)
        matrix[i, j], matrix[j, i] = -np.sin(angle), np.sin(angle)
        return matrix

    return about(0, a) @ about(1, b) @ about(2, c)


def affine(
    axes: np.ndarray | tuple = ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    zooms: tuple[float, ...] = (1.5625, 1.5625, 10.0),
    offset: tuple[float, ...] = (-80.0, 91.0, 12.5),
) -> np.ndarray:
    result = np.eye(4)
    result[:3, :3] = axes @ np.diag(zooms)
    result[:3, 3] = offset
    return result


AFFINES = {
    "identity": affine(),
    "scanner": affine(np.diag([-1, -1, 1])),
    "left_handed": affine(np.diag([1, -1, 1])),
    "oblique": affine(rotation(0.4, -0.3, 0.9), (1.2, 1.4, 9.6)),
    "oblique_left_handed": affine(rotation(0.4, -0.3, 0.9) @ np.diag([1, 1, -1]), (1.2, 1.4, 9.6)),
    "swapped_axes": affine(np.array([[0, 1, 0], [0, 0, 1], [1, 0, 0]], float), (2, 2, 5)),
}


def save(path: Path, data: np.ndarray, matrix: np.ndarray, sform: int = 1, qform: int = 1) -> Path:
    image = nibabel.Nifti1Image(data, matrix)
    image.set_sform(matrix if sform else None, sform)
    image.set_qform(matrix if qform else None, qform)
    nibabel.save(image, path)
    return path


def reference_grid(matrix: np.ndarray, size: tuple[int, ...]) -> tuple[np.ndarray, ...]:
    """Size, spacing, origin, direction of the resampled grid in LPS, from nibabel's affine."""
    lps = LPS @ matrix
    zooms = np.linalg.norm(lps[:3, :3], axis=0)
    left, _, right = np.linalg.svd(lps[:3, :3] / zooms)
    direction = left @ right
    new_size = np.array([*(max(1, round(size[i] * zooms[i] / SPACING)) for i in (0, 1)), size[2]])
    new_zooms = np.array([SPACING, SPACING, zooms[2]])
    centre = lps[:3, 3] + direction @ (zooms * (np.array(size) - 1) / 2)
    origin = centre - direction @ (new_zooms * (new_size - 1) / 2)
    return new_size, new_zooms, origin, direction, zooms, lps[:3, 3]


def resample(array: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """A volume in nibabel's order, resampled by SimpleITK; [z, y, x]."""
    size, zooms, origin, direction, old_zooms, old_origin = reference_grid(matrix, array.shape)
    image = SimpleITK.GetImageFromArray(array.astype(np.float64).transpose(2, 1, 0))
    image.SetSpacing(old_zooms.tolist())
    image.SetOrigin(old_origin.tolist())
    image.SetDirection(direction.ravel().tolist())
    result = SimpleITK.Resample(
        image,
        [int(n) for n in size],
        SimpleITK.Transform(),
        SimpleITK.sitkLinear,
        origin.tolist(),
        zooms.tolist(),
        direction.ravel().tolist(),
        -1e9,
        SimpleITK.sitkFloat64,
    )
    return SimpleITK.GetArrayFromImage(result)


def normalised(array: np.ndarray, low: float = 2, high: float = 98) -> np.ndarray:
    floor, ceiling = np.percentile(array, [low, high])
    return (np.clip(array, floor, ceiling) - floor) / (ceiling - floor)


def check_label(found: np.ndarray, reference: np.ndarray, matrix: np.ndarray, numbers: list[int]) -> None:
    scores = np.stack([resample(reference == number, matrix) for number in numbers])
    best = scores.max(0)
    taken = np.take_along_axis(scores, found[None].astype(int), 0)[0]
    np.testing.assert_allclose(taken, best, atol=1e-9)
    clear = (np.sort(scores, 0)[-1] - np.sort(scores, 0)[-2]) > 1e-6
    assert (found == scores.argmax(0))[clear].all()


@pytest.mark.parametrize("name", AFFINES)
def test_grid_image_and_label(tmp_path: Path, name: str) -> None:
    matrix = AFFINES[name]
    image = save(tmp_path / "scan.nii.gz", volume(), matrix)
    truth = save(tmp_path / "scan_gt.nii.gz", label(), matrix)
    attributes, arrays, native, _ = preprocess(tmp_path, image, "--label", truth, "--labels", "1=RV,2=MYO,3=LV")
    header = nibabel.load(image)
    size, zooms, origin, direction, old_zooms, old_origin = reference_grid(header.affine, volume().shape)
    assert arrays["image"].shape == tuple(size[::-1])
    np.testing.assert_allclose(attributes["spacing"], zooms, rtol=1e-6)
    np.testing.assert_allclose(attributes["origin"], origin, atol=1e-4)
    np.testing.assert_allclose(attributes["direction"].reshape(3, 3), direction, atol=1e-6)
    np.testing.assert_allclose(arrays["image"], resample(normalised(volume()), header.affine), atol=2e-6)
    check_label(arrays["label"], label(), header.affine, [0, 3, 2, 1])
    assert list(native["size"]) == list(volume().shape)
    np.testing.assert_allclose(native["spacing"], old_zooms, rtol=1e-6)
    np.testing.assert_allclose(native["origin"], old_origin, atol=1e-5)
    np.testing.assert_allclose(native["direction"].reshape(3, 3), direction, atol=1e-6)
    np.testing.assert_array_equal(native["sform"].reshape(4, 4), header.header.get_sform())
    np.testing.assert_allclose(native["qform"].reshape(4, 4), header.header.get_qform(), atol=1e-6)
    assert (int(native["qform_code"]), int(native["sform_code"])) == (1, 1)


@pytest.mark.parametrize("sform,qform", [(0, 1), (0, 3), (2, 0), (4, 2)])
def test_codes_choose_the_matrix_as_nibabel_does(tmp_path: Path, sform: int, qform: int) -> None:
    oblique = AFFINES["oblique"]
    image = nibabel.Nifti1Image(volume(), None)
    image.header.set_zooms((1.2, 1.4, 9.6))
    image.set_sform(affine(rotation(0.1, 0.2, 0.3), (1.2, 1.4, 9.6)), sform)
    image.set_qform(oblique, qform)
    image.header["sform_code"], image.header["qform_code"] = sform, qform
    path = tmp_path / "scan.nii"
    path.write_bytes(header_and_voxels(image))
    _, _, native, _ = preprocess(tmp_path, path)
    chosen = nibabel.load(path).affine
    found = np.eye(4)
    found[:3, :3] = np.array(native["direction"]).reshape(3, 3) @ np.diag(native["spacing"])
    found[:3, 3] = native["origin"]
    np.testing.assert_allclose(LPS @ found, chosen, atol=1e-5)
    assert (int(native["qform_code"]), int(native["sform_code"])) == (qform, sform)


def header_and_voxels(image: nibabel.Nifti1Image) -> bytes:
    """The file as it stands: nibabel.save would give an image without affine one of its own."""
    header = image.header.copy()
    header["vox_offset"] = 352
    data = np.asanyarray(image.dataobj)
    header.set_data_dtype(data.dtype)
    header.set_data_shape(data.shape)
    return header.binaryblock + bytes(4) + data.tobytes(order="F")


@pytest.mark.parametrize(
    "dtype", ["uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64", "float32", "float64"]
)
@pytest.mark.parametrize("order", ["<", ">"])
def test_number_types_and_byte_orders(tmp_path: Path, dtype: str, order: str) -> None:
    data = (volume() / 8).astype(dtype)
    header = nibabel.Nifti1Header(endianness=order)
    header.set_data_dtype(data.dtype)
    path = tmp_path / "scan.nii"
    nibabel.save(nibabel.Nifti1Image(data, affine(), header), path)
    assert nibabel.load(path).header.endianness == order
    assert nibabel.load(path).get_data_dtype().newbyteorder("=") == dtype
    _, arrays, _, _ = preprocess(tmp_path, path)
    expected = resample(normalised(data.astype(float)), nibabel.load(path).affine)
    np.testing.assert_allclose(arrays["image"], expected, atol=2e-6)


def with_scaling(path: Path, data: np.ndarray, slope: float, intercept: float) -> Path:
    block = bytearray(header_and_voxels(nibabel.Nifti1Image(data, affine())))
    block[112:120] = np.array([slope, intercept], "<f4").tobytes()
    path.write_bytes(block)
    return path


@pytest.mark.parametrize("slope,intercept", [(2.5, -100.0), (-0.125, 7.0), (0.0, 5.0), (np.nan, np.nan)])
def test_scl_slope_and_intercept(tmp_path: Path, slope: float, intercept: float) -> None:
    path = with_scaling(tmp_path / "scan.nii", volume(), slope, intercept)
    scaled = nibabel.load(path)
    _, arrays, _, _ = preprocess(tmp_path, path)
    np.testing.assert_allclose(arrays["image"], resample(normalised(scaled.get_fdata()), scaled.affine), atol=2e-6)


def test_scl_slope_of_a_label(tmp_path: Path) -> None:
    image = with_scaling(tmp_path / "scan.nii", volume(), 1, 0)
    truth = with_scaling(tmp_path / "scan_gt.nii", label() * 20, 0.05, 0)
    _, arrays, _, _ = preprocess(tmp_path, image, "--label", truth)
    check_label(arrays["label"], label(), affine(), [0, 1, 2, 3])


def test_frames(tmp_path: Path) -> None:
    frames = np.stack([volume(seed=seed) for seed in range(3)], -1)
    labels = np.stack([np.roll(label(), seed, 0) for seed in range(3)], -1)
    image = save(tmp_path / "scan.nii.gz", frames, affine())
    truth = save(tmp_path / "scan_gt.nii.gz", labels, affine())
    for frame in range(3):
        _, arrays, _, _ = preprocess(tmp_path, image, "--label", truth, "--frame", frame)
        matrix = nibabel.load(image).affine
        np.testing.assert_allclose(arrays["image"], resample(normalised(frames[..., frame]), matrix), atol=2e-6)
        check_label(arrays["label"], labels[..., frame], matrix, [0, 1, 2, 3])
    result = run("preprocess", image, "-o", tmp_path / "x.h5")
    assert result.stderr == f"preprocess: {image}: has 3 frames: --frame takes 0 to 2\n"


def test_axes_nearly_orthonormal_are_repaired_and_logged(tmp_path: Path) -> None:
    matrix = AFFINES["oblique"] @ np.array([[1, 6e-4, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1.0]])
    image = save(tmp_path / "scan.nii.gz", volume(), matrix, sform=2, qform=0)
    attributes, arrays, native, log = preprocess(tmp_path, image)
    assert "deviate from orthonormal by 0.000" in log
    direction = attributes["direction"].reshape(3, 3)
    np.testing.assert_allclose(direction.T @ direction, np.eye(3), atol=1e-12)
    size, _, origin, expected, _, _ = reference_grid(nibabel.load(image).affine, volume().shape)
    np.testing.assert_allclose(direction, expected, atol=1e-9)
    np.testing.assert_allclose(attributes["origin"], origin, atol=1e-9)
    np.testing.assert_array_equal(native["sform"].reshape(4, 4), nibabel.load(image).header.get_sform())
    np.testing.assert_allclose(arrays["image"], resample(normalised(volume()), nibabel.load(image).affine), atol=2e-6)


def test_axes_off_orthonormal_are_refused(tmp_path: Path) -> None:
    matrix = affine() @ np.array([[1, 2e-3, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1.0]])
    image = save(tmp_path / "scan.nii.gz", volume(), matrix, sform=2, qform=0)
    result = run("preprocess", image, "-o", tmp_path / "x.h5")
    assert result.returncode == 1
    assert "the axes of the grid deviate from orthonormal by 0.002" in result.stderr
    assert "at most 0.001 is expected" in result.stderr
    assert not (tmp_path / "x.h5").exists()


def test_percentiles_are_numpys(tmp_path: Path) -> None:
    image = save(tmp_path / "scan.nii", volume(), affine())
    for low, high in [(0, 100), (2, 98), (0.7, 91.3)]:
        _, arrays, _, _ = preprocess(tmp_path, image, "--clip", f"{low},{high}")
        expected = resample(normalised(volume(), low, high), nibabel.load(image).affine)
        np.testing.assert_allclose(arrays["image"], expected, atol=2e-6)


def test_constant_volume_becomes_zero(tmp_path: Path) -> None:
    image = save(tmp_path / "scan.nii", np.full((9, 8, 3), 7, np.int16), affine())
    _, arrays, _, _ = preprocess(tmp_path, image)
    assert arrays["image"].shape[0] == 3 and not arrays["image"].any()


def test_n4_finds_a_known_field_as_simpleitk_does(tmp_path: Path) -> None:
    size = (64, 72, 6)
    x, y, _ = np.meshgrid(*[np.linspace(-1, 1, n) for n in size], indexing="ij")
    tissue = np.where(np.hypot(x, y) < 0.8, np.where(np.hypot(x - 0.1, y) < 0.4, 400.0, 200.0), 5.0)
    random = np.random.default_rng(1)
    biased = (tissue + random.normal(0, 2, size)).clip(1) * np.exp(0.4 * x - 0.3 * y * y)
    image = save(tmp_path / "scan.nii", biased.astype(np.float32), affine(zooms=(SPACING, SPACING, 8)))
    _, plain, _, _ = preprocess(tmp_path, image)
    _, arrays, _, _ = preprocess(tmp_path, image, "--n4", "--threads", 1)
    _, again, _, _ = preprocess(tmp_path, image, "--n4", "--threads", 2)
    np.testing.assert_array_equal(arrays["image"], again["image"])
    inside = ((np.hypot(x, y) < 0.75) & (np.hypot(x - 0.1, y) > 0.45)).transpose(2, 1, 0)
    spread = [values[inside].std() / values[inside].mean() for values in (plain["image"], arrays["image"])]
    assert spread[1] < 0.25 * spread[0]

    source = np.clip(biased.astype(np.float32), *np.percentile(biased.astype(np.float32), [2, 98]))
    whole = SimpleITK.GetImageFromArray(source.astype(np.float32).transpose(2, 1, 0))
    whole.SetSpacing([SPACING, SPACING, 8])
    small = SimpleITK.Shrink(whole, [4, 4, 1])
    n4 = SimpleITK.N4BiasFieldCorrectionImageFilter()
    n4.SetMaximumNumberOfIterations([50] * 4)
    n4.SetConvergenceThreshold(0.001)
    n4.Execute(small, SimpleITK.OtsuThreshold(small, 0, 1, 200))
    field = SimpleITK.GetArrayFromImage(n4.GetLogBiasFieldAsImage(whole))
    expected = source.transpose(2, 1, 0) / np.exp(field)
    expected = (expected - expected.min()) / (expected.max() - expected.min())
    np.testing.assert_allclose(arrays["image"], expected, atol=0.02)


def test_layout_of_the_study(tmp_path: Path) -> None:
    save(tmp_path / "scan.nii.gz", volume(), affine())
    save(tmp_path / "scan_gt.nii.gz", label(), affine())
    rows = ["case,patient,phase,site,vendor,image,label,frame,labels"]
    rows += ["p1_ES,p1,ES,one,A,scan.nii.gz,scan_gt.nii.gz,,", 'p1_ED,p1,ED,one,A,scan.nii.gz,,0,"1=RV,2=MYO,3=LV"']
    (tmp_path / "manifest.csv").write_text("\n".join(rows) + "\n")
    output = tmp_path / "study.h5"
    result = run("preprocess", "--manifest", tmp_path / "manifest.csv", "--data-root", tmp_path, "-o", output)
    assert result.returncode == 0, result.stderr
    with h5py.File(output) as study:
        assert study.attrs["format"] == "coopseg-study" and study.attrs["version"] == 1
        assert list(study["cases"]) == ["p1_ED", "p1_ES"]
        case = study["cases/p1_ES"]
        texts = {name: case.attrs[name] for name in ("patient", "phase", "site", "vendor")}
        assert texts == {"patient": "p1", "phase": "ES", "site": "one", "vendor": "A"}
        assert json.loads(case.attrs["preprocessing"]) == {"spacing": SPACING, "clip": [2, 98], "n4": False}
        assert [case.attrs[name].shape for name in ("spacing", "origin", "direction")] == [(3,), (3,), (9,)]
        assert case["image"].dtype == np.float32 and case["label"].dtype == np.uint8
        assert case["image"].chunks == (1, *case["image"].shape[1:])
        assert case["image"].compression == "gzip" and case["image"].shuffle
        assert case["label"].attrs["names"] == "0=background,1=LV,2=MYO,3=RV"
        assert "label" not in study["cases/p1_ED"]
        (step,) = json.loads(case["provenance"][()])
        assert step["tool"] == "preprocess"
        assert str(tmp_path) not in case["provenance"][()].decode()
