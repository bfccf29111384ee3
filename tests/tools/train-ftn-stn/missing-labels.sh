# A class that stands in no label is warned about once for each set; the training goes on.
python "$TESTS/tools/make_study.py" t.h5 a
python "$TESTS/tools/make_study.py" v.h5 b
echo t.h5 >train.txt
echo v.h5 >val.txt
python - <<'PYTHON'
import h5py
with h5py.File("t.h5", "a") as study:
    label = study["cases/a/label"]
    label[...] = label[...] * (label[...] != 3)
with h5py.File("v.h5", "a") as study:
    study["cases/b/label"][...] = 0
PYTHON
train-ftn-stn --base-width 2 --size 16 --batch-size 4 --epochs 1 --train-list train.txt --val-list val.txt \
  --threads 1 -o run 2>messages.txt
warned() {
  [ "$(grep -cFx "train-ftn-stn: warning: $1" messages.txt)" -eq 1 ] || fail "'$1' expected once: $(cat messages.txt)"
}
warned 'training set: no voxel of RV'
warned 'validation set: no voxel of LV, MYO, RV: all labels are background'
[ -f run/best.h5 ] || fail 'no best.h5'
