# A study written by h5py trains, predicts and scores.
python "$TESTS/tools/make_study.py" t.h5 a b
python "$TESTS/tools/make_study.py" v.h5 c
echo t.h5 >train.txt
echo v.h5 >val.txt
train-ftn-stn --base-width 2 --size 16 --batch-size 4 --epochs 2 --train-list train.txt --val-list val.txt -o run -q
predict --model run/best.h5 v.h5 --refine 1 -o p.h5 2>log.txt
grep -q 'warning: case c: does not say how it was preprocessed' log.txt
evaluate p.h5 -o scores.csv -q
[ "$(wc -l <scores.csv)" -eq 4 ] || fail "a row per label: $(cat scores.csv)"
