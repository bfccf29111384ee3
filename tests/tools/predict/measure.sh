# A cine to numbers: --measure writes what evaluate says of the written label, as CSV, as JSON and as a picture.
make_model coop
# Whatever the training came to, the STN finds LV everywhere: a curve that is flat. Labels that an STN without an opinion
# leaves as they are have another one.
cp model.h5 undecided.h5
python - <<'PYTHON'
import h5py, nibabel, numpy as np
with h5py.File("model.h5", "r+") as model, h5py.File("undecided.h5", "r+") as undecided:
    model["weights/shape_decoder/final_conv.bias"][...] = [-1000, 1000, -1000, -1000]
    for part in "bias", "weight":
        undecided[f"weights/shape_decoder/final_conv.{part}"][...] = 0
frames, rings = [], []
for frame in range(6):  # a ring that beats
    x, y, z = np.meshgrid(*[np.arange(n) for n in (24, 20, 3)], indexing="ij")
    radius = np.hypot(x - 11, y - 10)
    frames.append((200 * (radius < 6 - frame % 4) + 40 * (radius < 8) + 3 * x).astype("i2"))
    rings.append(np.where(radius < 6 - frame % 4, 1, np.where(radius < 8, 2, 3 * (x > 20))).astype("u1"))
for name, series in ("cine", frames), ("rings", rings):
    image = nibabel.Nifti1Image(np.stack(series, -1), np.diag([1.4, 1.5, 8, 1]))
    image.header.set_zooms((1.4, 1.5, 8, 0.12))
    image.header.set_xyzt_units("mm", "sec")
    nibabel.save(image, f"{name}.nii.gz")
PYTHON
measured() {
  local output=$1
  shift
  predict --model model.h5 cine.nii.gz "$@" --refine 1 -o "$output" --measure "$output.csv" --measure "$output.json" \
    --measure "$output.svg" -q
}
measured seg.nii.gz
measured seg.h5 --frame 1
refine --model undecided.h5 rings.nii.gz --accept 0.9 -o kept.nii.gz --measure kept.nii.gz.csv --measure kept.nii.gz.json \
  --measure kept.nii.gz.svg -q
python - <<'PYTHON'
import nibabel
image = nibabel.load("cine.nii.gz").slicer[..., :2]
image.header.set_zooms((1.4, 1.5, 8, 1))
nibabel.save(image, "two.nii.gz")
PYTHON
predict --model model.h5 two.nii.gz -o two-seg.nii.gz --measure two.csv -q
# A frame time that is none, and one of which no heart beats.
python - <<'PYTHON'
import nibabel
for name, seconds in ("zero", 0), ("negative", -0.12), ("wrong-unit", 0.00012):
    image = nibabel.load("cine.nii.gz")
    image.header["pixdim"][4] = seconds
    nibabel.save(image, f"{name}.nii.gz")
PYTHON
predict --model model.h5 zero.nii.gz negative.nii.gz wrong-unit.nii.gz -o timed/ --measure timed.csv -q
[ "$(cut -d, -f1-4 timed.csv | tail -n 3 | sed 's/0\.00011999.*,/0.00012,/' | tr '\n' ' ')" = \
  'zero,6,nan,nan negative,6,nan,nan wrong-unit,6,0.00012,nan ' ] || fail "$(cut -d, -f1-4 timed.csv)"
for name in seg kept; do
  evaluate --prediction $name.nii.gz --patients $name-patients.csv --curve $name-curve.csv \
    --validity-volumes $name-checks.csv -o $name-scores.csv -q
done
python - <<'PYTHON'
import base64, csv, json, re
def rows(name): return list(csv.DictReader(open(name)))
for name, case_id in ("seg", "cine"), ("kept", "rings"):
    (measured,) = rows(f"{name}.nii.gz.csv")
    (patient,) = rows(f"{name}-patients.csv")
    for key, value in patient.items():
        if key not in ("patient", "source"):
            assert measured[key] == value, (key, measured[key], value)
    curve = rows(f"{name}-curve.csv")
    assert measured["case"] == case_id and measured["frames"] == "6"
    assert [row["phase"] for row in curve].index("ED") == int(measured["ed_frame"])
    assert [row["phase"] for row in curve].index("ES") == int(measured["es_frame"])
    assert abs(float(measured["frame_time_s"]) - 0.12) < 1e-6
    assert abs(float(measured["heart_rate_bpm"]) - 60 / 0.72) < 1e-3
    document = json.load(open(f"{name}.nii.gz.json"))
    assert (document["format"], document["version"]) == ("coopseg-measures", 1)
    (case,) = document["cases"]
    for key in "lv_ml", "myo_ml", "rv_ml":
        assert [f"{value:.12g}" for value in case["curve"][key]] == [row[key] for row in curve]
    for key, value in case["clinical"].items():
        assert measured[key] == ("nan" if value is None else f"{value:.12g}"), key
    failed = {("" if row["phase"] in ("", "both") else row["phase"] + ":") + row["check"]
              for row in rows(f"{name}-checks.csv") if row["passed"] == "0" and row["phase"] != "" }
    said = {check for check in measured["failed_checks"].split() if not check.endswith("slices")}
    assert said == failed, (said, failed)
    assert case["valid"] is (measured["valid"] == "1") and case["findings"] == measured["findings"].split()
    picture = open(f"{name}.nii.gz.svg").read()
    pngs = re.findall(r'base64,([^"]+)"', picture)
    assert len(pngs) == 2 and all(base64.b64decode(png).startswith(b"\x89PNG") for png in pngs)
    assert "EDV" in picture and "ED, frame" in picture
two = list(csv.DictReader(open("two.csv")))[0]  # picked frames show no beat
assert (two["frames"], two["heart_rate_bpm"]) == ("2", "nan") and float(two["frame_time_s"]) == 1
(kept,) = rows("kept.nii.gz.csv")  # pixels of 1.4 x 1.5 x 8 mm on three slices: of the largest LV and the smallest
assert (kept["ed_frame"], kept["es_frame"]) == ("0", "3"), kept
for key, radius in ("lv_edv_ml", 6), ("lv_esv_ml", 3):
    pixels = sum((x - 11) ** 2 + (y - 10) ** 2 < radius**2 for x in range(24) for y in range(20))
    assert abs(float(kept[key]) - 3 * pixels * 1.4 * 1.5 * 8 / 1000) < 1e-4, (key, kept[key], pixels)
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
