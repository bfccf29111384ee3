# The report compares FTN and STN per case and label; what the model's field may have cut is said.
make_model coop
predict --model model.h5 t.h5 -o p.h5 --report predict.csv -q
refine --model model.h5 p.h5 -o r.h5 --report refine.csv -q
cut -d, -f1-7 predict.csv >predict.txt  # what follows is of the result, FTN's or STN's
cut -d, -f1-7 refine.csv >refine.txt
cmp predict.txt refine.txt
predict --model model.h5 t.h5 -o q.h5 -q
cmp p.h5 q.h5
python - <<'PYTHON'
import csv, h5py, numpy as np
rows = list(csv.DictReader(open("refine.csv")))
assert [row["name"] for row in rows] == ["LV", "MYO", "RV"] and {row["case"] for row in rows} == {"t"}
with h5py.File("p.h5") as before, h5py.File("r.h5") as after:
    case = before["cases/t"]
    voxel_ml = np.prod(case.attrs["spacing"]) / 1000
    a, b = case["prediction"][()], after["cases/t/prediction"][()]
    for row in rows:
        label = int(row["label"])
        np.testing.assert_allclose(float(row["volume_before_ml"]), (a == label).sum() * voxel_ml, rtol=1e-6)
        np.testing.assert_allclose(float(row["volume_after_ml"]), (b == label).sum() * voxel_ml, rtol=1e-6)
        both = (a == label).sum() + (b == label).sum()
        dice = 2 * ((a == label) & (b == label)).sum() / both if both else np.nan
        np.testing.assert_allclose(float(row["dice_before_after"]), dice, rtol=1e-6)
        assert row["empty"] == str(int(not (b == label).any()))
PYTHON
