# A study's probability is refined, without one its prediction, without that its label.
make_model coop
predict --model model.h5 t.h5 -o p.h5 -q
python - <<'PYTHON'
import h5py
for name, removed in (("prediction", ["probability"]), ("label", ["probability", "prediction"]),
                      ("none", ["probability", "prediction", "label"])):
    with h5py.File("p.h5") as source, h5py.File(f"{name}.h5", "w") as study:
        study.attrs.update(source.attrs)
        source.copy("cases", study)
        for array in removed:
            del study["cases/t"][array]
    if name == "prediction":
        with h5py.File("p.h5") as source, h5py.File("swapped.h5", "w") as study:
            study.attrs.update(source.attrs)
            source.copy("cases", study)
            prediction = study["cases/t/prediction"][()]
            del study["cases/t/probability"], study["cases/t/label"], study["cases/t/prediction"]
            study["cases/t/label"] = prediction
PYTHON
for source in p prediction label swapped; do refine --model model.h5 "$source.h5" --accept 0 -o "r-$source.h5" -q; done
same_segmentation r-prediction.h5 r-swapped.h5
python - <<'PYTHON'
import h5py, numpy as np
r = {name: h5py.File(f"r-{name}.h5")["cases/t/probability"][()] for name in ("p", "prediction", "label")}
assert not np.array_equal(r["p"], r["prediction"]) and not np.array_equal(r["prediction"], r["label"])
PYTHON
expect_failure 1 'refine: none.h5: /cases/t: has neither probability nor prediction or label to refine' \
  refine --model model.h5 none.h5 -o x.h5 -q
