# --accept P keeps a change of the STN only where it is sure and more than a redrawn boundary: compared with SciPy's opening
# and reconstruction of what --accept 0 says. Labels have a gate by default, probabilities have none.
make_model coop
predict --model model.h5 t.h5 -o p.h5 -q --threads 1
python - <<'PYTHON'
import h5py
with h5py.File("p.h5") as source, h5py.File("label.h5", "w") as study:
    study.attrs.update(source.attrs)
    source.copy("cases", study)
    del study["cases/t/probability"], study["cases/t/prediction"]
    study["cases/t/label"][1, 10:13, 10:13] = 0
PYTHON
for source in p label; do
  for accept in 0 0.3 0.35; do
    refine --model model.h5 "$source.h5" --accept "$accept" -o "$source-$accept.h5" -q --threads 1
  done
  refine --model model.h5 "$source.h5" -o "$source-default.h5" -q --threads 1
done
python - <<'PYTHON'
import json
import h5py
import numpy as np
from scipy import ndimage

def case(name):
    with h5py.File(name) as study:
        group = study["cases/t"]
        return {array: group[array][()] for array in group if array != "native"}

cross = ndimage.generate_binary_structure(2, 1)
kept, refused = 0, 0
for source in "p", "label":
    before, all_changes = case(f"{source}.h5"), case(f"{source}-0.h5")
    labels = before["probability"].argmax(0) if source == "p" else before["label"]
    certain = before["probability"] if source == "p" else np.eye(4)[labels].transpose(3, 0, 1, 2)
    for accept in 0.3, 0.35:
        changed = (all_changes["prediction"] != labels) & (all_changes["probability"].max(0) > accept)
        sure = np.zeros_like(changed)
        for before_plane, plane in zip(changed, sure):
            opened = ndimage.binary_dilation(ndimage.binary_erosion(before_plane, cross, border_value=1), cross)
            plane[:] = ndimage.binary_propagation(opened & before_plane, cross, before_plane)
        found = case(f"{source}-{accept}.h5")
        np.testing.assert_array_equal(found["prediction"], np.where(sure, all_changes["prediction"], labels))
        np.testing.assert_array_equal(found["probability"], np.where(sure, all_changes["probability"], certain.astype("f4")))
        kept += sure.sum()
        refused += (all_changes["prediction"] != labels).sum() - sure.sum()
assert kept > 20 and refused > 20, (kept, refused)

for source, accept in ("p", 0.0), ("label", 0.9):
    found = json.loads(case(f"{source}-default.h5")["provenance"])[-1]["options"]["accept"]
    assert float(found) == accept, (source, found)
PYTHON
same_segmentation p-default.h5 p-0.h5

# What is not changed stays voxel for voxel, on the grid of the file, even what no grid of another spacing can hold.
python - <<'PYTHON'
import nibabel, numpy as np
label = nibabel.load("scan_gt.nii.gz")
noise = np.random.default_rng(0).integers(0, 4, label.shape).astype("u1")
nibabel.save(nibabel.Nifti1Image(noise, np.diag([1.1, 1.1, 8, 1])), "noise.nii")
PYTHON
refine --model model.h5 noise.nii --accept 0.999 -o same.nii -q
python - <<'PYTHON'
import nibabel, numpy as np
before, after = (np.asarray(nibabel.load(name).dataobj) for name in ("noise.nii", "same.nii"))
np.testing.assert_array_equal(before, after)
PYTHON
expect_failure 2 'refine: --accept: 1 found, 0 (all changes) to less than 1 expected' \
  refine --model model.h5 label.h5 --accept 1 -o x.h5
