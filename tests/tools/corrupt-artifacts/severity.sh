# The image error rises from level to level; the draws differ in strength alone.
python "$TESTS/tools/make_study.py" s.h5 a
for level in 1 2 3 4 5; do
  corrupt-artifacts s.h5 --artifact bias-field --severity $level -o $level.h5 --parameters $level.json -q
done
corrupt-artifacts s.h5 --artifact bias-field -o default.h5 -q
cmp default.h5 3.h5
python - <<'PYTHON'
import json, h5py, numpy as np
image = lambda name: h5py.File(name)["cases/a/image"][()].astype(float)
errors = [np.sqrt(np.mean((image(f"{n}.h5") - image("s.h5")) ** 2)) for n in range(1, 6)]
assert errors[0] > 0 and all(np.diff(errors) > 0), errors
drawn = [json.load(open(f"{n}.json"))["cases"][0]["parameters"]["coefficients"] for n in range(1, 6)]
ratios = np.array(drawn) / drawn[0]
np.testing.assert_allclose(ratios, np.broadcast_to(ratios[:, :1], ratios.shape), rtol=1e-12)
PYTHON
