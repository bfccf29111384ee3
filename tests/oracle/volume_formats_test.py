"""Volumes of the types that ITK reads give the study that the same volume as NIfTI gives, on SimpleITK's grid."""

import gzip

import h5py
import nibabel
import numpy as np
import pytest
import SimpleITK

from programs import run

ANGLE = 0.4
DIRECTION = (np.cos(ANGLE), -np.sin(ANGLE), 0, np.sin(ANGLE), np.cos(ANGLE), 0, 0, 0, 1)
ITK_TYPES = ["mha", "mhd", "nrrd", "nhdr", "hdr", "img", "hdr.gz", "img.gz"]


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


def rewritten(path, change):
    path.write_bytes(change(path.read_bytes()))
    return path


def header_changed(path, old, new):
    return rewritten(path, lambda data: data.replace(old, new))


@pytest.mark.parametrize(
    ("ending", "packed", "said"),
    [
        ("mha", False, "of 2880 bytes of voxels those from 2780 on are missing"),
        ("gipl", False, "of 2880 bytes of voxels those from 2780 on are missing"),
        ("mhd", False, "of 2880 bytes of voxels those from 2780 on are missing"),
        ("mha", True, "its packed voxels cannot be unpacked"),
        ("mhd", True, "its packed voxels cannot be unpacked"),
        ("hdr", False, "2780 bytes of voxels found, 2880 expected"),
        ("hdr.gz", True, "2780 bytes of voxels found, 2880 expected"),
    ],
)
def test_what_is_cut_is_refused(tmp_path, ending, packed, said):
    path = tmp_path / f"scan.{ending}"
    if ending.startswith("hdr"):
        image = nibabel.AnalyzeImage(make_voxels(), None)
        nibabel.save(image, tmp_path / "scan.img")
        rewritten(tmp_path / "scan.img", lambda data: data[:-100])
        if packed:
            for half in "img", "hdr":
                data = (tmp_path / f"scan.{half}").read_bytes()
                (tmp_path / f"scan.{half}").unlink()
                (tmp_path / f"scan.{half}.gz").write_bytes(gzip.compress(data))
    else:
        volume = SimpleITK.GetImageFromArray(make_voxels().transpose(2, 1, 0))
        SimpleITK.WriteImage(volume, path, useCompression=packed)
        study_of(path)
        data = path if ending != "mhd" else tmp_path / ("scan.zraw" if packed else "scan.raw")
        rewritten(data, lambda data: data[:-100])
    assert refusal(path) == f"truncated or damaged: {said}"


def make_voxels():
    return np.random.default_rng(3).integers(0, 100, (24, 20, 3)).astype(np.int16)


def test_a_packed_file_that_is_damaged_is_refused(tmp_path):
    SimpleITK.WriteImage(make_volume(), tmp_path / "scan.mha", useCompression=True)
    rewritten(tmp_path / "scan.mha", lambda data: data[:-300] + bytes([data[-300] ^ 0x55]) + data[-299:])
    assert refusal(tmp_path / "scan.mha") == "truncated or damaged: its packed voxels cannot be unpacked"


def test_a_file_of_voxels_that_is_missing_is_named(tmp_path):
    for ending, voxels in (("mhd", "raw"), ("nhdr", "raw.gz")):
        SimpleITK.WriteImage(make_volume(), tmp_path / f"scan.{ending}", useCompression=ending == "nhdr")
        (tmp_path / f"scan.{voxels}").unlink()
        assert refusal(tmp_path / f"scan.{ending}") == f"names scan.{voxels} for its voxels, which is not there"


def test_a_slice_that_is_missing_from_a_list_is_not_blank(tmp_path):
    SimpleITK.WriteImage(make_volume(), tmp_path / "scan.mhd")
    voxels = (tmp_path / "scan.raw").read_bytes()
    for number in 0, 2:
        (tmp_path / f"s{number}.raw").write_bytes(voxels[960 * number : 960 * (number + 1)])
    header_changed(tmp_path / "scan.mhd", b"scan.raw", b"LIST\ns0.raw\ns1.raw\ns2.raw")
    assert refusal(tmp_path / "scan.mhd") == (
        "truncated or damaged: of 2880 bytes of voxels those from 960 on are missing"
    )


def test_lengths_that_are_unknown_or_not_in_millimetres_are_refused(tmp_path):
    def meta(old, new):
        SimpleITK.WriteImage(make_volume(), tmp_path / "scan.mha")
        return refusal(header_changed(tmp_path / "scan.mha", old, new))

    def nrrd(lines):
        SimpleITK.WriteImage(make_volume(direction=np.eye(3).ravel()), tmp_path / "scan.nrrd", useCompression=False)
        voxels = (tmp_path / "scan.nrrd").read_bytes().split(b"\n\n", 1)[1]
        header = f"NRRD0004\ntype: int16\ndimension: 3\nsizes: 24 20 3\nendian: little\nencoding: raw\n{lines}\n\n"
        (tmp_path / "scan.nrrd").write_bytes(header.encode() + voxels)
        return tmp_path / "scan.nrrd"

    assert meta(b"NDims = 3\n", b"NDims = 3\nDistanceUnits = um\n") == "the unit of length is um, expected is mm"
    assert meta(b"ElementSpacing = 1.5 1.25 8", b"ElementSpacing = 1.5 1.25 0") == (
        "a spacing of 0.000000 along axis 2 found, finite and not 0 is expected"
    )
    directions = "space: left-posterior-superior\nspace directions: (1,0,0) (0,1,0) (0,0,5)"
    study_of(nrrd(directions + '\nspace units: "mm" "mm" "mm"'))
    assert refusal(nrrd(directions + '\nspace units: "cm" "cm" "cm"')) == "the unit of length is cm, expected is mm"
    assert refusal(nrrd("spacings: 1.5 1.5 nan")) == (
        "a spacing of nan along axis 2 found, finite and not 0 is expected"
    )
    assert refusal(nrrd("kinds: domain domain time\nspacings: 1 1 33")) == "axis 2 is time, expected is the fourth"
    image = nibabel.AnalyzeImage(make_voxels(), None)
    image.header["pixdim"][3] = 0
    nibabel.save(image, tmp_path / "scan.img")
    assert refusal(tmp_path / "scan.hdr") == "a spacing of 0.000000 along axis 2 found, finite and not 0 is expected"
