"""make_study.py FILE ID...: a study as any h5py user would write it, with image, label and prediction of each case.

12 x 10 x 3 voxels of 2 x 2 x 5 mm. The label has a box of 4 x 4 voxels per slice for LV, MYO and RV each; the
prediction has the boxes of LV and RV one voxel further along x and y, and no MYO.
"""

import sys

import h5py
import numpy as np

LAYOUT = {1: (1, 1), 2: (1, 5), 3: (6, 3)}


def boxes(shift=0, numbers=(1, 2, 3)):
    label = np.zeros((3, 10, 12), np.uint8)
    for number in numbers:
        x, y = LAYOUT[number]
        label[:, y + shift : y + shift + 4, x + shift : x + shift + 4] = number
    return label


def image():
    z, y, x = np.meshgrid(np.arange(3), np.arange(10), np.arange(12), indexing="ij")
    return (0.2 + 0.05 * x + 0.01 * y * z + 0.1 * (boxes() > 0)).astype(np.float32)


def write_study(path, ids, arrays=("image", "label", "prediction")):
    made = {"image": image(), "label": boxes(), "prediction": boxes(1, (1, 3))}
    with h5py.File(path, "w") as study:
        study.attrs["format"] = "coopseg-study"
        study.attrs["version"] = 1
        for name in ids:
            case = study.create_group(f"cases/{name}")
            case.attrs.update({"patient": name.split("_")[0], "phase": "ED", "site": "one, two", "vendor": "A"})
            case.attrs["spacing"] = [2.0, 2.0, 5.0]
            case.attrs["origin"] = [-10.0, 7.0, 3.0]
            case.attrs["direction"] = np.eye(3).ravel()
            for array in arrays:
                case[array] = made[array]
                if array != "image":
                    case[array].attrs["names"] = "0=background,1=LV,2=MYO,3=RV"


if __name__ == "__main__":
    write_study(sys.argv[1], sys.argv[2:])
