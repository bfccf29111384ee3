# What tool tests share.

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

python() { "$COOPSEG_PYTHON" "$@"; }

# AddressSanitizer takes terabytes of address space: its programs do not start under ulimit -v.
is_sanitized() { grep -q __asan_init "$COOPSEG_BIN/evaluate"; }

# expect_failure STATUS GLOB COMMAND...: the command ends with STATUS, prints nothing on standard output and exactly one
# line on standard error, which matches GLOB.
expect_failure() {
  local status=$1 glob=$2 found=0
  shift 2
  "$@" >stdout.txt 2>stderr.txt || found=$?
  [ "$found" -eq "$status" ] || fail "status $found, expected $status: $* ($(cat stderr.txt))"
  [ ! -s stdout.txt ] || fail "wrote to standard output: $*"
  [ "$(wc -l <stderr.txt)" -eq 1 ] || fail "one line expected on standard error: $(cat stderr.txt)"
  # shellcheck disable=SC2053
  [[ $(cat stderr.txt) == $glob ]] || fail "'$(cat stderr.txt)' does not match '$glob'"
  rm stdout.txt stderr.txt
}

# make_model METHOD [SIZE]: a model model.h5 of configs/train/METHOD.ini, which sees 16 (or SIZE) pixels square, as one
# tiny epoch on scan.nii.gz left it.
make_model() {
  [ -f scan.nii.gz ] || python "$TESTS/tools/make_scan.py"
  preprocess scan.nii.gz --label scan_gt.nii.gz --labels 1=RV,2=MYO,3=LV --case t -o t.h5 --force
  preprocess scan.nii.gz --label scan_gt.nii.gz --labels 1=RV,2=MYO,3=LV --case v -o v.h5 --force
  echo t.h5 >train.txt
  echo v.h5 >val.txt
  train-ftn-stn --config "$TESTS/../configs/train/$1.ini" --base-width 2 --size "${2:-16}" --batch-size 4 --epochs 1 \
    --learning-rate 0.01 --train-list train.txt --val-list val.txt -o "run-$1" --threads 1 -q
  cp "run-$1/best.h5" model.h5
}

# same_segmentation A.h5 B.h5: prediction and probability of all cases are equal bit by bit.
same_segmentation() {
  python - "$@" <<'PYTHON'
import sys, h5py, numpy as np
with h5py.File(sys.argv[1]) as a, h5py.File(sys.argv[2]) as b:
    assert list(a["cases"]) == list(b["cases"])
    for case in a["cases"]:
        for array in "prediction", "probability":
            np.testing.assert_array_equal(a["cases"][case][array], b["cases"][case][array])
PYTHON
}
