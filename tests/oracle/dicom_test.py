"""A folder of DICOM files is read as pydicom and NumPy say, whatever its files are called; what is amiss is named."""

from fnmatch import fnmatchcase
from pathlib import Path

import h5py
import nibabel
import numpy as np
import pydicom
import pytest
from dicom_series import TURN, Series, as_ds

from programs import run, succeed

ROOT = Path(__file__).parents[2]


def study_of(path, out, *options):
    """Image and native grid."""
    succeed("preprocess", path, "--case", "a", "-o", out, "--force", *options)
    with h5py.File(out) as file:
        return file["cases/a/image"][()], dict(file["cases/a/native"].attrs)


def read_as_is(folder, out, *options):
    """Intensities of a folder whose pixels are squares of 1.25 mm, scaled to [0, 1]."""
    return study_of(folder, out, "--spacing", 1.25, "--clip", "0,100", *options)[0]


def scaled(voxels):
    return (voxels - voxels.min()) / np.ptp(voxels)


def refusal(folder, *options):
    out = folder.parent / "refused.h5"
    result = run("preprocess", folder, "-o", out, *options)
    assert result.returncode == 1
    assert not out.exists()
    assert result.stderr.count("\n") == 1, result.stderr
    return result.stderr.strip()


SQUARE = {"spacing": (1.25, 1.25, 8.0)}


def test_voxels_of_a_volume_are_those_of_pydicom(tmp_path):
    series = Series(**SQUARE)
    paths = series.write(tmp_path / "scan")
    read = np.stack([pydicom.dcmread(paths[0, z]).pixel_array for z in range(series.slices)])
    np.testing.assert_array_equal(read, series.stored[0])  # our writer is right
    found = read_as_is(tmp_path / "scan", tmp_path / "s.h5", "-q")
    np.testing.assert_allclose(found, scaled(series.voxels[0]), atol=1e-6)


def test_the_grid_is_that_of_the_headers(tmp_path):
    series = Series(slices=5)
    series.write(tmp_path / "scan", without(SliceThickness=lambda *_: 0))  # which says nothing of several
    _, grid = study_of(tmp_path / "scan", tmp_path / "s.h5", "-q")
    np.testing.assert_array_equal(grid["size"], [series.columns, series.rows, series.slices])
    np.testing.assert_allclose(grid["spacing"], series.spacing, rtol=1e-6)
    np.testing.assert_allclose(grid["origin"], series.origin, atol=1e-4)
    np.testing.assert_allclose(grid["direction"].reshape(3, 3), TURN, atol=1e-6)
    for code in "qform", "sform":
        assert grid[f"{code}_code"] == 1
        np.testing.assert_allclose(grid[code].reshape(4, 4), series.affine, atol=1e-4)


def test_gives_the_study_of_the_same_nifti(tmp_path):
    series = Series(frames=3)
    series.write(tmp_path / "scan")
    nifti = nibabel.Nifti1Image(series.voxels.transpose(3, 2, 1, 0).astype(np.float32), series.affine)
    nibabel.save(nifti, tmp_path / "scan.nii.gz")
    for frame in range(series.frames):
        found, _ = study_of(tmp_path / "scan", tmp_path / "d.h5", "--frame", frame, "-q")
        expected, _ = study_of(tmp_path / "scan.nii.gz", tmp_path / "n.h5", "--frame", frame, "-q")
        np.testing.assert_allclose(found, expected, atol=1e-5)


