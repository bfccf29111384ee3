# Without --reference: volumes and clinical values of the prediction alone; a 4-D label gives its volume-time curve.
python - <<PYTHON
import sys
sys.path.insert(0, "$TESTS/tools/evaluate")
import nibabel, numpy as np
from make_pairs import AFFINE, heart
frames = np.stack([heart(2), heart(3), heart(2), heart(1)], -1)
image = nibabel.Nifti1Image(frames, AFFINE)
image.header.set_xyzt_units("mm", "msec")
image.header["pixdim"][4] = 40
nibabel.save(image, "cine.nii.gz")
nibabel.save(nibabel.Nifti1Image(heart(), AFFINE), "single.nii.gz")
nibabel.save(nibabel.Nifti1Image(frames * 0, AFFINE), "none.nii.gz")
PYTHON
evaluate --prediction cine.nii.gz -o scores.csv --patients patients.csv --curve curve.csv --curve curve.svg -q
cat >expected.csv <<'CSV'
case,frame,time_s,lv_ml,myo_ml,rv_ml,phase
cine,0,0,0.64,1.52,0.48,
cine,1,0.04,0.96,1.2,0.48,ED
cine,2,0.08,0.64,1.52,0.48,
cine,3,0.12,0.32,1.84,0.48,ES
CSV
diff expected.csv curve.csv
grep -q '^cine,prediction,0.96,0.32,0.64,66.6666666667,0.48,0.48,0,0,1.2,1.84,1.26,1.932,1.53333333333$' patients.csv
grep -q '^cine_frame01,cine,ED,,,1,LV,ok,nan,nan,nan,nan,nan,0.96,nan,nan,nan,' scores.csv
[ "$(wc -l <scores.csv)" -eq 13 ]
python -c 'import xml.dom.minidom as xml; svg = xml.parse("curve.svg"); assert len(svg.getElementsByTagName("polyline")) == 3'
grep -q 'ED (frame 1)' curve.svg
grep -q 'ES (frame 3)' curve.svg

evaluate --prediction single.nii.gz -o single.csv -q
grep -q '^single,,,,,1,LV,ok,nan,nan,nan,nan,nan,0.96,nan,' single.csv
python "$TESTS/tools/make_study.py" s.h5 a
evaluate --prediction - -o - -q <s.h5 >piped.csv
grep -q '^a,a,ED,"one, two",A,2,MYO,pred_empty,nan,nan,nan,nan,nan,0,nan,' piped.csv
expect_failure 1 'evaluate: none.nii.gz: no frame has an LV, which gives ED and ES' \
  evaluate --prediction none.nii.gz -o x.csv -q
expect_failure 1 'evaluate: --curve takes one 4-D prediction without reference, 0 found' \
  evaluate --prediction single.nii.gz --curve x.svg -o x.csv -q
expect_failure 2 "evaluate: --curve: 'x.png', a name that ends in .csv or .svg is expected" \
  evaluate --prediction cine.nii.gz --curve x.png -o x.csv -q
expect_failure 2 'evaluate: two outputs have the name x.csv' \
  evaluate --prediction cine.nii.gz --curve x.csv -o x.csv -q
[ ! -e x.csv ]
[ ! -e x.svg ]
