"""A series of single-frame DICOM images as frames of slices, in the order that the programs have them in
(lib/image/dicom_stack.h)."""

from collections import defaultdict
from pathlib import Path

import numpy as np
import pydicom
from pydicom.dataset import Dataset

NEEDED = "StudyInstanceUID SOPInstanceUID FrameOfReferenceUID ImagePositionPatient ImageOrientationPatient".split()
CLOCKS = "TriggerTime", "AcquisitionTime", "ContentTime", "InstanceNumber"
TOLERANCE = 0.1  # mm, of positions along the normal

Frames = list[list[Dataset]]


class SeriesError(Exception):
    """What was found and what was expected."""


def read_series(folder: Path, uid: str) -> list[Dataset]:
    """Headers of the images whose SeriesInstanceUID begins so."""
    series = defaultdict(list)
    if not folder.is_dir():
        raise SeriesError(f"{folder}: a folder of DICOM files is expected")
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")):
        try:
            image = pydicom.dcmread(path, stop_before_pixels=True)
        except pydicom.errors.InvalidDicomError:
            continue
        if "Rows" in image and image.Modality != "SEG" and image.SeriesInstanceUID.startswith(uid):
            missing = [name for name in NEEDED if not image.get(name)]
            if missing:
                raise SeriesError(f"{path}: has no {missing[0]}")
            series[image.SeriesInstanceUID].append(image)
    if len(series) != 1:
        raise SeriesError(f"{folder}: {len(series)} series found, one is expected (--series): {', '.join(series)}")
    return next(iter(series.values()))


def normal_of(image: Dataset) -> np.ndarray:
    axes = np.reshape(np.array(image.ImageOrientationPatient, float), (2, 3))
    return np.cross(*axes)


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
    for clock in CLOCKS:
        if all(len({image.get(clock, None) for image in frames} - {None}) == len(frames) for frames in slices):
            columns = [sorted(frames, key=lambda image: float(image[clock].value)) for frames in slices]
            return [list(frame) for frame in zip(*columns, strict=True)]
    raise SeriesError(f"{folder}: nothing tells the frames of a slice apart")


def affine_of(slices: list[Dataset]) -> np.ndarray:
    """Voxel index [x, y, z] to RAS mm, as in the NIfTI files of the programs."""
    first, last = slices[0], slices[-1]
    rows, columns = first.PixelSpacing
    affine = np.eye(4)
    affine[:3, :2] = np.reshape(np.array(first.ImageOrientationPatient, float), (2, 3)).T * [columns, rows]
    way = np.subtract(last.ImagePositionPatient, first.ImagePositionPatient)
    affine[:3, 2] = way / (len(slices) - 1) if len(slices) > 1 else normal_of(first) * float(first.SliceThickness)
    affine[:3, 3] = first.ImagePositionPatient
    return np.diag([-1, -1, 1, 1]) @ affine
