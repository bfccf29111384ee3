"""make_scan.py [FRAMES]: a small scan scan.nii.gz with its label scan_gt.nii.gz (1 RV, 2 MYO, 3 LV)."""

import sys

import nibabel
import numpy as np

frames = int(sys.argv[1]) if len(sys.argv) > 1 else 0
size = (24, 20, 3)
x, y, z = np.meshgrid(*[np.arange(n) for n in size], indexing="ij")
radius = np.hypot(x - 11, y - 10)
label = np.select([radius < 3, radius < 5, (x > 11) & (radius < 8)], [3, 2, 1], 0).astype(np.uint8)
scan = (100 * (label == 3) + 60 * (label == 1) + 7 * x + 3 * y + z).astype(np.int16)
if frames:
    scan = np.stack([scan + 10 * frame for frame in range(frames)], -1)
    label = np.stack([np.roll(label, frame, 0) for frame in range(frames)], -1)
affine = np.array([[-1.5, 0, 0, 20], [0, -1.5, 0, 30], [0, 0, 8, -40], [0, 0, 0, 1.0]])
for name, data in (("scan", scan), ("scan_gt", label)):
    image = nibabel.Nifti1Image(data, affine)
    image.set_sform(affine, 2)
    image.set_qform(affine, 1)
    nibabel.save(image, name + ".nii.gz")
