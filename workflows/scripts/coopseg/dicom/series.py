"""A series of single-frame DICOM images as frames of slices, in the order that the programs have them in
(lib/image/dicom_stack.h)."""

import struct
from collections import defaultdict
from pathlib import Path

import numpy as np
import pydicom
from pydicom.dataset import Dataset

UIDS = "StudyInstanceUID SeriesInstanceUID SOPClassUID SOPInstanceUID FrameOfReferenceUID".split()
NUMBERS = {"Rows": 1, "Columns": 1, "PixelSpacing": 2, "ImagePositionPatient": 3, "ImageOrientationPatient": 6}
DAMAGED = struct.error, pydicom.errors.BytesLengthException, NotImplementedError, ValueError, EOFError
CLOCKS = "TriggerTime", "AcquisitionTime", "ContentTime", "InstanceNumber"
TOLERANCE = 0.1  # mm, of positions along the normal

Frames = list[list[Dataset]]


class SeriesError(Exception):
    """What was found and what was expected."""


def numbers_of(image: Dataset, name: str) -> list[float]:
    """Those of an attribute; none where it is missing or no number."""
    try:
        found = [float(number) for number in np.ravel(image.get(name, []))]
    except (TypeError, ValueError):
        return []
    return found if np.isfinite(found).all() else []


def time_of(image: Dataset, clock: str) -> float | None:
    times = numbers_of(image, clock)
    return times[0] if len(times) == 1 else None


def check(image: Dataset, path: Path) -> None:
    for name in UIDS:
        if not image.get(name):
            raise SeriesError(f"{path}: has no {name}")
    for name, count in NUMBERS.items():
        found = len(numbers_of(image, name))
        if not found:
            raise SeriesError(f"{path}: has no {name}")
        if found != count:
            raise SeriesError(f"{path}: {name} of {found} number{'s' * (found > 1)} found, {count} are expected")


def read_image(path: Path, uid: str) -> Dataset | None:
    """The header of an image whose SeriesInstanceUID begins so; None for other files."""
    try:
        image = pydicom.dcmread(path, stop_before_pixels=True)
        if "Rows" not in image or image.get("Modality") == "SEG":
            return None
        if not str(image.get("SeriesInstanceUID") or "").startswith(uid):
            return None
        check(image, path)
    except pydicom.errors.InvalidDicomError:
        return None
    except DAMAGED as error:
        raise SeriesError(f"{path}: damaged: {error}") from error
    return image


def read_series(folder: Path, uid: str) -> list[Dataset]:
    """Headers of the images whose SeriesInstanceUID begins so."""
    series = defaultdict(list)
    if not folder.is_dir():
        raise SeriesError(f"{folder}: a folder of DICOM files is expected")
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")):
        image = read_image(path, uid)
        if image is not None:
            series[image.SeriesInstanceUID].append(image)
    if len(series) != 1:
        raise SeriesError(f"{folder}: {len(series)} series found, one is expected (--series): {', '.join(series)}")
    return next(iter(series.values()))


def normal_of(image: Dataset) -> np.ndarray:
    axes = np.reshape(np.array(image.ImageOrientationPatient, float), (2, 3))
    return np.cross(*axes)


def thickness_of(image: Dataset) -> float:
    found = numbers_of(image, "SliceThickness")
    if len(found) != 1:
        raise SeriesError(f"{image.filename}: the only slice, and has no SliceThickness")
    return found[0]


def sort_frames(images: list[Dataset], folder: Path) -> Frames:
    """[frame][slice]; slices from the lowest position along the normal on."""
    normal = normal_of(images[0])

    def place(image: Dataset) -> float:
        return float(np.dot(image.ImagePositionPatient, normal))

    slices: list[list[Dataset]] = []
    for image in sorted(images, key=place):
        if not slices or place(image) - place(slices[-1][0]) > TOLERANCE:
            slices.append([])
        slices[-1].append(image)
    if len({len(frames) for frames in slices}) != 1:
        raise SeriesError(f"{folder}: slices with different numbers of frames found, equal ones are expected")
    if len(slices[0]) == 1:
        return [[image for (image,) in slices]]
    for clock in CLOCKS:
        if all(len({time_of(image, clock) for image in frames} - {None}) == len(frames) for frames in slices):
            columns = [sorted(frames, key=lambda image: time_of(image, clock)) for frames in slices]
            return [list(frame) for frame in zip(*columns, strict=True)]
    raise SeriesError(f"{folder}: nothing tells the frames of a slice apart")


def affine_of(slices: list[Dataset]) -> np.ndarray:
    """Voxel index [x, y, z] to RAS mm, as in the NIfTI files of the programs."""
    first, last = slices[0], slices[-1]
    rows, columns = first.PixelSpacing
    affine = np.eye(4)
    affine[:3, :2] = np.reshape(np.array(first.ImageOrientationPatient, float), (2, 3)).T * [columns, rows]
    way = np.subtract(last.ImagePositionPatient, first.ImagePositionPatient)
    affine[:3, 2] = way / (len(slices) - 1) if len(slices) > 1 else normal_of(first) * thickness_of(first)
    affine[:3, 3] = first.ImagePositionPatient
    return np.diag([-1, -1, 1, 1]) @ affine
