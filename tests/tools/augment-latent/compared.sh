# --hard-branch makes the hard examples of every method that training knows: which arrays change; the label and what lies
# outside of the model's field stay; one seed gives one file, another seed another; the picture shows it.
make_model coop
make() { augment-latent --model model.h5 t.h5 -q --threads 1 --hard-branch "$@"; }
for method in mwm cutout rand-conv adv-noise adv-bias rsc mixstyle dsu maxstyle; do
  make "$method" --seed 3 -o "$method.h5" --preview "$method.png"
  make "$method" --seed 3 -o again.h5 --force
  cmp "$method.h5" again.h5
  make "$method" --seed 4 -o "$method-4.h5"
done
make latent --seed 3 -o latent.h5
augment-latent --model model.h5 t.h5 -q --threads 1 --seed 3 -o default.h5
python - <<'PYTHON'
import h5py, numpy as np
from PIL import Image
read = lambda name: {key: data[()] for key, data in h5py.File(f"{name}.h5")["cases/t"].items() if isinstance(data, h5py.Dataset)}
t, inside = read("t"), np.s_[:, 3:19, 5:21]
outside = np.ones(t["image"].shape, bool)
outside[inside] = False
seen = {}
for method in "mwm cutout rand-conv adv-noise adv-bias rsc mixstyle dsu maxstyle".split():
    hard, other = read(method), read(f"{method}-4")
    assert np.array_equal(hard["label"], t["label"])
    assert np.array_equal(hard["image"][outside], t["image"][outside]), method
    assert ("prediction" in hard) == (method in ("rsc", "mixstyle", "dsu")), method
    assert not np.array_equal(hard["image"], t["image"]), method
    if method == "rsc":  # the image code stays: the image is the decoder's, whatever the seed
        assert np.array_equal(hard["image"], other["image"])
    else:
        assert not np.array_equal(hard["image"], other["image"]), method
    seen[hard["image"].tobytes()] = method
    assert np.asarray(Image.open(f"{method}.png")).std() > 0
assert len(seen) == 9, seen
PYTHON
same_segmentation latent.h5 default.h5
expect_failure 2 "augment-latent: --hard-branch: 'mask' found, one of latent, mwm, *, maxstyle expected" make mask -o x.h5
expect_failure 2 'augment-latent: --epsilon: -1 found, above 0 *' make adv-noise --epsilon -1 -o x.h5
preprocess scan.nii.gz -o bare.h5
augment-latent --model model.h5 bare.h5 -q --hard-branch dsu -o bare-dsu.h5
expect_failure 1 'augment-latent: bare.h5: /cases/scan: has no label' \
  augment-latent --model model.h5 bare.h5 -q --hard-branch maxstyle -o x.h5
make_model standard
expect_failure 1 "augment-latent: model.h5: hard-branch 'maxstyle': the network 'segmenter' has no image decoder" \
  make maxstyle -o x.h5
make rsc -o standard-rsc.h5
make_model unet
expect_failure 1 "augment-latent: model.h5: hard-branch 'dsu': the network 'unet' has no encoder with a code" \
  make dsu -o x.h5
make cutout -o unet-cutout.h5
[ ! -e x.h5 ] || fail "a refused run left a file"
predict --model model.h5 t.h5 -q -o unet-predicted.h5
python - <<'PYTHON'
import h5py, numpy as np
t, rsc, cut, predicted = (
    h5py.File(f"{name}.h5")["cases/t"] for name in ("t", "standard-rsc", "unet-cutout", "unet-predicted")
)
assert np.array_equal(rsc["image"], t["image"]) and "prediction" in rsc  # no image decoder that could show it
assert not np.array_equal(cut["image"], t["image"]) and predicted["prediction"].shape == t["label"].shape
PYTHON
