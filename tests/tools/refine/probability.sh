# A NIfTI file with a frame per class is taken as probabilities: what predict --probability writes refines as a study.
make_model coop
predict --model model.h5 scan.nii.gz -o seg.nii.gz --probability p.nii.gz -q
refine --model model.h5 p.nii.gz -o from-file.nii.gz -q
refine --model model.h5 seg.nii.gz -o from-label.nii.gz -q
predict --model model.h5 scan.nii.gz --refine 1 -o from-study.nii.gz -q
python - <<'PYTHON'
import nibabel, numpy as np
label = {n: nibabel.load(f"from-{n}.nii.gz") for n in ("file", "label", "study")}
scan = nibabel.load("scan.nii.gz")
assert label["file"].shape == scan.shape and np.array_equal(label["file"].affine, scan.affine)
voxels = {name: image.get_fdata() for name, image in label.items()}
agreement = (voxels["file"] == voxels["study"]).mean()
assert agreement > 0.97, agreement  # resampled twice more
assert (voxels["label"] == voxels["study"]).mean() < agreement
PYTHON
