# A patient on both sides trains with --allow-leak alone, and the run says so.
make_model coop
leak="validation set: patient 't' (case t) is in the training set, too (case t)"
train() {
  train-ftn-stn --config "$TESTS/../configs/train/coop.ini" --base-width 2 --size 16 --batch-size 4 --epochs 1 \
    --train-list train.txt --val-list train.txt --threads 1 "$@"
}
expect_failure 1 "train-ftn-stn: $leak; --allow-leak *" train -o leak -q
train -o leak --allow-leak 2>log.txt
grep -qF "$leak" log.txt || fail "no warning: $(cat log.txt)"
grep -qx 'allow-leak = true' leak/config.ini || fail "not in config.ini"
! grep -q allow-leak run-coop/config.ini || fail "a run without a leak names it"
python - <<'PYTHON'
import h5py, json
with h5py.File("leak/best.h5") as model:
    step = json.loads(model["provenance"].asstr()[()])[-1]
assert "allow-leak" in json.dumps(step), step
PYTHON
train-ftn-stn --config leak/config.ini --train-list train.txt --val-list train.txt --threads 1 -q -o again
cmp leak/best.h5 again/best.h5
