# A prediction numbered as ACDC and read as M&Ms is suspected from its overlap, never changed without a word.
python "$TESTS/tools/evaluate/make_pairs.py"
python - <<'PYTHON'
import nibabel, numpy as np
for name in "p1_ED", "p1_ES", "p2_ED":
    image = nibabel.load(f"predicted/{name}.nii.gz")
    swapped = np.array([0, 3, 2, 1], np.uint8)[np.asarray(image.dataobj)]
    nibabel.save(nibabel.Nifti1Image(swapped, image.affine), f"predicted/{name}.nii.gz")
PYTHON
evaluate --reference truth --prediction predicted -o scores.csv 2>log.txt
grep -q 'warning: in 3 of 4 cases the predicted LV lies on the RV of the reference' log.txt || fail "$(cat log.txt)"
grep -q 'perhaps --prediction-labels 1=RV,2=MYO,3=LV or --reference-labels 1=RV,2=MYO,3=LV' log.txt
grep -q '^p1_ED,,,,,1,LV,ok,0,0,0,0,' scores.csv
evaluate --reference truth --prediction predicted --case p1_ED --prediction-labels 1=RV,2=MYO,3=LV -o own.csv 2>log.txt
if grep -q warning log.txt; then fail "$(cat log.txt)"; fi
[ "$(grep -c ',ok,1,1,1,1,' own.csv)" -eq 3 ]
expect_failure 2 "evaluate: --prediction-labels: labels '1=RV,2=MYO,3=LA': '3=LA' names no class*" \
  evaluate --reference truth --prediction predicted --prediction-labels 1=RV,2=MYO,3=LA -o x.csv
