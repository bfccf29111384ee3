# Reference and prediction apart: studies by id, where the prediction is `prediction`, else `label`.
python - <<PYTHON
import sys
sys.path.insert(0, "$TESTS/tools")
from make_study import write_study
write_study("both.h5", ["a", "b"])
write_study("reference.h5", ["b", "a"], ["label"])
write_study("prediction.h5", ["a", "b"], ["prediction"])
PYTHON
evaluate both.h5 -o own.csv -q
evaluate --reference reference.h5 --prediction prediction.h5 -o apart.csv -q
cmp own.csv apart.csv
evaluate --reference reference.h5 --prediction - -o piped.csv -q <prediction.h5
cmp own.csv piped.csv
evaluate --reference both.h5 --prediction reference.h5 -o same.csv -q
[ "$(grep -c ,ok,1,1,1,1,0.96,0.96,0,0 same.csv)" -eq 6 ]
