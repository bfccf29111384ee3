# The seed, the case and the artifact decide, not threads or the order of work; drawn parameters give the image again.
python "$TESTS/tools/make_study.py" s.h5 a b
run() { corrupt-artifacts s.h5 --artifact bias-field -q "$@"; }
run --severity 4 --seed 9 --threads 1 -o one.h5 --parameters drawn.json
run --severity 4 --seed 9 --threads 2 -o two.h5
cmp one.h5 two.h5
for threads in 1 3; do corrupt-artifacts s.h5 --artifact motion --threads $threads -q -o motion-$threads.h5; done
cmp motion-1.h5 motion-3.h5
run --severity 4 --seed 10 -o other.h5
python - <<'PYTHON'
import json
entry = json.load(open("drawn.json"))["cases"][0]
print(",".join(repr(number) for number in entry["parameters"]["coefficients"]), file=open("coefficients.txt", "w"))
PYTHON
run --case a --set "coefficients=$(cat coefficients.txt)" -o again.h5
python - <<'PYTHON'
import h5py, numpy as np
image = lambda name: h5py.File(name)["cases/a/image"][()]
np.testing.assert_array_equal(image("again.h5"), image("one.h5"))
assert not np.array_equal(image("other.h5"), image("one.h5"))
PYTHON
