# Every method of configs/train leaves the four files of a run folder; the model says what it is.
for method in standard coop coop-latent; do
  make_model "$method"
  [ "$(ls "run-$method")" = "$(printf 'best.h5\nconfig.ini\nlast.h5\nlog.csv')" ] || fail "$(ls "run-$method")"
  [ "$(wc -l <"run-$method/log.csv")" -eq 2 ] || fail "a header and a line an epoch: $(cat "run-$method/log.csv")"
done
python - <<'PYTHON'
import csv, json, h5py
networks = {
    "standard": {"image_encoder", "segmentation_decoder"},
    "coop": {"image_encoder", "segmentation_decoder", "image_decoder", "shape_encoder", "shape_decoder"},
}
networks["coop-latent"] = networks["coop"]
for method, expected in networks.items():
    with h5py.File(f"run-{method}/best.h5") as model, h5py.File("t.h5") as study:
        assert model.attrs["format"] == "coopseg-model" and model.attrs["version"] == 1
        assert set(model["weights"]) == expected
        assert model.attrs["preprocessing"] == study["cases/t"].attrs["preprocessing"]
        assert list(model.attrs["size"]) == [16, 16] and model.attrs["base_width"] == 2
        assert model.attrs["names"] == "0=background,1=LV,2=MYO,3=RV"
        assert model.attrs["config"] == open(f"run-{method}/config.ini").read()
        assert "base-width = 2" in model.attrs["config"].splitlines()
        (step,) = json.loads(model["provenance"][()])
        assert step["tool"] == "train-ftn-stn" and len(step["digests"]) == 2
(row,) = csv.DictReader(open("run-coop-latent/log.csv"))
assert float(row["loss_total"]) > 0 and row["val_dice_LV_stn"] != "nan" and row["epoch"] == "1"
(row,) = csv.DictReader(open("run-standard/log.csv"))
assert row["val_dice_LV_stn"] == "nan" and "loss_image" not in row
PYTHON
