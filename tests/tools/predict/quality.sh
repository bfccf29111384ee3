# Training stores a threshold of the disagreement of FTN and STN; predict and refine warn of cases above it.
make_model coop
predict --model model.h5 v.h5 --refine 1 -o refined.h5 --report before.csv --threads 1 -q
python - <<'PYTHON'
import h5py
with h5py.File("model.h5") as model:
    assert "quality_threshold" not in model.attrs  # no case was segmented well
with h5py.File("refined.h5") as refined, h5py.File("v.h5", "r+") as study:
    study["cases/v/label"][...] = refined["cases/v/prediction"]
PYTHON
# The same training, whose labels to validate with are now what it predicts: a case segmented well.
train-ftn-stn --config "$TESTS/../configs/train/coop.ini" --base-width 2 --size 16 --batch-size 4 --epochs 1 \
  --learning-rate 0.01 --train-list train.txt --val-list val.txt -o run-well --threads 1 -q
python - <<'PYTHON'
import csv, h5py, numpy as np
dice = [float(row["dice_before_after"]) for row in csv.DictReader(open("before.csv"))]
with h5py.File("run-well/best.h5") as model:
    found = model.attrs["quality_threshold"]
assert 0 < found < 1, found
np.testing.assert_allclose(found, 1 - np.nanmean(dice), rtol=1e-9)
PYTHON
warned() {
  predict --model "$1" v.h5 -o p.h5 --report p.csv --force 2>predict.txt
  refine --model "$1" p.h5 -o r.h5 --force 2>refine.txt
  for tool in predict refine; do
    grep -q "$tool: warning: case v: FTN and STN disagree by 0\.[0-9]*, the model's threshold is $2: the segmentation may have failed" \
      $tool.txt || return 1
  done
}
not_warned() {
  "$@" --model run-well/best.h5 --force -o other.h5 2>other.txt
  if grep -q disagree other.txt; then fail "warned: $*"; fi
}
# A case at the threshold, by each program.
predict --model run-well/best.h5 v.h5 -o p.h5 -q
not_warned predict v.h5 --report p.csv
not_warned refine p.h5
python -c 'import h5py; h5py.File("run-well/best.h5", "r+").attrs["quality_threshold"] = 0.01'
warned run-well/best.h5 0.01 || fail "no warning: $(cat predict.txt refine.txt)"
predict --model run-well/best.h5 v.h5 -o p.h5 --force 2>predict.txt
grep -q disagree predict.txt || fail "plain predict does not ask the STN"
predict --model run-well/best.h5 v.h5 -o unchecked.h5 --no-check 2>predict.txt
if grep -q disagree predict.txt; then fail "warned without having asked the STN"; fi
cmp p.h5 unchecked.h5
expect_failure 1 'predict: --fail-on: 1 of 1 cases: v (uncertain)' \
  predict --model run-well/best.h5 v.h5 -o p.h5 --force --fail-on uncertain -q
# The threshold holds for one pass on probabilities alone.
not_warned predict v.h5 --refine 2
not_warned refine p.h5 --iterations 2
not_warned refine p.h5 --accept 0.1
not_warned refine v.h5 --accept 0
