# --scope says which parts are corrupted, --mask and --threshold how, --seed which draw; each case has its own.
make_model coop 32
make() { augment-latent --model model.h5 -q --threads 1 "$@"; }
for scope in image shape both; do make t.h5 --scope $scope --seed 3 -o $scope.h5; done
for mask in dropout channel spatial; do
  make t.h5 --mask $mask --random-threshold 0 -o $mask.h5
  make t.h5 --mask $mask --random-threshold 0 -o again.h5
  cmp $mask.h5 again.h5
  rm again.h5
  make t.h5 --mask $mask --threshold 0 -o none-$mask.h5
  for threshold in 0.3 0.95; do
    make t.h5 --mask $mask --threshold $threshold --random-threshold 0 --soft-mask 0 -o $threshold-$mask.h5
  done
done
make t.h5 v.h5 --seed 3 -o two.h5
make v.h5 --seed 3 -o alone.h5
python - <<'PYTHON'
import h5py, json, numpy as np
def case(name, id="t"):
    return h5py.File(f"{name}.h5")[f"cases/{id}"]
t = case("t")
def same(a, b, array):
    return np.array_equal(case(a)[array], case(b)[array])
image, shape, both = (case(scope) for scope in ("image", "shape", "both"))
for hard in (image, shape, both):
    assert np.array_equal(hard["label"], t["label"])
    step = json.loads(hard["provenance"][()])[-1]
    assert step["tool"] == "augment-latent" and step["options"]["seed"] == "3", step
assert set(image) == {"image", "label", "native", "provenance"}, set(image)
assert set(shape) == set(both) == set(image) | {"prediction", "probability"}
assert not same("image", "t", "image") and same("shape", "t", "image")
assert same("image", "both", "image"), "the image code is drawn first"
assert np.array_equal(both["prediction"], both["probability"][()].argmax(0))

masks = ("dropout", "channel", "spatial")
for array in ("image", "probability"):
    # Without a masked element the decoders say what they say of the whole code, whatever the mask.
    whole = case("none-dropout")[array][()]
    for mask in masks:
        np.testing.assert_allclose(case(f"none-{mask}")[array], whole, atol=1e-5)
        assert np.abs(case(mask)[array][()] - whole).max() > 1e-4, (array, mask)
    for mask in masks:
        few, many = (case(f"{threshold}-{mask}")[array][()] for threshold in (0.3, 0.95))
        assert np.abs(few - whole).max() > 1e-4 and np.abs(many - whole).max() > 1e-4, (array, mask)
        assert np.abs(few - many).max() > 1e-4, (array, mask)
for array in ("image", "probability"):
    assert np.array_equal(case("two", "v")[array], case("alone", "v")[array])
    assert np.array_equal(case("two", "t")[array], case("both", "t")[array])
    assert not np.array_equal(case("two", "t")[array], case("two", "v")[array]), "the same scan, another draw"
PYTHON
refused() { expect_failure "$1" "augment-latent: $2" make t.h5 -o x.h5 "${@:3}"; }
refused 2 '--threshold: 1 found, 0 or more and less than 1 expected' --threshold 1
refused 2 '--threshold: -0.1 found, 0 or more and less than 1 expected' --threshold=-0.1
refused 2 "--mask: mask 'chanel': expected one of dropout, channel, *" --mask chanel
refused 2 "--scope: scope 'all': expected one of image, shape, both" --scope all
make_model standard
refused 1 "model.h5: scope 'both': the network 'segmenter' has no image decoder"
