# Files and one shell pipe give the same segmentations, for all cases of a study; a failing program ends the pipe.
make_model coop-latent
python "$TESTS/tools/make_study.py" many.h5 a b c
python - <<'PYTHON'
import h5py
with h5py.File("many.h5", "r+") as study, h5py.File("t.h5") as other:
    study.copy(other["cases/t"], "cases/d")
    for case in "abc":
        del study["cases"][case]
    for case in "ef":
        study.copy("cases/d", f"cases/{case}")
PYTHON
corrupt-artifacts many.h5 --artifact bias-field --seed 7 -o c.h5
predict --model model.h5 c.h5 -o p.h5 -q
refine --model model.h5 p.h5 -o r.h5 -q
evaluate r.h5 -o files.csv
corrupt-artifacts many.h5 --artifact bias-field --seed 7 -o - | predict --model model.h5 - -o - -q |
  refine --model model.h5 - -o - -q | tee piped.h5 | evaluate - -o piped.csv
cmp r.h5 piped.h5
cmp files.csv piped.csv
[ "$(wc -l <files.csv)" -eq 10 ] || fail "3 cases of 3 labels: $(cat files.csv)"
predict --model model.h5 c.h5 --refine 1 -o direct.h5 -q
same_segmentation r.h5 direct.h5
status=0
preprocess missing.nii.gz -o - 2>one.txt | predict --model model.h5 - -o - 2>two.txt |
  refine --model model.h5 - -o none.h5 2>three.txt || status=$?
[ "$status" -eq 1 ] || fail "status $status of a broken pipe"
[ ! -e none.h5 ] || fail "a broken pipe left an output"
[ "$(cat one.txt)" = "preprocess: missing.nii.gz: No such file or directory" ] || fail "$(cat one.txt)"
[[ $(cat two.txt) == "predict: standard input: empty:"* && $(wc -l <two.txt) -eq 1 ]] || fail "$(cat two.txt)"
[[ $(cat three.txt) == "refine: standard input: empty:"* && $(wc -l <three.txt) -eq 1 ]] || fail "$(cat three.txt)"