def test_other_files_are_skipped_and_the_id_is_the_name_of_the_folder(tmp_path):
    folder = tmp_path / "scan 01 (sax)"
    paths = Series(**SQUARE).write(folder)
    (folder / "notes.txt").write_text("not DICOM\n")
    (folder / "Thumbs.db").touch()
    (folder / "README").symlink_to(ROOT / "README.md")
    (folder / ".DS_Store").touch()
    (folder / "._scan").symlink_to("nowhere")
    (folder / ".git").mkdir()
    (folder / ".git/empty").touch()
    (folder / ".hidden").write_bytes(b"\0" * 128 + b"DICM" + b"damaged")
    report = pydicom.dcmread(paths[0, 0])
    for name in "Rows", "Columns", "PixelData":
        delattr(report, name)
    report.file_meta.MediaStorageSOPClassUID = report.SOPClassUID = "1.2.840.10008.5.1.4.1.1.88.11"
    report.SeriesInstanceUID, report.Modality = "1.2.3", "SR"
    report.save_as(folder / "report")
    labels = pydicom.dcmread(paths[0, 0])
    labels.SeriesInstanceUID, labels.Modality = "1.2.4", "SEG"
    labels.save_as(folder / "labels")
    directory = pydicom.dcmread(paths[0, 0])
    directory.clear()
    directory.file_meta.MediaStorageSOPClassUID = "1.2.840.10008.1.3.10"
    directory.FileSetID = "EXPORT"
    directory.save_as(folder / "DICOMDIR")
    said = succeed("preprocess", f"{folder}/", "-o", tmp_path / "s.h5").splitlines()
    assert said == [
        f"preprocess: warning: {folder}/: 3 other files skipped, the first is {folder}/README",
        f"preprocess: {folder}/: DICOM series of 4 slices, taken as a NIfTI file",
    ]
    with h5py.File(tmp_path / "s.h5") as file:
        (case,) = file["cases"]
    assert case.startswith("scan_01__sax_")


@pytest.mark.parametrize("size", [0, 1, 131, None])
@pytest.mark.parametrize("lost_slices, lost_frames", [((3,), (0, 1)), ((0, 1, 2, 3), (1,))], ids=["slice", "frame"])
def test_what_is_not_whole_is_not_skipped(tmp_path, model, size, lost_slices, lost_frames):
    def lose(path):
        whole = path.read_bytes()
        path.unlink()
        path.symlink_to(".git/annex/objects/3") if size is None else path.write_bytes(whole[:size])

    problem = f"{size} byte{'' if size == 1 else 's'} found, a DICOM file is expected: was it copied whole?"
    if size is None:
        problem = "a link that leads nowhere (.git/annex/objects/3), a DICOM file is expected"
    folder = tmp_path / "scan"
    paths = Series(frames=2).write(folder)
    lost = sorted(str(paths[frame, z]) for frame in lost_frames for z in lost_slices)
    for path in lost:
        lose(Path(path))
    assert refusal(folder, "--frame", 0) == f"preprocess: {lost[0]}: {problem}"
    for path in set(map(str, paths.values())) - set(lost):
        lose(Path(path))
    none_left = run("predict", "--model", model, folder, "-o", tmp_path / "seg.nii.gz")
    assert (none_left.returncode, none_left.stderr) == (1, f"predict: {min(map(str, paths.values()))}: {problem}\n")


def test_links_to_folders_are_warned_about(tmp_path):
    folder, elsewhere = tmp_path / "scan", tmp_path / "elsewhere"
    for (_, z), path in Series(**SQUARE).write(tmp_path / "store").items():
        place = folder if z < 3 else elsewhere
        place.mkdir(exist_ok=True)
        (place / f"{z}.dcm").symlink_to(path)
    (folder / "sub").symlink_to("../elsewhere")
    warned = f"links to folders are not followed: {folder}/sub"
    said = succeed("preprocess", folder, "-o", tmp_path / "s.h5").splitlines()
    assert said == [
        f"preprocess: warning: {folder}: {warned}",
        f"preprocess: {folder}: DICOM series of 3 slices, taken as a NIfTI file",
    ]
    for z in range(3):
        (folder / f"{z}.dcm").unlink()
    assert fnmatchcase(refusal(folder), f"*: no DICOM file found among 0 files; of a folder *, {warned}")


