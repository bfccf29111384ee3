# --pairs names files and what is known of their cases, paths relative to the CSV; the rows equal those of two folders.
python "$TESTS/tools/evaluate/make_pairs.py"
mkdir elsewhere
(cd elsewhere && evaluate --pairs ../pairs.csv -o ../pairs-scores.csv -q)
evaluate --reference truth --prediction predicted -o folders.csv -q
sed -E 's/^(p._E.),[^,]*,[^,]*,[^,]*,[^,]*/\1,,,,/' pairs-scores.csv | diff folders.csv -
[ "$(grep -c '^p2_ES,p2,ES,y,A,' pairs-scores.csv)" -eq 3 ]
grep -q '^p2_ES,p2,ES,y,A,3,RV,pred_empty,0,0,nan,0,0.48,0,-0.48,-1,nan,nan,nan,nan,0,0,0,nan,0,3,0,' pairs-scores.csv

refused() {
  printf "$1" >bad.csv
  expect_failure 1 "evaluate: bad.csv: $2" evaluate --pairs bad.csv -o x.csv -q
}
refused 'case,reference,prediction\n' 'no case'
refused 'case,reference\na,b\n' "line 1: column 'prediction' is missing"
refused 'case,reference,prediction\na,x.nii,y.nii\na,x.nii,y.nii\n' "line 3: case 'a' is there twice"
refused 'case,reference,prediction,phase\na,x.nii,y.nii,ED\nb,x.nii,y.nii,diastole\n' \
  "line 3: phase 'diastole', expected is ED, ES or nothing"
printf 'case,reference,prediction\na,truth/p1_ED.nii.gz,gone.nii\n' >bad.csv
expect_failure 1 'evaluate: bad.csv: line 2: gone.nii: No such file or directory' evaluate --pairs bad.csv -o x.csv -q
refused 'case,reference,prediction\na,truth/p1_ED.nii.gz,\n' "line 2: column 'prediction' is empty, a file is expected"
refused '' 'is empty, a header line is expected'
[ ! -e x.csv ]
