# Of a study the image is corrupted and all else kept; a pipe gives the same bytes as a file.
python "$TESTS/tools/make_study.py" s.h5 a b
corrupt-artifacts s.h5 --artifact bias-field --severity 2 --seed 5 -o out.h5 --parameters drawn.json -q
corrupt-artifacts - --artifact bias-field --severity 2 --seed 5 -o - -q <s.h5 >piped.h5
cmp out.h5 piped.h5
corrupt-artifacts s.h5 --case b --artifact bias-field --severity 2 --seed 5 -o b.h5 -q
python - <<'PYTHON'
import hashlib, json, h5py, numpy as np
drawn = {entry["case"]: entry for entry in json.load(open("drawn.json"))["cases"]}
assert list(drawn) == ["a", "b"]
assert drawn["a"]["artifact"] == "bias-field" and drawn["a"]["parameters"] != drawn["b"]["parameters"]
with h5py.File("s.h5") as before, h5py.File("out.h5") as after, h5py.File("b.h5") as one:
    for name in "a", "b":
        old, new = before["cases"][name], after["cases"][name]
        assert not np.array_equal(old["image"], new["image"]) and new["image"].dtype == np.float32
        for array in "label", "prediction":
            np.testing.assert_array_equal(old[array], new[array])
        assert [new.attrs[key] for key in ("patient", "site")] == [name, "one, two"]
        (step,) = json.loads(new["provenance"][()])
        assert step["tool"] == "corrupt-artifacts"
        options = dict(step["options"])
        assert (options["artifact"], options["severity"], options["seed"]) == ("bias-field", "2", "5")
        coefficients = [float(number) for number in options["coefficients"].split(",")]
        assert coefficients == drawn[name]["parameters"]["coefficients"] and len(coefficients) == 20
        digest = "sha256:" + hashlib.sha256(open("s.h5", "rb").read()).hexdigest()
        assert digest in json.dumps(step), step
    assert list(one["cases"]) == ["b"]
    np.testing.assert_array_equal(one["cases/b/image"], after["cases/b/image"])
PYTHON
