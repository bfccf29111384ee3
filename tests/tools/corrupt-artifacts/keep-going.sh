# A case that cannot be corrupted ends the run; with --keep-going the others are written.
python "$TESTS/tools/make_study.py" good.h5 a b
python - <<'PYTHON'
import h5py
with h5py.File("good.h5", "a") as file:
    del file["cases/b/image"]
PYTHON
expect_failure 1 'corrupt-artifacts: *: /cases/b: has no image*' corrupt-artifacts good.h5 --artifact noise -o x.h5 -q
[ ! -e x.h5 ] || fail 'a failed run has an output'
expect_failure 1 'corrupt-artifacts: 1 of 2 inputs failed; *: /cases/b: has no image*' \
  corrupt-artifacts good.h5 --artifact noise -o x.h5 --parameters p.json --keep-going -q
corrupt-artifacts good.h5 --case a --artifact noise -o only.h5 --parameters only.json -q
python - <<'PYTHON'
import h5py, json, numpy as np
with h5py.File("x.h5") as found, h5py.File("only.h5") as expected:
    assert list(found["cases"]) == ["a"]
    np.testing.assert_array_equal(found["cases/a/image"], expected["cases/a/image"])
assert json.load(open("p.json")) == json.load(open("only.json"))
PYTHON
