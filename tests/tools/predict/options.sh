# --field whole sees the whole slice, --precision bf16 gives nearly the same probabilities, --threads the same.
make_model coop
predict --model model.h5 t.h5 --threads 1 -o centre.h5 -q
predict --model model.h5 t.h5 --threads 2 -o two.h5 -q
predict --model model.h5 t.h5 --field whole -o whole.h5 -q
predict --model model.h5 t.h5 --precision bf16 -o bf16.h5 -q
expect_failure 2 'predict: --precision: *fp32, tf32, bf16' predict --model model.h5 t.h5 --precision fp16 -o x.h5
expect_failure 1 'predict: --precision tf32: device cpu found, cuda expected*' \
  predict --model model.h5 t.h5 --precision tf32 -o x.h5
python - <<'PYTHON'
import h5py, numpy as np
p = {name: h5py.File(f"{name}.h5")["cases/t/probability"][()] for name in ("centre", "two", "whole", "bf16")}
np.testing.assert_allclose(p["two"], p["centre"], atol=2e-5)
outside = np.ones(p["centre"].shape[1:], bool)
outside[:, 3:19, 5:21] = False
assert (p["centre"][0][outside] == 1).all() and (p["whole"][0][outside] < 1).any()
difference = np.abs(p["bf16"] - p["centre"]).max()
assert 0 < difference < 0.05, difference
PYTHON
