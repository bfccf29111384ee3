# Frames without LV are left out of the choice of ED and ES, and ejection fractions below 0 are doubted: a line each.
python - <<PYTHON
import sys
sys.path.insert(0, "$TESTS/tools/evaluate")
import nibabel, numpy as np
from make_pairs import AFFINE, heart
frames = np.stack([heart(2), heart(3), heart(2) * 0, heart(1), heart(1) * 0], -1)
nibabel.save(nibabel.Nifti1Image(frames, AFFINE), "cine.nii.gz")
PYTHON
warned() {
  [ "$(grep -cFx "evaluate: warning: $1" messages.txt)" -eq 1 ] || fail "'$1' expected once: $(cat messages.txt)"
}
evaluate --prediction cine.nii.gz -o scores.csv --curve curve.csv 2>messages.txt
warned 'cine.nii.gz: no LV in frame 2, 4: left out of the choice of ED and ES'
grep -q '^cine,3,.*,ES$' curve.csv || fail "frame 3 is ES: $(cat curve.csv)"

python "$TESTS/tools/evaluate/make_pairs.py"
sed 's/,p1,ED,/,p1,XX,/; s/,p1,ES,/,p1,ED,/; s/,p1,XX,/,p1,ES,/' pairs.csv >exchanged.csv
evaluate --pairs exchanged.csv -o pairs-scores.csv --patients patients.csv 2>messages.txt
for source in reference prediction; do
  warned "patient 'p1': lv_ef_pct of the $source is -50, below 0: are ED and ES exchanged?"
done
[ "$(grep -c 'below 0' messages.txt)" -eq 2 ] || fail "two warnings expected: $(cat messages.txt)"
