# On a terminal a bar that fits its width shows steps, estimated time left, epoch and loss; -q shows nothing.
python "$TESTS/tools/make_study.py" t.h5 a b
python "$TESTS/tools/make_study.py" v.h5 c
echo t.h5 >train.txt
echo v.h5 >val.txt
train="train-ftn-stn --base-width 2 --size 32 --batch-size 4 --threads 1 --train-list train.txt --val-list val.txt"
on_terminal() { script -qec "stty cols 70; $1" typescript </dev/null | tr '\r' '\n' >said.txt; }
on_terminal "$train --epochs 20 -o steps"
grep -qE '\[#*\.*\] step [0-9]+/60, 0:00:[0-9]{2} left, epoch [0-9]+' said.txt || fail "no bar: $(cat said.txt)"
python - <<'PYTHON'
lines = [line.removeprefix("\x1b[K") for line in open("said.txt", newline="\n").read().split("\n")]
bars = [line for line in lines if line.startswith("[") and " step " in line]
assert max(map(len, bars)) == 69, bars
# The bar fills from left to right.
filled = [line.count("#") for line in bars]
assert filled == sorted(filled) and filled[-1] > 20, filled
PYTHON
# With a time limit the time left is that of the limit, whatever the number of steps.
on_terminal "$train --epochs 1000000 --time-limit 1 -o seconds"
grep -qE '\] step [0-9]+/3000000, 0:00:0[01] left' said.txt || fail "no time limit: $(cat said.txt)"
! grep -qE 'step [0-9]+/3000000, [1-9]' said.txt || fail "not the time limit: $(cat said.txt)"
on_terminal "$train --epochs 1 -q -o quiet"
[ ! -s said.txt ] || fail "-q says $(cat said.txt)"