def without(*names, **values):
    def change(image, frame, z):
        for name in names:
            delattr(image, name)
        for name, value in values.items():
            setattr(image, name, value(frame, z))

    return change


@pytest.mark.parametrize(
    "change",
    [
        None,
        without("TriggerTime", AcquisitionTime=lambda frame, z: f"0959{58 + frame - z:02}.5"[:9]),
        without("TriggerTime", AcquisitionTime=lambda *_: "100000", ContentTime=lambda f, z: f"10{z:02}{f:02}.25"),
        without(TriggerTime=lambda *_: "0"),
        without("TriggerTime"),
    ],
    ids=["trigger", "acquisition", "content", "instance, trigger 0", "instance"],
)
def test_frames_are_in_the_order_of_time(tmp_path, change):
    series = Series(slices=3, frames=2, **SQUARE)
    reversed_numbers = change is None or "AcquisitionTime" in change.__code__.co_names

    def write(image, frame, z):
        if change:
            change(image, frame, z)
        if reversed_numbers:
            image.InstanceNumber = 100 - image.InstanceNumber

    series.write(tmp_path / "scan", write)
    for frame in range(2):
        found = read_as_is(tmp_path / "scan", tmp_path / "s.h5", "--frame", frame, "-q")
        np.testing.assert_allclose(found, scaled(series.voxels[frame]), atol=1e-6)


@pytest.mark.parametrize(
    "bits, signed, syntax",
    [(16, True, None), (8, False, None), (16, False, "RLELossless"), (16, False, "JPEGLSLossless")],
)
def test_other_pixels(tmp_path, bits, signed, syntax):
    series = Series(**SQUARE)
    stored = series.stored.astype(int) % 200 - (100 if signed else 0)
    series.stored = stored.astype(f"{'i' if signed else 'u'}{bits // 8}")

    def change(image, frame, z):
        image.BitsAllocated, image.BitsStored, image.HighBit = bits, bits, bits - 1
        image.PixelRepresentation = int(signed)
        if syntax:
            image.compress(getattr(pydicom.uid, syntax))

    series.write(tmp_path / "scan", change)
    found = read_as_is(tmp_path / "scan", tmp_path / "s.h5", "-q")
    np.testing.assert_allclose(found, scaled(series.voxels[0]), atol=1e-6)


def test_implicit_types_and_the_other_byte_order(tmp_path):
    series = Series(**SQUARE)
    paths = series.write(tmp_path / "scan")
    for order, syntax in ("<", pydicom.uid.ImplicitVRLittleEndian), (">", pydicom.uid.ExplicitVRBigEndian):
        for (_, z), path in paths.items():
            image = series.image(0, z)
            image.PixelData = series.stored[0, z].astype(f"{order}u2").tobytes()
            image.file_meta.TransferSyntaxUID = syntax
            pydicom.dcmwrite(path, image, enforce_file_format=True)
        found = read_as_is(tmp_path / "scan", tmp_path / "s.h5", "-q")
        np.testing.assert_allclose(found, scaled(series.voxels[0]), atol=1e-6)


def test_a_slice_alone_is_as_thick_as_it_says(tmp_path):
    Series(slices=1, frames=2).write(tmp_path / "scan")
    _, grid = study_of(tmp_path / "scan", tmp_path / "s.h5", "--frame", 0, "-q")
    np.testing.assert_allclose(grid["spacing"], (1.5, 1.25, 6), rtol=1e-6)
    for thickness in 0, -8:
        paths = Series(slices=1).write(tmp_path / "none", without(SliceThickness=lambda *_, it=thickness: it))
        problem = f"the only slice, and its SliceThickness is {thickness}, a number above 0 is expected"
        assert refusal(tmp_path / "none") == f"preprocess: {paths[0, 0]}: {problem}"


