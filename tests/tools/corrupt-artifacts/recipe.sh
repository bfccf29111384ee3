# --recipe draws as the file says, by its own seed, a copy at a time; the two published recipes share their draws.
recipes="$TESTS/../configs/artifacts"
python "$TESTS/tools/make_study.py" s.h5 a b
for artifact in motion spike ghosting bias-field; do
  for copy in 1 2 3; do
    corrupt-artifacts s.h5 --recipe "$recipes/acdc-c.ini" --artifact $artifact --copy $copy -o $artifact-$copy.h5 \
      --parameters $artifact-$copy.json -q
    corrupt-artifacts s.h5 --recipe "$recipes/acdc-c-geometry.ini" --artifact $artifact --copy $copy \
      -o true-$artifact-$copy.h5 --parameters true-$artifact-$copy.json -q
  done
done
corrupt-artifacts - --recipe "$recipes/acdc-c.ini" --artifact motion --seed 0 -o - -q <s.h5 | cmp - motion-1.h5
corrupt-artifacts s.h5 --recipe "$recipes/acdc-c.ini" --artifact motion --seed 1 -o other.h5 -q
if cmp -s other.h5 motion-1.h5; then fail 'another seed gives the same bytes'; fi
python - <<'PYTHON'
import json, h5py, numpy as np
entries = lambda name: json.load(open(f"{name}.json"))["cases"]
image = lambda name: h5py.File(f"{name}.h5")["cases/a/image"][()]
for artifact in "motion", "spike", "ghosting", "bias-field":
    drawn = [entry["parameters"] for copy in (1, 2, 3) for entry in entries(f"{artifact}-{copy}")]
    assert len({json.dumps(parameters) for parameters in drawn}) == 6
    assert drawn == [entry["parameters"] for copy in (1, 2, 3) for entry in entries(f"true-{artifact}-{copy}")]
    same = np.array_equal(image(f"{artifact}-1"), image(f"true-{artifact}-1"))
    assert same == (artifact != "motion"), artifact
    for slice in image(f"{artifact}-1"):
        assert 0 <= slice.min() < slice.max() <= 1
(motion, _) = entries("motion-2")
assert motion["drawn"] == {"recipe": "acdc-c", "recipe-version": "study-2021/torchio-1.2.1", "copy": "2", "seed": "0"}
assert motion["setting"]["axes"] == "slice,y,x" and motion["setting"]["geometry"] == "identity"
degrees = np.array(motion["parameters"]["degrees"])
assert degrees.shape == (2, 3) and (np.abs(degrees) < 30).all() and np.abs(degrees).max() > 10
with h5py.File("motion-2.h5") as study:
    (step,) = json.loads(study["cases/a/provenance"][()])
options = dict(step["options"])
assert options["recipe"] == "acdc-c" and options["copy"] == "2" and options["before"] == "crop-or-pad(192,192) slice-min-max"
assert options["times"] == ",".join(repr(time) for time in motion["parameters"]["times"])
PYTHON
printf '\xef\xbb\xbf' | cat - "$recipes/acdc-c.ini" >marked.ini
corrupt-artifacts s.h5 --recipe marked.ini --artifact spike -o marked.h5 -q
python - <<'PYTHON'
import h5py, numpy as np
with h5py.File("marked.h5") as found, h5py.File("spike-1.h5") as expected:
    np.testing.assert_array_equal(found["cases/a/image"], expected["cases/a/image"])
PYTHON
recipe=(--recipe "$recipes/acdc-c.ini" --artifact spike)
expect_failure 1 'corrupt-artifacts: */acdc-c.ini: copy 4 found, 1 to 3 expected' \
  corrupt-artifacts s.h5 "${recipe[@]}" --copy 4 -o x.h5
expect_failure 2 'corrupt-artifacts: --recipe and --set exclude each other' \
  corrupt-artifacts s.h5 "${recipe[@]}" --set intensity=1 -o x.h5
expect_failure 2 'corrupt-artifacts: --copy needs --recipe' corrupt-artifacts s.h5 --artifact spike --copy 2 -o x.h5
expect_failure 1 "corrupt-artifacts: */acdc-c.ini: artifact 'noise' is not in the recipe*; there are: *" \
  corrupt-artifacts s.h5 --recipe "$recipes/acdc-c.ini" --artifact noise -o x.h5
printf 'name = r\nversion = 1\nseed = 0\ncopies = 1\n[spike]\nintensity = uniform(1,2000)\n' >wrong.ini
expect_failure 1 'corrupt-artifacts: wrong.ini: [[]spike]: intensity: intensity: 2000 found, a number from * expected' \
  corrupt-artifacts s.h5 --recipe wrong.ini --artifact spike -o x.h5
[ ! -e x.h5 ]
