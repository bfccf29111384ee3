# A NIfTI file goes in and out on its own grid, with the voxels that the study would give.
make_model coop
predict --model model.h5 scan.nii.gz -o seg.nii.gz --probability p.nii.gz -q
preprocess scan.nii.gz -o - | predict --model model.h5 - -o piped.nii.gz -q
cmp seg.nii.gz piped.nii.gz
predict --model model.h5 scan.nii.gz --refine 2 -o refined.nii.gz -q
preprocess scan.nii.gz -o - | predict --model model.h5 - -o - -q | refine --model model.h5 - --iterations 2 -o two.nii.gz -q
python - <<'PYTHON'
import nibabel, numpy as np
scan, seg, probability = (nibabel.load(f"{name}.nii.gz") for name in ("scan", "seg", "p"))
assert seg.shape == scan.shape and np.array_equal(seg.affine, scan.affine)
for code in "qform_code", "sform_code":
    assert seg.header[code] == scan.header[code]
assert seg.get_data_dtype() == np.uint8 and seg.get_fdata().max() <= 3
assert seg.header["descrip"].item().decode().startswith("coopseg predict ")
values = probability.get_fdata()
assert values.shape == (*scan.shape, 4)
np.testing.assert_allclose(values.sum(-1), 1, atol=1e-5)
assert np.array_equal(values.argmax(-1), seg.get_fdata())
refined, two = (nibabel.load(f"{name}.nii.gz").get_fdata() for name in ("refined", "two"))
assert np.array_equal(refined, two) and not np.array_equal(refined, seg.get_fdata())
PYTHON
