# Another geometry is refused with both values and the tolerance; --resample-prediction brings the prediction over.
python - <<PYTHON
import sys
sys.path.insert(0, "$TESTS/tools/evaluate")
import numpy as np
from make_pairs import AFFINE, heart, save
save(heart(), "truth.nii")
fine = np.diag([-1.0, -1.0, 5.0, 1.0])
fine[:2, 3] = 0.5  # the corner of the image stays where it was
save(heart().repeat(2, 0).repeat(2, 1), "fine.nii", fine)
shifted = AFFINE.copy()
shifted[2, 3] = -5.0
save(np.concatenate([np.zeros((12, 12, 1), np.uint8), heart()], 2), "more-slices.nii", shifted)
save(np.flip(heart(), 0).copy(), "flipped.nii", np.array([[2.0, 0, 0, -22], [0, -2, 0, 0], [0, 0, 5, 0], [0, 0, 0, 1]]))
PYTHON
expect_failure 1 'evaluate: geometry: size (12, 12, 4) in truth.nii, (24, 24, 4) in fine.nii; tolerance: equal' \
  evaluate --reference truth.nii --prediction fine.nii -o x.csv -q
for prediction in fine more-slices flipped; do
  evaluate --reference truth.nii --prediction $prediction.nii --resample-prediction -o $prediction.csv -q
  [ "$(grep -c ',ok,1,1,1,1,' $prediction.csv)" -eq 3 ] || fail "$(cat $prediction.csv)"
done
