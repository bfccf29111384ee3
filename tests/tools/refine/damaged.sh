# Labels damaged on purpose, all changes accepted: passes of the STN follow each other, slices are refined each by itself,
# and the report compares with what was damaged.
make_model coop
python - <<'PYTHON'
import h5py, numpy as np
def damaged(name, change):
    with h5py.File("t.h5") as source, h5py.File(f"{name}.h5", "w") as study:
        study.attrs.update(source.attrs)
        source.copy("cases", study)
        case = study["cases/t"]
        label = case["label"][()]
        change(label)
        case["prediction"] = label
        case["prediction"].attrs["names"] = case["label"].attrs["names"]
def hole(label): label[1, 9:12, 10:13] = 0
def island(label): label[1, 3:5, 5:7] = 3
def missing(label): label[1] = 0
damaged("whole", lambda label: None)
for change in (hole, island, missing):
    damaged(change.__name__, change)
PYTHON
for damage in whole hole island missing; do
  refine --model model.h5 "$damage.h5" -o "$damage-1.h5" --accept 0 -q --threads 1 --report "$damage.csv"
  refine --model model.h5 "$damage.h5" -o "$damage-3.h5" --accept 0 -q --threads 1 --iterations 3
done
refine --model model.h5 hole-1.h5 -o - -q --threads 1 --iterations 1 |
  refine --model model.h5 - -o hole-1-1-1.h5 -q --threads 1
python - <<'PYTHON'
import csv, h5py, numpy as np
def read(name, array):
    with h5py.File(f"{name}.h5") as study:
        return study[f"cases/t/{array}"][()]
voxel_ml = np.prod(h5py.File("t.h5")["cases/t"].attrs["spacing"]) / 1000
for damage in ("hole", "island", "missing"):
    for passes in (1, 3):
        p, whole = read(f"{damage}-{passes}", "probability"), read(f"whole-{passes}", "probability")
        assert np.array_equal(p[:, [0, 2]], whole[:, [0, 2]]) and not np.array_equal(p[:, 1], whole[:, 1])
    before, after = read(damage, "prediction"), read(f"{damage}-1", "prediction")
    for row in csv.DictReader(open(f"{damage}.csv")):
        a, b = before == int(row["label"]), after == int(row["label"])
        np.testing.assert_allclose(float(row["volume_before_ml"]), a.sum() * voxel_ml, rtol=1e-6)
        np.testing.assert_allclose(float(row["volume_after_ml"]), b.sum() * voxel_ml, rtol=1e-6)
        np.testing.assert_allclose(float(row["dice_before_after"]), 2 * (a & b).sum() / (a.sum() + b.sum()), rtol=1e-6)
np.testing.assert_allclose(read("hole-3", "probability"), read("hole-1-1-1", "probability"), atol=1e-5)
assert np.abs(read("hole-3", "probability") - read("hole-1", "probability")).max() > 1e-3
PYTHON
expect_failure 2 'refine: --iterations: 1 or more is expected' \
  refine --model model.h5 hole.h5 --iterations 0 -o x.h5
sha256sum hole.csv >before.txt
expect_failure 1 'refine: hole.csv: *exists*' refine --model model.h5 hole.h5 --report hole.csv -o x.h5 -q
sha256sum --quiet -c before.txt
[ ! -e x.h5 ] || fail "a refused run left a file"
