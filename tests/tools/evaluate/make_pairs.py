"""make_pairs.py: truth/ and predicted/ with the ED and ES of patients p1 and p2, and pairs.csv.

Labels of 12 x 12 x 4 voxels of 2 x 2 x 5 mm (0.02 mL): an LV of 4 x 4 voxels in a closed ring of MYO one voxel wide,
and an RV of 2 x 4 voxels beside it. At ES the LV has one slice less. Predictions are the references, but for p2_ES,
which lacks the RV.
"""

import nibabel
import numpy as np

AFFINE = np.diag([-2.0, -2.0, 5.0, 1.0])


def heart(slices=3):
    label = np.zeros((12, 12, 4), np.uint8)
    label[2:8, 2:8, :3] = 2
    label[3:7, 3:7, :slices] = 1
    label[8:10, 3:7, :3] = 3
    return label


def save(label, path, affine=AFFINE):
    nibabel.save(nibabel.Nifti1Image(label, affine), path)


if __name__ == "__main__":
    import pathlib

    pathlib.Path("truth").mkdir()
    pathlib.Path("predicted").mkdir()
    lines = ["case,reference,prediction,patient,phase,site,vendor"]
    for patient, site in ("p1", "x"), ("p2", "y"):
        for phase, slices in ("ED", 3), ("ES", 2):
            name = f"{patient}_{phase}"
            label = heart(slices)
            save(label, f"truth/{name}.nii.gz")
            if name == "p2_ES":
                label[label == 3] = 0
            save(label, f"predicted/{name}.nii.gz")
            lines.append(f"{name},truth/{name}.nii.gz,predicted/{name}.nii.gz,{patient},{phase},{site},A")
    pathlib.Path("pairs.csv").write_text("\n".join(lines) + "\n")
