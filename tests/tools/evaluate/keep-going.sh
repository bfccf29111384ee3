# One bad pair ends the run; with --keep-going it becomes rows with status error, the others are written, the exit
# status is 1.
python "$TESTS/tools/evaluate/make_pairs.py"
head -c 100 truth/p1_ED.nii.gz >predicted/p1_ED.nii.gz
rm predicted/p1_ES.nii.gz
expect_failure 1 'evaluate: predicted/p1_ED.nii.gz: *' \
  evaluate --reference truth --prediction predicted -o x.csv -q
[ ! -e x.csv ]
expect_failure 1 'evaluate: 2 of 4 cases could not be scored; their rows have the status error; *' \
  evaluate --reference truth --prediction predicted -o scores.csv --summary s.json --keep-going -q
[ "$(grep -c '^p1_E[DS],,,,,[123],[LMR][VY]O*,error,\(nan,\)\{19\}39.3954312072' scores.csv)" -eq 6 ] || fail "$(cat scores.csv)"
[ "$(grep -c '^p2_E[DS],' scores.csv)" -eq 6 ] || fail "$(cat scores.csv)"
if grep '^p2' scores.csv | grep -q error; then fail "$(cat scores.csv)"; fi
python - <<'PYTHON'
import json
summary = json.load(open("s.json"))
assert [error["case"] for error in summary["errors"]] == ["p1_ED", "p1_ES"]
assert summary["errors"][1]["problem"] == "case 'p1_ES' has a reference but no prediction"
rv = summary["groups"][0]["labels"]["RV"]
assert (rv["n_cases"], rv["n_failed"], rv["n_error"], rv["n_pred_empty"]) == (4, 3, 2, 1)
assert rv["metrics"]["hd_mm"]["n"] == 1 and rv["metrics"]["hd_mm"]["penalised"]["n"] == 4
PYTHON
pairs=(--reference truth --prediction predicted)
evaluate "${pairs[@]}" -o x.csv --validity v.csv --keep-going 2>log.txt && fail 'exit status 0'
grep -q 'anatomically valid: 1 of 2 cases' log.txt || fail "$(cat log.txt)"
grep -q "warning: case 'p1_ED': predicted/p1_ED.nii.gz: " log.txt
mkdir studies
python "$TESTS/tools/make_study.py" studies/good.h5 good
head -c 1000 studies/good.h5 >studies/bad.h5
expect_failure 1 'evaluate: 1 of 2 cases could not be scored; *' \
  evaluate --reference studies --prediction studies -o studies.csv --keep-going -q
[ "$(grep -c '^bad,.*,error,' studies.csv)" -eq 3 ] || fail "$(cat studies.csv)"
[ "$(grep -c '^good,' studies.csv)" -eq 3 ] || fail "$(cat studies.csv)"
rm truth/p1_ED.nii.gz
expect_failure 1 'evaluate: 2 of 4 cases could not be scored; *' evaluate --pairs pairs.csv -o pairs-scores.csv --keep-going -q
grep -q '^p1_ED,p1,ED,x,A,1,LV,error,\(nan,\)\{19\}nan$' pairs-scores.csv
# The same of predictions alone.
mkdir alone
cp predicted/p2_ED.nii.gz alone/a.nii.gz
cp predicted/p1_ED.nii.gz alone/b.nii.gz
cp predicted/p2_ED.nii.gz alone/c.nii.gz
expect_failure 1 'evaluate: alone/b.nii.gz: *' evaluate --prediction alone -o alone.csv -q
expect_failure 1 'evaluate: 1 of 3 cases could not be scored; *' evaluate --prediction alone -o alone.csv --keep-going -q
[ "$(cut -d, -f1,8 alone.csv | sort -u | tr '\n' ' ')" = 'a,ok b,error c,ok case,status ' ] || fail "$(cat alone.csv)"
# Names that no id can have are matched as they are.
mkdir truth-of found
cp predicted/p2_ED.nii.gz truth-of/李明.nii.gz
cp predicted/p2_ED.nii.gz found/王芳.nii.gz
expect_failure 1 "evaluate: case 'case__-*' has a prediction but no reference" \
  evaluate --reference truth-of --prediction found -o unmatched.csv -q
