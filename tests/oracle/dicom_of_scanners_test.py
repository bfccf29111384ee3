"""Images of Siemens, GE, Philips and Toshiba scanners, which come with pydicom, are what pydicom reads of them."""

import shutil
from pathlib import Path

import h5py
import numpy as np
import pydicom
import pytest

from programs import run, succeed

FILES = Path(pydicom.__file__).parent / "data/test_files"
STORED = ["", "_RLE", "_bigendian", "_expb", "_implicit", "_jp2klossless", "_jpeg_ls_lossless", "_padded"]
SINGLE = [*(f"MR_small{way}.dcm" for way in STORED), "CT_small.dcm", "examples_overlay.dcm"]


def read(folder, images):
    """The image [z, y, x] and attributes of the study that preprocess makes of the folder, not resampled."""
    study = folder.parent / "study.h5"
    succeed("preprocess", folder, "-o", study, "--clip", "0,100", "--spacing", images[0].PixelSpacing[0])
    with h5py.File(study) as file:
        (case,) = file["cases"].values()
        return case["image"][()], dict(case.attrs)


def voxels_of(images):
    values = [image.pixel_array * float(image.get("RescaleSlope", 1)) for image in images]
    values = np.stack([v + float(image.get("RescaleIntercept", 0)) for v, image in zip(values, images, strict=True)])
    return (values - values.min()) / (values.max() - values.min())


@pytest.mark.parametrize("name", SINGLE)
def test_a_single_image(name, tmp_path):
    (tmp_path / "scan").mkdir()
    shutil.copy(FILES / name, tmp_path / "scan")
    image = pydicom.dcmread(FILES / name)
    voxels, attributes = read(tmp_path / "scan", [image])
    np.testing.assert_allclose(voxels, voxels_of([image]), atol=1e-5)
    assert attributes["spacing"] == pytest.approx([*image.PixelSpacing, image.SliceThickness])
    assert attributes["origin"] == pytest.approx(list(image.ImagePositionPatient), abs=1e-3)
    assert attributes["direction"].reshape(3, 3)[:, :2].T.ravel() == pytest.approx(
        list(image.ImageOrientationPatient), abs=1e-3
    )


def test_a_series_of_slices(tmp_path):
    shutil.copytree(FILES / "dicomdirtests/98892001/CT5N", tmp_path / "scan")
    images = [pydicom.dcmread(path) for path in (tmp_path / "scan").iterdir()]
    images.sort(key=lambda image: image.ImagePositionPatient[2])
    voxels, attributes = read(tmp_path / "scan", images)
    if attributes["origin"][2] > images[1].ImagePositionPatient[2]:
        images.reverse()
    np.testing.assert_allclose(voxels, voxels_of(images), atol=1e-5)
    normal = attributes["direction"].reshape(3, 3)[:, 2]
    ends = [attributes["origin"], attributes["origin"] + normal * 2.5 * (len(images) - 1)]
    for end, image in zip(ends, (images[0], images[-1]), strict=True):
        assert end == pytest.approx(list(image.ImagePositionPatient), abs=1e-3)
    assert attributes["spacing"][2] == pytest.approx(2.5)


def test_a_localizer_with_several_directions_is_named(tmp_path):
    """Philips: three series, one of which has an image along each axis."""
    shutil.copytree(FILES / "dicomdirtests/98892003/MR2", tmp_path / "scan")
    command = ("preprocess", "scan", "-o", "x.h5")
    listed = run(*command, cwd=tmp_path).stderr
    assert listed.startswith("preprocess: scan: 3 series found, --series UID takes one: ")
    assert listed.count("(MR 'T/S/C RF FAST PILOT', 3 images)") == 2 and listed.count("\n") == 1
    uid = listed.split("takes one: ")[1].split()[0]
    chosen = run(*command, "--series", uid, cwd=tmp_path)
    assert chosen.returncode == 1 and " found, orientation " in chosen.stderr and chosen.stderr.count("\n") == 1
