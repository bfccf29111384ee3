# A 4-D file keeps its frames, and one draw serves all of them.
python - <<'PYTHON'
import nibabel, numpy as np
frames = np.random.default_rng(1).uniform(50, 900, (7, 6, 3, 4)).astype(np.float32)
image = nibabel.Nifti1Image(frames, np.diag([1.5, 1.5, 8, 1]))
image.header["pixdim"][4] = 0.03125
nibabel.save(image, "cine.nii.gz")
PYTHON
corrupt-artifacts cine.nii.gz --artifact bias-field --severity 5 -o out.nii.gz -q
python - <<'PYTHON'
import nibabel, numpy as np
cine, out = nibabel.load("cine.nii.gz"), nibabel.load("out.nii.gz")
assert out.shape == cine.shape and out.header["pixdim"][4] == 0.03125
field = out.get_fdata() / cine.get_fdata()
np.testing.assert_allclose(field, np.broadcast_to(field[..., :1], field.shape), rtol=1e-6)
assert field.std() > 0.1
PYTHON
