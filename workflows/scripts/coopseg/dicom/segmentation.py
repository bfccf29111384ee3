"""Labels of our programs as DICOM segmentations, by highdicom."""

import zlib
from pathlib import Path

import highdicom
import nibabel
import numpy as np
from highdicom.seg import Segmentation, SegmentDescription
from pydicom.dataset import Dataset
from pydicom.sr.coding import Code

from coopseg import __version__
from coopseg.dicom.series import Frames, SeriesError, affine_of, read_series, sort_frames
from coopseg.whole_file import save_whole

# DICOM PS3.16, CID 7150 and CID 12305. Codes of SNOMED CT for the cavities alone are in no list of the standard.
STRUCTURE = Code("91723000", "SCT", "Anatomical Structure")
SEGMENTS = [
    ("LV cavity", Code("87878005", "SCT", "Left Ventricle")),
    ("LV myocardium", Code("49848007", "SCT", "Left Ventricle Myocardium")),
    ("RV cavity", Code("53085002", "SCT", "Right Ventricle")),
]
ASKED_BY_HIGHDICOM = (
    "PatientID PatientName PatientBirthDate PatientSex AccessionNumber StudyID StudyDate StudyTime SliceThickness"
).split()
UNREADABLE = (
    nibabel.filebasedimages.ImageFileError,
    nibabel.spatialimages.HeaderDataError,
    EOFError,
    OSError,
    OverflowError,
    ValueError,
    zlib.error,
)


def read_labels(path: Path, frames: Frames) -> np.ndarray:
    """[frame, z, y, x], checked to lie on the grid of the series."""
    try:
        file = nibabel.load(path)
        labels = np.asarray(file.dataobj)
    except UNREADABLE as error:
        first_line = str(error).partition("\n")[0]
        raise SeriesError(f"{path}: {first_line}") from error
    if labels.ndim not in (3, 4):
        raise SeriesError(f"{path}: {labels.ndim} dimensions found, 3 or 4 are expected")
    if labels.ndim == 3:
        labels = labels[..., None]
    first = frames[0][0]
    expected = first.Columns, first.Rows, len(frames[0])
    if labels.shape[:3] != expected:
        raise SeriesError(f"{path}: {labels.shape[:3]} voxels found, {expected} are expected, as in the series")
    corner = np.array([*expected, 1])
    if np.abs((file.affine - affine_of(frames[0])) @ corner)[:3].max() > 0.1:
        raise SeriesError(f"{path}: lies elsewhere than the series; a label on the grid of the series is expected")
    unknown = set(np.unique(labels)) - {0, 1, 2, 3}
    if unknown:
        raise SeriesError(f"{path}: the label {min(unknown)} found, 0 to 3 are expected")
    return labels.astype(np.uint8).transpose(3, 2, 1, 0)


def describe() -> list[SegmentDescription]:
    algorithm = highdicom.AlgorithmIdentificationSequence(
        name="coopseg", family=Code("123110", "DCM", "Artificial Intelligence"), version=__version__
    )
    return [
        SegmentDescription(
            segment_number=number,
            segment_label=name,
            segmented_property_category=STRUCTURE,
            segmented_property_type=code,
            algorithm_type="AUTOMATIC",
            algorithm_identification=algorithm,
        )
        for number, (name, code) in enumerate(SEGMENTS, 1)
    ]


def make_segmentation(label: np.ndarray, images: list[Dataset], series: str, number: int) -> Segmentation:
    """Of a label [z, y, x] and the images of its slices."""
    for image in images:
        for name in ASKED_BY_HIGHDICOM:
            image.setdefault(name, "")
    return Segmentation(
        source_images=images,
        pixel_array=label,
        segmentation_type="BINARY",
        segment_descriptions=describe(),
        series_instance_uid=series,
        series_number=1000,
        sop_instance_uid=highdicom.UID(),
        instance_number=number,
        manufacturer="coopseg",
        manufacturer_model_name="coopseg",
        software_versions=__version__,
        device_serial_number="0",
        content_label=f"{images[0].get('Modality') or 'MR'}_SEG",
        content_description="Research only",
        series_description="coopseg, research only",
    )


def write(segmentation: Segmentation, path: Path, force: bool) -> None:
    if path.exists() and not force:
        raise SeriesError(f"{path}: exists already; --force replaces it")
    save_whole(path, segmentation.save_as)


def frames_to_write(frames: Frames, labels: np.ndarray, frame: int | None, to_folder: bool, folder: Path) -> list[int]:
    count = f"{folder}: has {len(frames)} frames"
    if len(labels) not in (1, len(frames)):
        raise SeriesError(f"{count}, the label {len(labels)}; 1 or {len(frames)} are expected")
    if frame is not None:
        if not 0 <= frame < len(frames):
            raise SeriesError(f"{count}: --frame takes 0 to {len(frames) - 1}")
        return [frame]
    if len(frames) > 1 and len(labels) == 1:
        raise SeriesError(f"{count}, the label one: --frame says which it is of")
    if len(frames) > 1 and not to_folder:
        raise SeriesError(f"{count}: -o DIR/ takes a file for each, --frame picks one")
    return list(range(len(frames)))


def convert(label: Path, folder: Path, output: str, frame: int | None, series: str, force: bool) -> None:
    frames = sort_frames(read_series(folder, series), folder)
    labels = read_labels(label, frames)
    to_folder = output.endswith("/")
    chosen = frames_to_write(frames, labels, frame, to_folder, folder)
    if to_folder:
        Path(output).mkdir(parents=True, exist_ok=True)
    uid = highdicom.UID()
    for number in chosen:
        path = Path(output) / f"frame-{number:03}.dcm" if to_folder else Path(output)
        one = labels[number if len(labels) > 1 else 0]
        try:
            segmentation = make_segmentation(one, frames[number], uid, number + 1)
        except ValueError as error:
            raise SeriesError(f"{folder}: highdicom refuses its images: {error}") from error
        write(segmentation, path, force)
