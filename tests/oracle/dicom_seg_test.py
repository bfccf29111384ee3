"""Labels as DICOM segmentations: each frame lies on the image that it is of, by pydicom's reading."""

import subprocess
import sys
from pathlib import Path

import nibabel
import numpy as np
import pydicom
import pytest
from dicom_series import Series

COMMAND = Path(__file__).parents[2] / "workflows/scripts/label_to_dicom_seg.py"
CODES = {1: ("87878005", "LV cavity"), 2: ("49848007", "LV myocardium"), 3: ("53085002", "RV cavity")}


def run(*arguments):
    return subprocess.run([sys.executable, COMMAND, *map(str, arguments)], capture_output=True, text=True)


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
