# --average, --ensemble, --largest-component and --field heart.
make_model coop
cp model.h5 first.h5
train-ftn-stn --config "$TESTS/../configs/train/coop.ini" --base-width 2 --size 16 --batch-size 4 --epochs 1 --seed 3 \
  --learning-rate 0.01 --train-list train.txt --val-list val.txt -o run-second --threads 1 -q
cp run-second/best.h5 second.h5
run() { predict --threads 1 -q --no-check "$@"; }
run --model first.h5 t.h5 -o first-p.h5
run --model second.h5 t.h5 -o second-p.h5
run --model first.h5 --ensemble second.h5 t.h5 -o both.h5
run --model first.h5 --ensemble first.h5 --ensemble first.h5 t.h5 -o same.h5
run --model first.h5 --average 1 t.h5 -o one.h5
run --model first.h5 --average 4 t.h5 -o four.h5
cmp first-p.h5 one.h5
run --model first.h5 --refine 1 t.h5 -o first-r.h5
run --model second.h5 --refine 1 t.h5 -o second-r.h5
run --model first.h5 --ensemble second.h5 --refine 1 t.h5 -o both-r.h5
run --model first.h5 t.h5 -o largest.h5 --largest-component
run --model first.h5 scan.nii.gz -o largest.nii.gz --largest-component
run --model first.h5 t.h5 -o heart.h5 --field heart
python - <<'PYTHON'
import nibabel, numpy as np
image = nibabel.load("scan_gt.nii.gz")
label = np.asarray(image.dataobj)
label[0:2, 0:2, :2] = 1  # far from the heart, each smaller than what is there
label[22, 18, 0] = 3
nibabel.save(nibabel.Nifti1Image(label, image.affine), "parts.nii.gz")
PYTHON
refine --model first.h5 parts.nii.gz --labels 1=RV,2=MYO,3=LV --accept 0.9999 -o kept.nii.gz --largest-component -q
refine --model first.h5 parts.nii.gz --labels 1=RV,2=MYO,3=LV --accept 0.9999 -o all.nii.gz -q
python - <<'PYTHON'
import h5py, json, nibabel, numpy as np
from scipy import ndimage
def read(name, array="probability"): return h5py.File(name + ".h5")["cases/t"][array][()]
for kind in "p", "r":
    both = read("both" if kind == "p" else "both-r")
    mean = (read("first-" + kind) + read("second-" + kind)) / 2
    np.testing.assert_allclose(both, mean, atol=1e-6)
    assert np.abs(both - read("first-" + kind)).max() > 1e-3
np.testing.assert_allclose(read("same"), read("first-p"), atol=1e-6)
assert 1e-4 < np.abs(read("four") - read("first-p")).max()
def largest(labels):
    kept = np.zeros_like(labels)
    for label in 1, 2, 3:
        parts, count = ndimage.label(labels == label, np.ones((3, 3, 3)))
        if count:
            kept[parts == 1 + np.argmax(np.bincount(parts.ravel())[1:])] = label
    return kept
before = read("first-p", "prediction")
np.testing.assert_array_equal(read("largest", "prediction"), largest(before))
kept = nibabel.load("largest.nii.gz").get_fdata().T
np.testing.assert_array_equal(kept, largest(kept))
kept, all_parts = (nibabel.load(name + ".nii.gz").get_fdata().T for name in ("kept", "all"))
assert all_parts[0, 0, 0] == 3 and kept[0, 0, 0] == 0 and all_parts[0, 18, 22] == 1 and kept[0, 18, 22] == 0
np.testing.assert_array_equal(kept, largest(all_parts))
steps = json.loads(h5py.File("both.h5")["cases/t/provenance"][()])
assert {"model", "model-2"} <= set(steps[-1]["digests"]), steps[-1]
heart = read("heart")[0]
outside = np.argwhere((heart != 1).any(0))
assert (outside.max(0) - outside.min(0) < 16).all()
PYTHON
expect_failure 2 'predict: --average: 9 found, 1 to 8 expected' predict --model first.h5 t.h5 -o x.h5 --average 9
rm -r run-coop
make_model coop 32
expect_failure 1 'predict: model.h5: size 32 x 32 found, 16 x 16 of the first model expected' \
  predict --model first.h5 --ensemble model.h5 t.h5 -o x.h5
