"""Volumes of the types that ITK reads give the study that the same volume as NIfTI gives, on SimpleITK's grid."""

import os
import subprocess

import h5py
import nibabel
import numpy as np
import pytest
import SimpleITK

ANGLE = 0.4
DIRECTION = (np.cos(ANGLE), -np.sin(ANGLE), 0, np.sin(ANGLE), np.cos(ANGLE), 0, 0, 0, 1)
ITK_TYPES = ["mha", "mhd", "nrrd", "nhdr", "hdr", "img", "hdr.gz", "img.gz"]


def run(program, *arguments):
    command = [os.path.join(os.environ["COOPSEG_BIN"], program), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True)


def make_volume(dtype=np.int16, direction=DIRECTION):
    draw = np.random.default_rng(3)
    volume = SimpleITK.GetImageFromArray(draw.integers(0, 100, (3, 20, 24)).astype(dtype))
    volume.SetSpacing((1.5, 1.25, 8))
    volume.SetOrigin((-20, 31.5, 7))
    volume.SetDirection(direction)
    return volume


def study_of(path, *options):
    out = path.parent / (path.name + ".h5")
    result = run("preprocess", path, "--case", "a", "-o", out, "-q", *options)
    assert (result.returncode, result.stderr) == (0, ""), result.stderr
    with h5py.File(out) as file:
        native = dict(file["cases/a/native"].attrs)
        return file["cases/a/image"][()], native


@pytest.mark.parametrize("ending", ITK_TYPES)
@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.int32, np.float32, np.float64])
def test_gives_the_study_of_the_same_nifti(tmp_path, ending, dtype):
    volume = make_volume(dtype)
    SimpleITK.WriteImage(volume, tmp_path / "same.nii.gz")
    SimpleITK.WriteImage(volume, tmp_path / f"scan.{ending}")
    expected, image_grid = study_of(tmp_path / "same.nii.gz")
    found, grid = study_of(tmp_path / f"scan.{ending}")
    np.testing.assert_allclose(found, expected, atol=1e-6)
    np.testing.assert_array_equal(grid["size"], volume.GetSize())
    np.testing.assert_allclose(grid["spacing"], volume.GetSpacing(), rtol=1e-6)
    np.testing.assert_allclose(grid["origin"], volume.GetOrigin(), rtol=1e-6)
    np.testing.assert_allclose(grid["direction"], volume.GetDirection(), atol=1e-6)
    np.testing.assert_allclose(grid["spacing"], image_grid["spacing"], rtol=1e-6)


def test_gipl_has_no_direction(tmp_path):
    SimpleITK.WriteImage(make_volume(direction=np.eye(3).ravel()), tmp_path / "scan.gipl")
    read = SimpleITK.ReadImage(tmp_path / "scan.gipl")
    _, grid = study_of(tmp_path / "scan.gipl")
    for name, expected in (("spacing", read.GetSpacing()), ("origin", read.GetOrigin())):
        np.testing.assert_allclose(grid[name], expected, rtol=1e-6)


@pytest.mark.parametrize("kind", [nibabel.AnalyzeImage, nibabel.Spm99AnalyzeImage])
def test_analyze_is_read_as_itk_reads_it(tmp_path, kind):
    voxels = np.random.default_rng(0).integers(0, 100, (24, 20, 3)).astype(np.int16)
    image = kind(voxels, None)
    image.header.set_zooms((1.5, 1.25, 8))
    nibabel.save(image, tmp_path / "scan.img")
    read = SimpleITK.ReadImage(tmp_path / "scan.img")
    SimpleITK.WriteImage(read, tmp_path / "same.nii.gz")
    found, grid = study_of(tmp_path / "scan.hdr")
    expected, _ = study_of(tmp_path / "same.nii.gz")
    np.testing.assert_allclose(found, expected, atol=1e-6)
    np.testing.assert_allclose(grid["spacing"], read.GetSpacing(), rtol=1e-6)
    np.testing.assert_allclose(grid["direction"], read.GetDirection(), atol=1e-6)


@pytest.mark.parametrize("ending", ["mha", "nrrd"])
def test_frames_are_the_fourth_axis(tmp_path, ending):
    frames = [SimpleITK.Cast(make_volume() * factor, SimpleITK.sitkInt16) for factor in (1, 2)]
    SimpleITK.WriteImage(SimpleITK.JoinSeries(frames, 0, 30), tmp_path / f"cine.{ending}")
    SimpleITK.WriteImage(frames[1], tmp_path / "second.nii")
    found, _ = study_of(tmp_path / f"cine.{ending}", "--frame", 1)
    expected, _ = study_of(tmp_path / "second.nii")
    np.testing.assert_allclose(found, expected, atol=1e-6)
    result = run("preprocess", tmp_path / f"cine.{ending}", "-o", tmp_path / "x.h5")
    assert result.returncode == 1
    assert result.stderr.endswith("has 2 frames: --frame takes 0 to 1\n")


def refusal(path):
    out = path.parent / "refused.h5"
    result = run("preprocess", path, "-o", out)
    assert result.returncode == 1
    assert not out.exists()
    prefix = f"preprocess: {path}: "
    assert result.stderr.startswith(prefix)
    assert result.stderr.count("\n") == 1
    return result.stderr[len(prefix) :].strip()


def test_what_cannot_be_read_is_refused(tmp_path):
    colours = SimpleITK.GetImageFromArray(np.zeros((3, 20, 24, 3), np.uint8), isVector=True)
    SimpleITK.WriteImage(colours, tmp_path / "colours.mha")
    assert refusal(tmp_path / "colours.mha") == "3 numbers a voxel found, one is expected"
    SimpleITK.WriteImage(make_volume(), tmp_path / "whole.nrrd", useCompression=True)
    (tmp_path / "part.nrrd").write_bytes((tmp_path / "whole.nrrd").read_bytes()[:1500])
    assert refusal(tmp_path / "part.nrrd") == "truncated or damaged: ITK's NrrdImageIO cannot read it"
    SimpleITK.WriteImage(make_volume(), tmp_path / "pair.hdr")
    (tmp_path / "pair.img").unlink()
    assert run("preprocess", tmp_path / "pair.hdr", "-o", tmp_path / "x.h5").stderr == (
        f"preprocess: {tmp_path / 'pair.img'}: No such file or directory\n"
    )
    (tmp_path / "scan.dcm").write_bytes(b"\0" * 128 + b"DICM" + b"\0" * 400)
    assert refusal(tmp_path / "scan.dcm") == "a DICOM file, the folder of its series is expected"
    (tmp_path / "scan.minc").write_bytes(b"\0" * 400)
    assert refusal(tmp_path / "scan.minc") == (
        "unknown type of file, one of .nii, .nii.gz, .mha, .mhd, .nrrd, .nhdr, .hdr, .img, .gipl is expected"
    )
