# A model says what it is: as text and as JSON, without inputs.
make_model coop
train-ftn-stn --config "$TESTS/../configs/train/coop.ini" --base-width 2 --size 16 --batch-size 4 --epochs 1 \
  --train-list train.txt --val-list val.txt -o run-noted --note 'CC BY 4.0; research only' --threads 1 -q
predict --model run-noted/best.h5 --about json >about.json
predict --model run-noted/best.h5 --about >about.txt
python - <<'PYTHON'
import csv, hashlib, json
said = json.load(open("about.json"))
sha = hashlib.sha256(open("run-noted/best.h5", "rb").read()).hexdigest()
assert said["digest"] == "sha256:" + sha
assert said["note"] == "CC BY 4.0; research only" and said["size"] == [16, 16] and said["network"] == "ftn-stn"
assert said["trained_on"]["train"]["cases"] == 1 and said["trained_on"]["val"]["patients"] == 1
assert said["options"]["batch-size"] == "4"
study = hashlib.sha256(open("t.h5", "rb").read()).hexdigest()
assert said["provenance"][-1]["digests"]["train 1"] == "sha256:" + study
(row,) = csv.DictReader(open("run-noted/log.csv"))
for side in "ftn", "stn":
    for name, value in zip(("lv", "myo", "rv"), said["validation"]["dice_" + side]):
        logged = float([row[key] for key in row if key.lower() == f"val_dice_{name}_{side}"][0])
        assert value is None and logged != logged or abs(value - logged) < 1e-6
assert abs(said["validation"]["score"] - float(row["val_score"])) < 1e-6
PYTHON
grep -q '^note: CC BY 4.0; research only$' about.txt || fail "$(cat about.txt)"
predict --model model.h5 --about | grep -q '^note: not said$' || fail 'a model without a note'
expect_failure 2 "predict: --about: 'yaml' found, text or json expected" predict --model model.h5 --about yaml
expect_failure 1 'predict: t.h5: /: attribute format: *' predict --model t.h5 --about
expect_failure 2 'predict: --model is required' predict --about
