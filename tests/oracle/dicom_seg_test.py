"""Labels as DICOM segmentations: each frame lies on the image that it is of, by pydicom's reading."""

import nibabel
import numpy as np
import pydicom
import pytest
from dicom_series import Series

from coopseg.dicom.command import main
from forked import run_forked

CODES = {1: ("87878005", "LV cavity"), 2: ("49848007", "LV myocardium"), 3: ("53085002", "RV cavity")}


def run(*arguments):
    return run_forked(main, "label_to_dicom_seg.py", *arguments)


def write_label(path, series, label):
    """`label` is [frame, z, y, x]."""
    volume = label.transpose(3, 2, 1, 0)
    nibabel.save(nibabel.Nifti1Image(volume if label.shape[0] > 1 else volume[..., 0], series.affine), path)


def labels_of(path, images, shape):
    """The label map [z, y, x] that a segmentation makes of the images of its slices, found by their UIDs."""
    file = pydicom.dcmread(path)
    assert (file.Modality, file.SegmentationType) == ("SEG", "BINARY")
    for segment in file.SegmentSequence:
        code, name = CODES[segment.SegmentNumber]
        assert (segment.SegmentedPropertyTypeCodeSequence[0].CodeValue, segment.SegmentLabel) == (code, name)
    slices = {str(image.SOPInstanceUID): (z, image) for z, image in enumerate(images)}
    label = np.zeros(shape, np.uint8)
    for pixels, frame in zip(file.pixel_array, file.PerFrameFunctionalGroupsSequence, strict=True):
        source = frame.DerivationImageSequence[0].SourceImageSequence
        assert len(source) == 1
        z, image = slices[source[0].ReferencedSOPInstanceUID]
        assert frame.PlanePositionSequence[0].ImagePositionPatient == image.ImagePositionPatient
        label[z][pixels > 0] = frame.SegmentIdentificationSequence[0].ReferencedSegmentNumber
    return label


def write_volume(folder, change=None):
    """A 3-D series in scan/ with a label of it; the series, its files and the label."""
    series = Series()
    paths = series.write(folder / "scan", change)
    label = np.random.default_rng(5).integers(0, 4, series.stored.shape).astype(np.uint8)
    write_label(folder / "seg.nii.gz", series, label)
    return series, paths, label


def refused(folder, label="seg.nii.gz"):
    """The line that is said of a label and scan/."""
    done = run(folder / label, folder / "scan", "-o", folder / "seg.dcm")
    assert done.returncode == 1 and not (folder / "seg.dcm").exists()
    assert done.stderr.startswith("label_to_dicom_seg: ") and done.stderr.count("\n") == 1
    return done.stderr.strip().removeprefix("label_to_dicom_seg: ")


@pytest.fixture
def cine(tmp_path):
    series = Series(frames=3)
    paths = series.write(tmp_path / "scan")
    label = np.random.default_rng(5).integers(0, 4, series.stored.shape).astype(np.uint8)
    images = {key: pydicom.dcmread(path) for key, path in paths.items()}
    return series, label, [[images[frame, z] for z in range(series.slices)] for frame in range(series.frames)]


def test_each_frame_of_a_cine_becomes_a_file(tmp_path, cine):
    series, label, images = cine
    write_label(tmp_path / "seg.nii.gz", series, label)
    done = run(tmp_path / "seg.nii.gz", tmp_path / "scan", "-o", f"{tmp_path}/out/")
    assert done.returncode == 0, done.stderr
    files = sorted((tmp_path / "out").iterdir())
    assert [path.name for path in files] == ["frame-000.dcm", "frame-001.dcm", "frame-002.dcm"]
    for frame, path in enumerate(files):
        np.testing.assert_array_equal(labels_of(path, images[frame], label[frame].shape), label[frame])
    assert len({pydicom.dcmread(path).SeriesInstanceUID for path in files}) == 1


def test_a_label_of_one_frame(tmp_path, cine):
    series, label, images = cine
    write_label(tmp_path / "one.nii.gz", series, label[2:])
    done = run(tmp_path / "one.nii.gz", tmp_path / "scan", "--frame", 2, "-o", tmp_path / "seg.dcm")
    assert done.returncode == 0, done.stderr
    np.testing.assert_array_equal(labels_of(tmp_path / "seg.dcm", images[2], label[2].shape), label[2])
    again = run(tmp_path / "one.nii.gz", tmp_path / "scan", "--frame", 2, "-o", tmp_path / "seg.dcm")
    assert again.stderr == f"label_to_dicom_seg: {tmp_path / 'seg.dcm'}: exists already; --force replaces it\n"


