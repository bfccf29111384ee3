# The reference label follows the anatomy of slice-misalignment and stays with every other artifact.
python "$TESTS/tools/make_study.py" s.h5 a
for artifact in slice-misalignment motion respiratory-motion wrap-around noise; do
  corrupt-artifacts s.h5 --artifact $artifact --severity 5 --seed 2 -o $artifact.h5 -q
done
python - <<'PYTHON'
import h5py, numpy as np
arrays = lambda name: {key: array[()] for key, array in h5py.File(name)["cases/a"].items() if key != "provenance"}
before = arrays("s.h5")
for artifact in "slice-misalignment", "motion", "respiratory-motion", "wrap-around", "noise":
    after = arrays(f"{artifact}.h5")
    assert not np.array_equal(after["image"], before["image"]), artifact
    np.testing.assert_array_equal(after["prediction"], before["prediction"])
    moved = not np.array_equal(after["label"], before["label"])
    assert moved == (artifact == "slice-misalignment"), artifact
PYTHON
