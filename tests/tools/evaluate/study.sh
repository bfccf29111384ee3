# A study that holds label and prediction: a row per case and label, quoted text, an absent structure scores 0.
python "$TESTS/tools/make_study.py" s.h5 p2_ED p1_ED
evaluate s.h5 -o scores.csv -q
cat >expected.csv <<'CSV'
case,patient,phase,site,vendor,label,name,status,dice,jaccard,precision,recall,volume_ref_ml,volume_pred_ml,volume_diff_ml,rvd,hd_mm,hd95_mm,assd_mm,masd_mm,nsd_1mm,nsd_2mm,nsd_3mm,mcd_2d_mm,slices_both,slices_ref_only,slices_pred_only,penalty_mm
p1_ED,p1,ED,"one, two",A,1,LV,ok,0.5625,0.391304347826,0.5625,0.5625,0.96,0.96,0,0,2.82842712475,2,1.3252165995,1.14739275851,0.351791010119,0.965236990824,1,1.76975214339,3,0,0,34.6554469023
p1_ED,p1,ED,"one, two",A,2,MYO,pred_empty,0,0,nan,0,0.96,0,-0.96,-1,nan,nan,nan,nan,0,0,0,nan,0,3,0,34.6554469023
p1_ED,p1,ED,"one, two",A,3,RV,ok,0.5625,0.391304347826,0.5625,0.5625,0.96,0.96,0,0,2.82842712475,2,1.3252165995,1.14739275851,0.351791010119,0.965236990824,1,1.76975214339,3,0,0,34.6554469023
p2_ED,p2,ED,"one, two",A,1,LV,ok,0.5625,0.391304347826,0.5625,0.5625,0.96,0.96,0,0,2.82842712475,2,1.3252165995,1.14739275851,0.351791010119,0.965236990824,1,1.76975214339,3,0,0,34.6554469023
p2_ED,p2,ED,"one, two",A,2,MYO,pred_empty,0,0,nan,0,0.96,0,-0.96,-1,nan,nan,nan,nan,0,0,0,nan,0,3,0,34.6554469023
p2_ED,p2,ED,"one, two",A,3,RV,ok,0.5625,0.391304347826,0.5625,0.5625,0.96,0.96,0,0,2.82842712475,2,1.3252165995,1.14739275851,0.351791010119,0.965236990824,1,1.76975214339,3,0,0,34.6554469023
CSV
diff expected.csv scores.csv
evaluate - -o - -q <s.h5 >piped.csv
cmp scores.csv piped.csv
evaluate s.h5 --case p2_ED -o one.csv -q
[ "$(grep -c ^p2_ED one.csv)" -eq 3 ]
if grep -q ^p1_ED one.csv; then fail "$(cat one.csv)"; fi
