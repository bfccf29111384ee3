# Every frame of a 4-D file is labelled; --frame picks one and gives a 3-D label.
make_model coop
python "$TESTS/tools/make_scan.py" 3
predict --model model.h5 scan.nii.gz -o all.nii.gz -q
predict --model model.h5 scan.nii.gz --frame 2 -o one.nii.gz -q
expect_failure 1 'predict: scan: has 3 frames, a study takes one: --frame N picks it' \
  predict --model model.h5 scan.nii.gz -o out.h5 -q
expect_failure 1 'predict: scan.nii.gz: *3 frames*' predict --model model.h5 scan.nii.gz --frame 3 -o x.nii.gz -q
refine --model model.h5 all.nii.gz -o refined.nii.gz -q
python - <<'PYTHON'
import nibabel, numpy as np
scan, all_frames, one, refined = (nibabel.load(f"{n}.nii.gz") for n in ("scan", "all", "one", "refined"))
assert all_frames.shape == refined.shape == scan.shape and one.shape == scan.shape[:3]
assert np.array_equal(all_frames.header["pixdim"], scan.header["pixdim"])
assert np.array_equal(all_frames.get_fdata()[..., 2], one.get_fdata())
assert np.array_equal(all_frames.affine, scan.affine)
PYTHON
