# --init starts from the parts of a model that fit, says which, and records the model; a schedule is an option like others.
make_model standard
cp model.h5 start.h5
train-ftn-stn --config "$TESTS/../configs/train/coop.ini" --base-width 2 --size 16 --batch-size 4 --epochs 1 \
  --learning-rate 0.01 --train-list train.txt --val-list val.txt --init start.h5 --schedule cosine --warm-up 2 \
  -o run --threads 1 2>log.txt
taken='start.h5: taken are image_encoder, segmentation_decoder; new: image_decoder, shape_encoder, shape_decoder'
grep -qF "$taken" log.txt || fail "$(cat log.txt)"
grep -qx 'schedule = cosine' run/config.ini || fail "$(cat run/config.ini)"
grep -qx 'warm-up = 2' run/config.ini || fail "$(cat run/config.ini)"
python - "sha256:$(sha256sum start.h5 | cut -d' ' -f1)" <<'EOF'
import json, sys, h5py
with h5py.File("run/best.h5") as model:
    (step,) = json.loads(model["provenance"][()])
assert step["digests"]["init"] == sys.argv[1], step["digests"]
EOF
refused() { expect_failure "$1" "train-ftn-stn: $2" train-ftn-stn "${@:3}" --train-list train.txt --val-list val.txt -o new -q; }
refused 1 'gone.h5: No such file or directory' --init gone.h5
refused 1 'start.h5: none of its sub-networks fits *' --init start.h5 --base-width 4 --size 16
refused 2 '--schedule: *constant, cosine' --schedule linear
refused 2 '--warm-up: -1 found, 0 or more steps expected' --warm-up -1
