# A 4-D file keeps its frames, and one draw serves all of them: each frame is what a file of its own gives.
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
python - <<'PYTHON'
import nibabel
cine = nibabel.load("cine.nii.gz")
nibabel.save(cine.slicer[..., 2], "frame.nii.gz")
PYTHON
for artifact in motion mistriggering slice-misalignment noise zipper spike; do
  corrupt-artifacts cine.nii.gz --artifact $artifact --parameters cine.json -o frames.nii.gz --force -q
  sed 's/"case": "cine"/"case": "frame"/' cine.json >frame.json
  corrupt-artifacts frame.nii.gz --replay frame.json -o one.nii.gz --force -q
  python -c "
import nibabel, numpy as np
np.testing.assert_array_equal(nibabel.load('frames.nii.gz').get_fdata()[..., 2], nibabel.load('one.nii.gz').get_fdata())"
done
