# Parameters that change nothing give a NIfTI file back as it is, type and scaling included.
python - <<'PYTHON'
import nibabel, numpy as np
image = nibabel.Nifti1Image(np.arange(60, dtype=np.int16).reshape(5, 4, 3), np.eye(4))
nibabel.save(image, "scan.nii.gz")
PYTHON
corrupt-artifacts scan.nii.gz --artifact bias-field --set order=1 --set coefficients=0,0,0,0 -o out.nii.gz -q
cmp scan.nii.gz out.nii.gz
corrupt-artifacts scan.nii.gz --artifact bias-field --set order=0 --set coefficients=0 -o out.nii -q
gunzip -c scan.nii.gz | cmp - out.nii
