# Clinical values per patient from ED and ES of both sides; a missing phase is reported, not guessed.
python "$TESTS/tools/evaluate/make_pairs.py"
evaluate --pairs pairs.csv -o scores.csv --patients patients.csv -q
cat >expected.csv <<'CSV'
patient,source,lv_edv_ml,lv_esv_ml,lv_sv_ml,lv_ef_pct,rv_edv_ml,rv_esv_ml,rv_sv_ml,rv_ef_pct,myo_ed_ml,myo_es_ml,lv_mass_ed_g,lv_mass_es_g,myo_es_over_ed
p1,reference,0.96,0.64,0.32,33.3333333333,0.48,0.48,0,0,1.2,1.52,1.26,1.596,1.26666666667
p1,prediction,0.96,0.64,0.32,33.3333333333,0.48,0.48,0,0,1.2,1.52,1.26,1.596,1.26666666667
p2,reference,0.96,0.64,0.32,33.3333333333,0.48,0.48,0,0,1.2,1.52,1.26,1.596,1.26666666667
p2,prediction,0.96,0.64,0.32,33.3333333333,0.48,0,0.48,100,1.2,1.52,1.26,1.596,1.26666666667
CSV
diff expected.csv patients.csv

grep -v '^p2_ES' pairs.csv >less.csv
evaluate --pairs less.csv -o scores.csv --patients patients.csv --force 2>log.txt
grep -q "warning: patient 'p2' has no ES case, one is expected: what needs it is nan" log.txt
grep -q '^p2,prediction,0.96,nan,nan,nan,0.48,nan,nan,nan,1.2,nan,1.26,nan,nan$' patients.csv
evaluate --reference truth --prediction predicted -o scores.csv --patients patients.csv --force 2>log.txt
grep -q 'warning: 4 of 4 cases have no patient or no phase ED or ES: they are in no patient' log.txt
[ "$(wc -l <patients.csv)" -eq 1 ]
sed 's/,p2,ES,/,p1,ES,/' pairs.csv >twice.csv
evaluate --pairs twice.csv -o scores.csv --patients patients.csv --force 2>log.txt
grep -q "warning: patient 'p1' has 2 ES case, one is expected" log.txt
grep -q '^p1,reference,0.96,nan,' patients.csv
