# A manifest's rows become one study in the order of their ids; --case picks.
python "$TESTS/tools/make_scan.py" 2
mkdir data
mv scan.nii.gz scan_gt.nii.gz data
cat >m.csv <<'EOF'
case,patient,phase,site,vendor,image,label,frame,labels
p_ES,p,ES,north,A,scan.nii.gz,scan_gt.nii.gz,1,"1=RV,2=MYO,3=LV"
p_ED,p,ED,north,A,scan.nii.gz,,0,
EOF
preprocess --manifest m.csv --data-root data -o all.h5
preprocess --manifest m.csv --data-root data --case p_ES -o one.h5
preprocess data/scan.nii.gz --label data/scan_gt.nii.gz --labels 1=RV,2=MYO,3=LV --frame 1 --case p_ES -o single.h5
python - <<'EOF'
import h5py
cases = h5py.File("all.h5")["cases"]
assert list(cases) == ["p_ED", "p_ES"]
assert "label" not in cases["p_ED"]
one, single = (h5py.File(name + ".h5")["cases"] for name in ("one", "single"))
assert list(one) == ["p_ES"]
for name in ("image", "label"):
    assert (cases["p_ES"][name][()] == one["p_ES"][name][()]).all()
    assert (single["p_ES"][name][()] == one["p_ES"][name][()]).all()
assert single["p_ES/provenance"][()] == one["p_ES/provenance"][()]
EOF
# A cell that is wrong is a failure of its row alone.
sed -i 's/^p_ES.*/p_ES,p,ES,north,A,scan.nii.gz,scan_gt.nii.gz,1,1=XV/' m.csv
expect_failure 1 "preprocess: 1 of 2 inputs failed; m.csv: line 2: labels '1=XV': '1=XV' names no class*" \
  preprocess --manifest m.csv --data-root data -o others.h5 --keep-going -q
[ "$(python -c 'import h5py; print(*h5py.File("others.h5")["cases"])')" = p_ED ]
