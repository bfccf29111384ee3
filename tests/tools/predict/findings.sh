# What speaks against a segmentation is a warning, a column of the report and, with --fail-on, the exit status 1 after
# all is written.
make_model coop
# Whatever the training came to, the FTN finds RV alone and the STN myocardium alone, too little of it for a heart.
python - <<'PYTHON'
import h5py
with h5py.File("model.h5", "r+") as model:
    model["weights/segmentation_decoder/final_conv.bias"][...] = [-1000, -1000, -1000, 1000]
    model["weights/shape_decoder/final_conv.bias"][...] = [-1000, -1000, 1000, -1000]
PYTHON
predict --model model.h5 scan.nii.gz -o seg.nii.gz --report r.csv --measure m.csv 2>log.txt
grep -q 'predict: warning: case scan: the prediction has no LV$' log.txt || fail "$(cat log.txt)"
tail -n 1 m.csv | grep -q ',missing edge$' || fail "$(cat m.csv)"
[ "$(head -n 1 r.csv)" = case,label,name,volume_before_ml,volume_after_ml,dice_before_after,empty,touches_edge,frame,gap,volume,ef,mass,uncertain ] || fail "$(head -n 1 r.csv)"
python - <<'PYTHON'
import csv
rows = list(csv.DictReader(open("r.csv")))
assert all(row["touches_edge"] == "1" and row["gap"] == "0" for row in rows), rows
PYTHON
status=0
predict --model model.h5 scan.nii.gz -o failed.nii.gz --fail-on gap,edge,missing 2>log.txt || status=$?
[ $status -eq 1 ] || fail "status $status"
[ "$(tail -n 1 log.txt)" = 'predict: --fail-on: 1 of 1 cases: scan (missing, edge)' ] || fail "$(cat log.txt)"
cmp seg.nii.gz failed.nii.gz
predict --model model.h5 scan.nii.gz -o fine.nii.gz --fail-on mass -q
expect_failure 2 "predict: --fail-on: 'holes' found, some of empty, missing, edge, gap, volume, ef, mass, uncertain expected" \
  predict --model model.h5 scan.nii.gz -o x.nii.gz --fail-on holes
expect_failure 1 'predict: --fail-on uncertain: the model has no quality threshold to compare with' \
  predict --model model.h5 scan.nii.gz -o x.nii.gz --fail-on uncertain
# The same in refine.
expect_failure 1 'refine: --fail-on: 1 of 1 cases: t (volume)' \
  refine --model model.h5 t.h5 -o r.h5 --fail-on volume --report refined.csv -q
python -c 'import csv; assert [row["volume"] for row in csv.DictReader(open("refined.csv"))] == ["0", "1", "1"]'
