"""A label map that `predict` made of a folder of DICOM files, as DICOM segmentations of that series.

label_to_dicom_seg.py seg.nii.gz scan/ -o seg.dcm
label_to_dicom_seg.py cine_seg.nii.gz scan/ -o segs/

A DICOM segmentation has one label at a place, so that of a cine each frame becomes a file: all of them in a folder
(segs/frame-000.dcm and on), or the one that --frame picks. Segments: 1 left ventricle (cavity), 2 left ventricle
myocardium, 3 right ventricle (cavity), with their SNOMED CT codes. Needs highdicom and nibabel.
"""

import argparse
import sys
import warnings
from pathlib import Path

PACKAGES = "highdicom==0.28.2 nibabel==5.4.2"


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("label", type=Path, help="label map on the series' grid (.nii, .nii.gz), 3-D or 4-D")
    parser.add_argument("folder", type=Path, help="folder of the series")
    parser.add_argument("-o", "--output", required=True, help="a file, or a folder with a / at its end")
    parser.add_argument(
        "--frame", type=int, help="the frame, from 0, that a file is of; a 3-D label of a cine needs it"
    )
    parser.add_argument("--series", default="", help="SeriesInstanceUID, or its beginning, where there are several")
    parser.add_argument("--force", action="store_true", help="replace outputs that exist")
    return parser.parse_args()


def main() -> int:
    arguments = read_arguments()
    try:
        from coopseg.dicom.segmentation import convert
        from coopseg.dicom.series import SeriesError
    except ImportError as error:
        print(f"label_to_dicom_seg: {error.name} is not installed: pip install {PACKAGES}", file=sys.stderr)
        return 1
    warnings.simplefilter("ignore", UserWarning)  # of highdicom, about patients' names
    try:
        convert(**vars(arguments))
    except (SeriesError, OSError) as error:
        print(f"label_to_dicom_seg: {error}", file=sys.stderr)
        return 1
    return 0
