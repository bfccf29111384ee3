"""Synthetic DICOM series (never a patient's), with the numbers that a reader should find."""

import dataclasses
import random
import uuid
from pathlib import Path

import numpy as np
import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, MRImageStorage, generate_uid
from pydicom.valuerep import format_number_as_ds

TURN = np.array([[0.8, -0.36, 0.48], [0.6, 0.48, -0.64], [0.0, 0.8, 0.6]])  # columns: row, column, normal (LPS)


def as_ds(numbers):
    return [format_number_as_ds(float(number)) for number in np.ravel(numbers)]


@dataclasses.dataclass
class Series:
    """Images of `slices` at `step` mm and `frames` at `interval` ms. `change(dataset, frame, slice)` may alter one
    before it is written, or return False to leave it out."""

    slices: int = 4
    frames: int = 1
    rows: int = 20
    columns: int = 24
    spacing: tuple = (1.5, 1.25, 8.0)  # x, y, z
    origin: tuple = (-31.5, 12.25, 40.0)
    interval: float = 31.25
    description: str = "cine sax"
    seed: int = 0
    uid: str = dataclasses.field(default_factory=generate_uid)

    def __post_init__(self):
        draw = np.random.default_rng(self.seed)
        shape = (self.frames, self.slices, self.rows, self.columns)
        self.stored = draw.integers(0, 2**12, shape).astype(np.uint16)
        self.slope = 0.5 + 0.25 * draw.integers(0, 4, shape[:2])
        self.intercept = draw.integers(-20, 20, shape[:2]).astype(float)
        self.study = generate_uid()
        self.place = generate_uid()

    @property
    def voxels(self):
        """Intensities [frame, z, y, x]."""
        return self.stored * self.slope[..., None, None] + self.intercept[..., None, None]

    @property
    def affine(self):
        """Voxel index to RAS mm."""
        affine = np.eye(4)
        affine[:3, :3] = TURN * self.spacing
        affine[:3, 3] = self.origin
        return np.diag([-1, -1, 1, 1]) @ affine

    def image(self, frame, z):
        image = Dataset()
        image.SOPClassUID, image.SOPInstanceUID = MRImageStorage, generate_uid()
        image.StudyInstanceUID, image.SeriesInstanceUID, image.FrameOfReferenceUID = self.study, self.uid, self.place
        image.PatientName, image.PatientID, image.PatientBirthDate, image.PatientSex = "Phantom", "phantom", "", ""
        image.Modality, image.SeriesDescription, image.SeriesNumber = "MR", self.description, 7
        image.InstanceNumber = 1 + z * self.frames + frame
        image.ImagePositionPatient = as_ds(np.array(self.origin) + z * self.spacing[2] * TURN[:, 2])
        image.ImageOrientationPatient = as_ds(TURN[:, :2].T)
        image.PixelSpacing = as_ds(self.spacing[1::-1])
        image.SliceThickness = 6
        image.TriggerTime = as_ds([12.5 + frame * self.interval])[0]
        image.Rows, image.Columns, image.SamplesPerPixel = self.rows, self.columns, 1
        image.PhotometricInterpretation, image.PixelRepresentation = "MONOCHROME2", 0
        image.BitsAllocated, image.BitsStored, image.HighBit = 16, 12, 11
        image.RescaleSlope, image.RescaleIntercept = as_ds([self.slope[frame, z], self.intercept[frame, z]])
        image.PixelData = self.stored[frame, z].tobytes()
        image.file_meta = FileMetaDataset()
        image.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        return image

    def write(self, folder, change=None):
        """Under names that say nothing, in nested folders; {(frame, z): path}."""
        paths = {}
        for frame in range(self.frames):
            for z in range(self.slices):
                image = self.image(frame, z)
                if change and change(image, frame, z) is False:
                    continue
                name = uuid.UUID(int=random.Random(f"{self.seed} {frame} {z}").getrandbits(128)).hex
                path = Path(folder) / ("", "A", "A/B c")[int(name, 16) % 3] / name[:12]
                path.parent.mkdir(parents=True, exist_ok=True)
                pydicom.dcmwrite(path, image, enforce_file_format=True)
                paths[frame, z] = path
        return paths
