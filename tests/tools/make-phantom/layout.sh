# A cohort is laid out as ACDC, its manifest is what preprocess reads, and evaluate measures the manifest's volumes in its
# labels within one layer of voxels.
make-phantom --site a --subjects 2 --site c --size 80 --spacing 3 --seed 3 -o cohort -q
for patient in patient001 patient002 patient2001 patient2002; do
  [ "$(ls cohort/$patient | tr '\n' ' ')" = "Info.cfg ${patient}_frame01.nii.gz ${patient}_frame01_gt.nii.gz \
${patient}_frame02.nii.gz ${patient}_frame02_gt.nii.gz " ] || fail "files of $patient: $(ls cohort/$patient)"
  grep -qx 'ED: 1' "cohort/$patient/Info.cfg"
  grep -qx 'ES: 2' "cohort/$patient/Info.cfg"
  grep -qxE 'Group: (NOR|DCM|HCM|MINF|RV)' "cohort/$patient/Info.cfg"
done
[ "$(ls cohort)" = "$(printf 'manifest.csv\npatient001\npatient002\npatient2001\npatient2002')" ] || fail "$(ls cohort)"
preprocess --manifest cohort/manifest.csv --data-root cohort -o study.h5 -q
mkdir labels
cp cohort/*/*_gt.nii.gz labels
evaluate --prediction labels --prediction-labels 1=RV,2=MYO,3=LV -o volumes.csv -q
python - <<'PYTHON'
import csv, h5py, nibabel, numpy as np
from scipy.ndimage import binary_erosion
measured = {(row["case"], row["name"].lower()): float(row["volume_pred_ml"]) for row in csv.DictReader(open("volumes.csv"))}
rows = list(csv.DictReader(open("cohort/manifest.csv")))
assert [row["case"] for row in rows][:2] == ["patient001_ED", "patient001_ES"] and len(rows) == 8
with h5py.File("study.h5") as study:
    assert sorted(study["cases"]) == sorted(row["case"] for row in rows)
    for row in rows:
        image, label = (nibabel.load(f"cohort/{row[name]}") for name in ("image", "label"))
        assert image.get_data_dtype() == np.int16 and label.get_data_dtype() == np.uint8
        assert image.shape == label.shape and image.shape[:2] == (80, 80)
        np.testing.assert_array_equal(image.affine, label.affine)
        np.testing.assert_allclose(image.header.get_zooms()[:2], 3)
        assert image.header["sform_code"] == 1 and image.header["descrip"].item().startswith(b"coopseg make-phantom")
        voxels, voxel_ml = np.asarray(label.dataobj), np.prod(label.header.get_zooms()) / 1000
        for number, name in ((3, "lv"), (2, "myo"), (1, "rv")):
            truth = float(row[f"volume_{name}_ml"])
            here = voxels == number
            layer = (here & ~binary_erosion(here)).sum() * voxel_ml
            volume = measured[row["label"].split("/")[1].removesuffix(".nii.gz"), name]
            np.testing.assert_allclose(volume, here.sum() * voxel_ml)
            assert abs(volume - truth) < min(layer, 0.2 * truth), (row["case"], name, volume, truth, layer)
        case = study["cases"][row["case"]]
        assert (case.attrs["patient"], case.attrs["phase"], case.attrs["site"]) == (row["patient"], row["phase"], row["site"])
        # The study's number 1 is the LV, the file's 3.
        ratio = (case["label"][()] == 1).sum() * np.prod(case.attrs["spacing"]) / ((voxels == 3).sum() * voxel_ml * 1000)
        assert 0.9 < ratio < 1.1, ratio
PYTHON
