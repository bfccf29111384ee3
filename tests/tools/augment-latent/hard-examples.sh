# Corrupted image and segmentation of every case, the label kept; seeded; the model never changes; no label with dropout.
make_model coop
sha256sum model.h5 >before.txt
augment-latent --model model.h5 t.h5 --seed 4 -o hard.h5
augment-latent --model model.h5 - --seed 4 -o - <t.h5 >piped.h5
cmp hard.h5 piped.h5
augment-latent --model model.h5 t.h5 --seed 5 -o other.h5
augment-latent --model model.h5 t.h5 --scope image --mask dropout -o image.h5
sha256sum --quiet -c before.txt
augment-latent --model model.h5 t.h5 -o - | refine --model model.h5 - -o - -q | evaluate - -o scores.csv
[ "$(wc -l <scores.csv)" -eq 4 ] || fail "$(cat scores.csv)"
python - <<'PYTHON'
import h5py, numpy as np
t, hard, other, image = (h5py.File(f"{name}.h5")["cases/t"] for name in ("t", "hard", "other", "image"))
assert np.array_equal(t["label"], hard["label"])
assert not np.array_equal(t["image"], hard["image"]) and not np.array_equal(hard["image"], other["image"])
inside = np.s_[:, 3:19, 5:21]
mask = np.ones(t["image"].shape, bool)
mask[inside] = False
assert np.array_equal(t["image"][()][mask], hard["image"][()][mask])
assert (hard["probability"][0][mask] == 1).all()
np.testing.assert_allclose(hard["probability"][()].sum(0), 1, atol=1e-5)
assert "prediction" not in image and not np.array_equal(t["image"], image["image"])
PYTHON
preprocess scan.nii.gz -o bare.h5
augment-latent --model model.h5 bare.h5 --mask dropout -o dropped.h5
expect_failure 1 'augment-latent: bare.h5: /cases/scan: has no label' \
  augment-latent --model model.h5 bare.h5 --mask channel -o x.h5 -q