def test_series_are_listed_and_chosen(tmp_path):
    one = Series(uid="1.2.3.10", **SQUARE)
    two = Series(uid="1.2.3.20", frames=2, description="o\ndd", seed=1, **SQUARE)
    for series in one, two:
        series.write(tmp_path / "scan")
    folder = tmp_path / "scan"
    listed = "1.2.3.10 (MR 'cine sax', 4 images), 1.2.3.20 (MR 'o?dd', 8 images)"
    assert refusal(folder) == f"preprocess: {folder}: 2 series found, --series UID takes one: {listed}"
    assert refusal(folder, "--series", "9") == f"preprocess: {folder}: no series '9' is there, but {listed}"
    several = f"preprocess: {folder}: several series begin with '1.2.3': {listed}"
    assert refusal(folder, "--series", "1.2.3") == several
    for asked in "1.2.3.10", "1.2.3.1":
        found = read_as_is(folder, tmp_path / "s.h5", "--series", asked, "-q")
        np.testing.assert_allclose(found, scaled(one.voxels[0]), atol=1e-6)
    with h5py.File(tmp_path / "s.h5") as file:
        assert "1.2.3" not in str(file["cases/a/provenance"][()])
    wrong = run("preprocess", tmp_path / "scan.nii", "--series", "1.2", "-o", tmp_path / "x.h5")
    assert (wrong.returncode, wrong.stderr.splitlines()[0]) == (
        2,
        "preprocess: --series goes with a folder of DICOM files",
    )


def test_slices_that_are_series_of_their_own_are_one_stack(tmp_path):
    series = Series(slices=3, frames=2, **SQUARE)
    series.write(tmp_path / "scan", without(SeriesInstanceUID=lambda _, z: f"1.2.{z}"))
    asked = [word for z in range(3) for word in ("--series", f"1.2.{z}")]
    found = read_as_is(tmp_path / "scan", tmp_path / "s.h5", "--frame", 1, "-q", *asked)
    np.testing.assert_allclose(found, scaled(series.voxels[1]), atol=1e-6)


def test_what_is_missing_or_there_twice_is_named(tmp_path):
    series = Series(frames=3)
    folder = tmp_path / "gap"
    paths = series.write(folder, lambda _, frame, z: z != 2)
    places = [np.array(series.origin) @ TURN[:, 2] + 8 * z for z in (1, 3)]
    assert refusal(folder) == (
        f"preprocess: {folder}: 1 slice is missing: slice 2 of 3, at {places[0]:g} mm along the normal, is followed by "
        f"one 16 mm further on, 8 mm is expected: {paths[0, 1]}, {paths[0, 3]}"
    )

    folder = tmp_path / "image"
    paths = series.write(folder, lambda _, frame, z: (frame, z) != (1, 3))
    assert refusal(folder) == (
        f"preprocess: {folder}: slice 4 of 4, at {places[1]:g} mm along the normal, has 2 images, 3 are expected as in "
        f"the others; its first is {paths[0, 3]}"
    )

    folder = tmp_path / "copy"
    paths = series.write(folder)
    (folder / "again").write_bytes(paths[2, 1].read_bytes())
    first, second = sorted([str(paths[2, 1]), str(folder / "again")])
    assert refusal(folder) == f"preprocess: {folder}: an image is there twice: {first}, {second}"

    folder = tmp_path / "double"
    paths = series.write(folder)
    other = pydicom.dcmread(paths[2, 1])
    other.SOPInstanceUID = other.file_meta.MediaStorageSOPInstanceUID = "1.2.3"
    other.save_as(folder / "double")
    first, second = sorted([str(paths[2, 1]), str(folder / "double")])
    assert refusal(folder) == (
        f"preprocess: {folder}: slice 2 of 4, at {places[0]:g} mm along the normal, has two images of TriggerTime 75: "
        f"{first}, {second}"
    )


def nudge(images, name, value):
    def change(image, frame, z):
        if (frame, z) in images:
            setattr(image, name, value(image) if callable(value) else value)

    return change


