# A cine to numbers: --measure writes what evaluate says of the written label, as CSV, as JSON and as a picture.
make_model coop
python - <<'PYTHON'
import nibabel, numpy as np
frames = []
for frame in range(6):  # a ring that beats
    x, y, z = np.meshgrid(*[np.arange(n) for n in (24, 20, 3)], indexing="ij")
    radius = np.hypot(x - 11, y - 10)
    frames.append((200 * (radius < 6 - frame % 4) + 40 * (radius < 8) + 3 * x).astype("i2"))
image = nibabel.Nifti1Image(np.stack(frames, -1), np.diag([1.4, 1.5, 8, 1]))
image.header.set_zooms((1.4, 1.5, 8, 0.12))
image.header.set_xyzt_units("mm", "sec")
nibabel.save(image, "cine.nii.gz")
PYTHON
measured() {
  local output=$1
  shift
  predict --model model.h5 cine.nii.gz "$@" --refine 1 -o "$output" --measure "$output.csv" --measure "$output.json" \
    --measure "$output.svg" -q
}
measured seg.nii.gz
measured seg.h5 --frame 1
python - <<'PYTHON'
import nibabel
image = nibabel.load("cine.nii.gz").slicer[..., :2]
image.header.set_zooms((1.4, 1.5, 8, 1))
nibabel.save(image, "two.nii.gz")
PYTHON
predict --model model.h5 two.nii.gz -o two-seg.nii.gz --measure two.csv -q
evaluate --prediction seg.nii.gz --patients patients.csv --curve curve.csv --validity-volumes checks.csv -o scores.csv -q
python - <<'PYTHON'
import base64, csv, json, re
def rows(name): return list(csv.DictReader(open(name)))
(measured,) = rows("seg.nii.gz.csv")
(patient,) = rows("patients.csv")
for name, value in patient.items():
    if name not in ("patient", "source"):
        assert measured[name] == value, (name, measured[name], value)
curve = rows("curve.csv")
assert measured["case"] == "cine" and measured["frames"] == "6"
assert [row["phase"] for row in curve].index("ED") == int(measured["ed_frame"])
assert [row["phase"] for row in curve].index("ES") == int(measured["es_frame"])
assert abs(float(measured["frame_time_s"]) - 0.12) < 1e-6
assert abs(float(measured["heart_rate_bpm"]) - 60 / 0.72) < 1e-3
document = json.load(open("seg.nii.gz.json"))
assert (document["format"], document["version"]) == ("coopseg-measures", 1)
(case,) = document["cases"]
for name in "lv_ml", "myo_ml", "rv_ml":
    assert [f"{value:.12g}" for value in case["curve"][name]] == [row[name] for row in curve]
for name, value in case["clinical"].items():
    assert measured[name] == ("nan" if value is None else f"{value:.12g}"), name
failed = {("" if row["phase"] in ("", "both") else row["phase"] + ":") + row["check"]
          for row in rows("checks.csv") if row["passed"] == "0" and row["phase"] != "" }
said = {name for name in measured["failed_checks"].split() if not name.endswith("slices")}
assert said == failed, (said, failed)
assert case["valid"] is (measured["valid"] == "1") and case["findings"] == measured["findings"].split()
picture = open("seg.nii.gz.svg").read()
pngs = re.findall(r'base64,([^"]+)"', picture)
assert len(pngs) == 2 and all(base64.b64decode(png).startswith(b"\x89PNG") for png in pngs)
two = list(csv.DictReader(open("two.csv")))[0]  # picked frames show no beat
assert (two["frames"], two["heart_rate_bpm"]) == ("2", "nan") and float(two["frame_time_s"]) == 1
assert "EDV" in picture and "ED, frame" in picture
(single,) = rows("seg.h5.csv")  # one frame has neither ED nor ES
assert (single["frames"], single["ed_frame"], single["lv_edv_ml"], single["heart_rate_bpm"]) == ("1", "nan", "nan", "nan")
PYTHON
expect_failure 2 "predict: --measure: 'x.png', a name that ends in .csv, .json or .svg is expected" \
  predict --model model.h5 cine.nii.gz -o x.nii.gz --measure x.png
expect_failure 1 'predict: seg.nii.gz.csv: exists already; *' \
  predict --model model.h5 cine.nii.gz -o x.nii.gz --measure seg.nii.gz.csv
expect_failure 1 'predict: --measure: a picture takes one case, 2 found' \
  predict --model model.h5 cine.nii.gz scan.nii.gz -o x/ --measure x.svg
[ ! -e x.nii.gz ] || fail 'a refused run wrote x.nii.gz'
[ ! -e x ] || fail 'a refused run wrote x'
