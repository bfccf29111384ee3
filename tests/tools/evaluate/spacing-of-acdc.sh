# A label with the header of the published ACDC files: volumes by pixdim, and what SimpleITK wrote against it is scored.
python - <<'PYTHON'
import nibabel, numpy as np, SimpleITK
label = np.zeros((20, 20, 4), np.uint8)
label[5:15, 5:15] = 1
image = nibabel.Nifti1Image(label, np.diag([-1.5, -1.5, 10, 1]))
image.set_qform(np.diag([-1.5, -1.5, 10, 1]), 1)
image.set_sform(np.diag([-1, -1, 1, 1.0]), 1)
image.header["pixdim"][1:4] = 1.5, 1.5, 10
nibabel.save(image, "gt.nii.gz")
SimpleITK.WriteImage(SimpleITK.ReadImage("gt.nii.gz"), "prediction.nii.gz")
PYTHON
evaluate --reference gt.nii.gz --prediction prediction.nii.gz -o scores.csv 2>log.txt
[ "$(grep -c 'pixdim says' log.txt)" -eq 1 ] || fail "$(cat log.txt)"
python - <<'PYTHON'
import csv
row = next(csv.DictReader(open("scores.csv")))
assert row["status"] == "ok" and float(row["dice"]) == 1, row
assert abs(float(row["volume_ref_ml"]) - 9) < 1e-6, row
PYTHON