def shift(direction):
    """Slice 2 by 3 mm."""

    def moved(image):
        return as_ds(np.array(image.ImagePositionPatient, float) + 3 * direction)

    return nudge([(0, 2), (1, 2)], "ImagePositionPatient", moved)


@pytest.mark.parametrize(
    "change, problem",
    [
        (nudge([(0, 2)], "PixelSpacing", [2, 2]), "{it}: 2 x 2 mm a pixel found, 1.5 x 1.25 mm a pixel is expected*"),
        (
            nudge([(0, 2)], "ImageOrientationPatient", [1, 0, 0, 0, 1, 0]),
            r"{it}: orientation 1\0\0\0\1\0 found, orientation 0.8\0.6\0\-0.36\0.48\0.8 is expected, as in *",
        ),
        (nudge([(0, 2)], "Columns", 20), "{it}: 20 x 20 pixels found, 24 x 20 pixels is expected, as in *"),
        (
            shift(TURN[:, 0]),
            "*: lies 3 mm beside the normal through the first pixel of *, at most 0.1 mm is expected",
        ),
        (
            shift(TURN[:, 2]),
            "{folder}: slice 2 of 4, at * mm along the normal, is followed by one 11 mm further on, 8 mm is *",
        ),
        (nudge([(0, 2)], "NumberOfFrames", 25), "{it}: an enhanced (multi-frame) file of 25 frames, a file for each *"),
        (nudge([(0, 2)], "SamplesPerPixel", 3), "{it}: 3 numbers a pixel found, one is expected"),
        (nudge([(0, 2)], "PhotometricInterpretation", "MONOCHROME1"), "{it}: pixels are MONOCHROME1, MONOCHROME2 is*"),
        (nudge([(0, 2)], "ImagePositionPatient", None), "{it}: has no ImagePositionPatient"),
        (nudge([(0, 2)], "PixelSpacing", None), "{it}: has no PixelSpacing"),
    ],
    ids="spacing orientation size beside uneven frames colours inverse position none".split(),
)
def test_images_that_do_not_fit_are_named(tmp_path, change, problem):
    folder = tmp_path / "scan"
    paths = Series(frames=2).write(folder, change)
    found = refusal(folder)
    pattern = problem.format(it=paths[0, 2], folder=folder).replace("[", "[[]")
    assert fnmatchcase(found, f"preprocess: {pattern}"), found


