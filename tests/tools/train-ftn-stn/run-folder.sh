# What a run folder owes when something is wrong: one line, and the last good checkpoint to go on from.
python "$TESTS/tools/make_study.py" t.h5 a b
python "$TESTS/tools/make_study.py" v.h5 c
echo t.h5 >train.txt
echo v.h5 >val.txt
cat >small.ini <<'INI'
base-width = 2
size = 16
batch-size = 12
train-list = train.txt
val-list = val.txt
INI
train() { train-ftn-stn --config small.ini --threads 1 -q "$@"; }

# config.ini is a config file: it gives the same run again.
train --epochs 2 --learning-rate 0.003 -o run
train --config run/config.ini -o again
python "$TESTS/tools/same_run.py" run again

# A loss that is not finite stops the run; the checkpoint before it stays, and is finite.
expect_failure 1 'train-ftn-stn: epoch 2, step 2: loss * is *; slices: *[ab]/[012]*' \
  train --epochs 9 --learning-rate 1e30 -o diverged
python - <<'PYTHON'
import h5py, numpy as np
with h5py.File("diverged/last.h5") as last:
    assert last["training"].attrs["step"] == 1
    last.visititems(lambda name, node: isinstance(node, h5py.Dataset) and node.dtype.kind == "f"
                    and np.testing.assert_(np.isfinite(node[()]).all(), name))
PYTHON
expect_failure 1 'train-ftn-stn: epoch 2, step 2: loss *' train --epochs 9 --learning-rate 1e30 -o diverged --resume

# A disk that is full: best.h5 still fits, last.h5 does not. Nothing is lost, and the run goes on when there is room.
train --epochs 4 -o whole
train --epochs 2 -o full
sha256sum full/last.h5 full/config.ini >before.txt
kilobytes=$(($(stat -c %s full/best.h5) / 1024 + 8))
[ "$kilobytes" -lt $(($(stat -c %s full/last.h5) / 1024)) ]
expect_failure 1 'train-ftn-stn: full/last.h5: cannot be written: File too large' \
  bash -c "ulimit -f $kilobytes; train-ftn-stn --config small.ini --threads 1 -q --epochs 4 -o full --resume"
sed -i /config.ini/d before.txt
sha256sum --quiet -c before.txt
[ -z "$(find full -name '.*' -type f)" ] || fail "left behind: $(ls -A full)"
train --epochs 4 -o full --resume
python "$TESTS/tools/same_run.py" whole full other-limits

# One process at a time.
(exec train-ftn-stn --config small.ini --threads 1 -q --epochs 100000 -o busy) &
until [ -e busy/last.h5 ]; do sleep 0.05; done
expect_failure 1 'train-ftn-stn: busy: is in use by another process' train --epochs 100000 -o busy --resume
expect_failure 1 'train-ftn-stn: busy: is in use by another process' train -o busy --force
kill -USR1 $!
status=0
wait $! || status=$?
[ "$status" -eq $((128 + $(kill -l USR1))) ] || fail "status $status"

# Damaged or mixed-up checkpoints are named.
for bytes in 0 100 5000 20000; do
  mkdir damaged
  cp run/* damaged
  truncate -s $bytes damaged/last.h5
  expect_failure 1 'train-ftn-stn: damaged/last.h5: *' train --config run/config.ini --epochs 3 -o damaged --resume
  rm -r damaged
done
mkdir mixed
cp run/* mixed
rm mixed/best.h5
resume_mixed() { train --config run/config.ini --epochs 3 -o mixed --resume; }
expect_failure 1 'train-ftn-stn: mixed/last.h5: records a best score, but best.h5 is missing beside it' resume_mixed
python - <<'PYTHON'
import shutil, h5py
shutil.copy("run/best.h5", "mixed/best.h5")
with h5py.File("run/last.h5") as last:
    recorded = last["training"].attrs["epoch"] - last["training"].attrs["epochs_since_best"]
with h5py.File("mixed/best.h5", "a") as best:
    assert best["training"].attrs["epoch"] == recorded
    best["training"].attrs["epoch"] = 3 - recorded
PYTHON
expect_failure 1 'train-ftn-stn: mixed/best.h5: is of epoch *, but last.h5 records its best score in epoch *' resume_mixed
rm mixed/last.h5
resume_mixed
train --config run/config.ini --epochs 3 -o three
python "$TESTS/tools/same_run.py" three mixed