def test_what_does_not_fit_is_refused(tmp_path, cine):
    series, label, _ = cine
    label_path, folder = tmp_path / "seg.nii.gz", tmp_path / "scan"

    def refusal(label, *options, where=series):
        write_label(label_path, where, label)
        done = run(label_path, folder, *options, "-o", tmp_path / "seg.dcm")
        assert done.returncode == 1 and not (tmp_path / "seg.dcm").exists()
        return done.stderr.strip().removeprefix("label_to_dicom_seg: ")

    assert refusal(label) == f"{folder}: has 3 frames: -o DIR/ takes a file for each, --frame picks one"
    assert refusal(label[:1]) == f"{folder}: has 3 frames, the label one: --frame says which it is of"
    assert refusal(label[:2]) == f"{folder}: has 3 frames, the label 2; 1 or 3 are expected"
    assert refusal(label, "--frame", 3) == f"{folder}: has 3 frames: --frame takes 0 to 2"
    assert (
        refusal(label[:, 1:]) == f"{label_path}: (24, 20, 3) voxels found, (24, 20, 4) are expected, as in the series"
    )
    assert refusal(label + np.uint8(1)) == f"{label_path}: the label 4 found, 0 to 3 are expected"
    shifted = Series(frames=3, origin=(-31.5, 12.25, 48))
    assert refusal(label, where=shifted).startswith(f"{label_path}: lies elsewhere than the series; ")
    assert refusal(label, "--series", "9").startswith(f"{folder}: 0 series found, one is expected")
    path = next(path for path in folder.rglob("*") if path.is_file())
    image = pydicom.dcmread(path)
    del image.FrameOfReferenceUID
    image.save_as(path)
    assert refusal(label) == f"{path}: has no FrameOfReferenceUID"


def test_a_volume_needs_no_attribute_that_says_nothing_of_it(tmp_path):
    def change(image, frame, z):
        for name in "InstanceNumber", "TriggerTime", "Modality", "SliceThickness":
            del image[name]

    series, paths, label = write_volume(tmp_path, change)
    done = run(tmp_path / "seg.nii.gz", tmp_path / "scan", "-o", tmp_path / "seg.dcm")
    assert (done.returncode, done.stderr) == (0, "")
    images = [pydicom.dcmread(paths[0, z]) for z in range(series.slices)]
    np.testing.assert_array_equal(labels_of(tmp_path / "seg.dcm", images, label[0].shape), label[0])


@pytest.mark.parametrize("name", ["SeriesInstanceUID", "Columns", "PixelSpacing", "ImagePositionPatient"])
@pytest.mark.parametrize("empty", [False, True])
def test_a_missing_attribute_is_named(tmp_path, name, empty):
    def change(image, frame, z):
        if z == 2:
            del image[name]
            if empty:
                setattr(image, name, None)

    _, paths, _ = write_volume(tmp_path, change)
    assert refused(tmp_path) == f"{paths[0, 2]}: has no {name}"


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("PixelSpacing", 1.5, "PixelSpacing of 1 number found, 2 are expected"),
        ("ImagePositionPatient", [1, 2], "ImagePositionPatient of 2 numbers found, 3 are expected"),
        ("ImageOrientationPatient", [1, 0, 0, 0, 1], "ImageOrientationPatient of 5 numbers found, 6 are expected"),
    ],
)
def test_an_attribute_of_too_few_numbers_is_named(tmp_path, name, value, found):
    _, paths, _ = write_volume(tmp_path, lambda image, frame, z: setattr(image, name, value) if z == 2 else None)
    assert refused(tmp_path) == f"{paths[0, 2]}: {found}"


@pytest.mark.parametrize(
    ("name", "value"),
    [("Rows", 10), ("StudyInstanceUID", "1.2.3"), ("ImageOrientationPatient", [1, 0, 0, 0, 1, 0])],
)
def test_images_that_differ_are_refused(tmp_path, name, value):
    write_volume(tmp_path, lambda image, frame, z: setattr(image, name, value) if z == 3 else None)
    assert refused(tmp_path).startswith(f"{tmp_path / 'scan'}: highdicom refuses its images: Source images must ")


def test_the_only_slice_has_a_thickness(tmp_path):
    def change(image, frame, z):
        del image.SliceThickness
        return z == 1

    series, paths, label = write_volume(tmp_path, change)
    write_label(tmp_path / "seg.nii.gz", series, label[:, 1:2])
    assert refused(tmp_path) == f"{paths[0, 1]}: the only slice, and has no SliceThickness"


def test_a_damaged_image_is_named(tmp_path):
    _, paths, _ = write_volume(tmp_path)
    rows = b"\x28\x00\x10\x00"
    paths[0, 2].write_bytes(paths[0, 2].read_bytes().replace(rows + b"US", rows + b"QQ"))
    assert refused(tmp_path).startswith(f"{paths[0, 2]}: damaged: ")


def test_frames_without_a_number_that_tells_them_apart_are_refused(tmp_path):
    """An empty time is none, nor are two numbers."""

    def change(image, frame, z):
        image.TriggerTime, image.AcquisitionTime, image.InstanceNumber = [frame, 1], "120000" if frame else "", None

    Series(frames=2).write(tmp_path / "scan", change)
    assert refused(tmp_path) == f"{tmp_path / 'scan'}: nothing tells the frames of a slice apart"


def test_a_label_of_other_dimensions_is_refused(tmp_path):
    series, _, label = write_volume(tmp_path)
    path = tmp_path / "seg.nii.gz"
    for shape in label.transpose(3, 2, 1, 0)[..., None], label[0, 0]:
        nibabel.save(nibabel.Nifti1Image(shape, series.affine), path)
        assert refused(tmp_path) == f"{path}: {shape.ndim} dimensions found, 3 or 4 are expected"


@pytest.mark.parametrize(("name", "size"), [("seg.nii.gz", 20), ("seg.nii.gz", 500), ("seg.nii", 500)])
def test_a_label_that_is_cut_off_is_named(tmp_path, name, size):
    series, _, label = write_volume(tmp_path)
    path = tmp_path / name
    write_label(path, series, label)
    path.write_bytes(path.read_bytes()[:size])
    assert refused(tmp_path, name).startswith(f"{path}: ")