def test_damaged_files_are_named(tmp_path):
    folder = tmp_path / "scan"
    syntaxes = pydicom.uid.ExplicitVRLittleEndian, pydicom.uid.RLELossless
    for syntax in syntaxes:
        paths = Series().write(folder, lambda image, *_, to=syntax: image.compress(to) if to.is_compressed else None)
        whole = paths[0, 1].read_bytes()
        for size in 132, 140, 200, 400, 700, len(whole) - 400, len(whole) - 12:
            paths[0, 1].write_bytes(whole[:size])
            assert refusal(folder) == f"preprocess: {paths[0, 1]}: truncated or damaged DICOM file", (syntax, size)
    folder = tmp_path / "none"
    folder.mkdir()
    (folder / "a.nii").touch()
    assert refusal(folder) == (
        f"preprocess: {folder}: no DICOM file found among 1 file; of a folder a DICOM series is read"
    )


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """One tiny epoch on noise."""
    folder = tmp_path_factory.mktemp("model")
    series = Series(slices=3, rows=32, columns=32)
    series.write(folder / "scan")
    label = nibabel.Nifti1Image(np.tile(np.arange(32, dtype=np.uint8) // 8, (3, 32, 1)).T, series.affine)
    nibabel.save(label, folder / "label.nii.gz")
    for case in "train", "val":
        options = ("--label", folder / "label.nii.gz", "--case", case, "-q")
        succeed("preprocess", folder / "scan", *options, "-o", folder / f"{case}.h5")
        (folder / f"{case}.txt").write_text(f"{case}.h5\n")
    tiny = ("--base-width", 2, "--size", 32, "--batch-size", 4, "--epochs", 3, "--learning-rate", 0.01, "--threads", 1)
    lists = ("--train-list", folder / "train.txt", "--val-list", folder / "val.txt")
    succeed("train-ftn-stn", "--config", ROOT / "configs/train/coop.ini", *tiny, *lists, "-o", folder / "run", "-q")
    return folder / "run/best.h5"


def test_predict_labels_a_cine_on_its_own_grid(tmp_path, model):
    series = Series(frames=3)
    series.write(tmp_path / "p01 sax")
    nifti = nibabel.Nifti1Image(series.voxels.transpose(3, 2, 1, 0).astype(np.float32), series.affine)
    nibabel.save(nifti, tmp_path / "same.nii.gz")
    network = ("--model", model, "--threads", 1, "-q")
    succeed("predict", *network, tmp_path / "p01 sax", "-o", tmp_path / "seg.nii.gz")
    succeed("predict", *network, tmp_path / "same.nii.gz", "-o", tmp_path / "expected.nii.gz")
    label, expected = (nibabel.load(tmp_path / name) for name in ("seg.nii.gz", "expected.nii.gz"))
    assert label.shape == (24, 20, 4, 3)
    np.testing.assert_array_equal(label.get_fdata(), expected.get_fdata())
    assert len(np.unique(label.get_fdata())) > 1
    np.testing.assert_allclose(label.affine, series.affine, atol=1e-4)
    assert (label.header["qform_code"], label.header["sform_code"]) == (1, 1)
    np.testing.assert_allclose(label.header.get_zooms(), (*series.spacing, series.interval), rtol=1e-6)
    assert label.header.get_xyzt_units() == ("mm", "msec")

    succeed("predict", *network, f"{tmp_path / 'p01 sax'}/", "-o", f"{tmp_path}/out/")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["p01 sax.nii.gz"]
    # a label that was written into the folder is not taken for the scan
    nibabel.save(label, tmp_path / "p01 sax/seg.nii.gz")
    done = run("predict", *network, tmp_path / "p01 sax", "-o", tmp_path / "x.nii.gz")
    assert (done.returncode, done.stderr) == (
        1,
        f"predict: {tmp_path / 'p01 sax'}: DICOM files and others that are read lie in this folder; --series UID takes "
        "a series\n",
    )
    one = ("--series", series.uid, "--frame", 2)
    succeed("predict", *network, tmp_path / "p01 sax", *one, "-o", tmp_path / "one.nii.gz")
    np.testing.assert_array_equal(nibabel.load(tmp_path / "one.nii.gz").get_fdata(), label.get_fdata()[..., 2])


@pytest.mark.parametrize(
    "change, step, units",
    [
        (without("TriggerTime", FrameTime=lambda *_: "40"), 40, "msec"),
        (without("TriggerTime", NominalInterval=lambda *_: "900"), 300, "msec"),
        (without("TriggerTime"), 1, "unknown"),
    ],
)
def test_the_frame_time(tmp_path, model, change, step, units):
    Series(frames=3).write(tmp_path / "scan", change)
    said = succeed("predict", "--model", model, tmp_path / "scan", "-o", tmp_path / "seg.nii.gz")
    header = nibabel.load(tmp_path / "seg.nii.gz").header
    assert (header.get_zooms()[3], header.get_xyzt_units()[1]) == (step, units)
    assert ("says nothing of the time between frames" in said) == (units == "unknown")


def test_images_that_the_scanner_counts_but_are_not_there_are_warned_about(tmp_path):
    Series(frames=3).write(tmp_path / "scan", without(CardiacNumberOfImages=lambda *_: 5))
    said = succeed("preprocess", tmp_path / "scan", "--frame", 0, "-o", tmp_path / "s.h5")
    assert f"warning: {tmp_path / 'scan'}: 3 images a slice found, CardiacNumberOfImages is 5\n" in said
