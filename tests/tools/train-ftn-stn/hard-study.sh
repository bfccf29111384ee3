# Hard examples from studies: what augment-latent writes trains; studies equal to the training study give the standard
# losses again; resume wants the same studies.
make_model coop
augment-latent --model model.h5 t.h5 --seed 1 -o hard1.h5 -q
augment-latent --model model.h5 t.h5 --seed 2 -o hard2.h5 -q
printf 'hard1.h5\nhard2.h5\n' >hard.txt
options() { echo --base-width 2 --size 16 --batch-size 6 --train-list train.txt --val-list val.txt --threads 1 "$@"; }
train() { train-ftn-stn $(options "$@"); }
hard_losses() {
  python - "$1" <<'PYTHON'
import csv, sys
row = next(csv.DictReader(open(f"{sys.argv[1]}/log.csv")))
print(*(name.removeprefix("loss_hard_") for name in row if name.startswith("loss_hard_")))
PYTHON
}
train --hard-branch study --hard-list hard.txt --epochs 2 -o run
[ "$(hard_losses run)" = "seg image pred_shape corrupted_shape" ] || fail "$(head -1 run/log.csv)"
train --hard-branch study --hard-list hard.txt --epochs 2 --scope shape -o shape
[ "$(hard_losses shape)" = corrupted_shape ] || fail "$(head -1 shape/log.csv)"
train --hard-branch study --hard-list hard.txt --epochs 2 --scope image --network segmenter -o image
[ "$(hard_losses image)" = seg ] || fail "$(head -1 image/log.csv)"

# One step without noise on a study equal to the training study: each hard loss is the standard loss of the same input.
python - <<'PYTHON'
import h5py
with h5py.File("t.h5") as source, h5py.File("same.h5", "w") as study:
    study.attrs.update(source.attrs)
    source.copy("cases", study)
    study["cases/t"].copy("label", "prediction")
PYTHON
echo same.h5 >same.txt
train --hard-branch study --hard-list same.txt --noise 0 --epochs 1 -o same
train --hard-branch study --hard-list hard.txt --noise 0 --epochs 1 -o other
python - <<'PYTHON'
import csv
from math import isclose
same, other = ({k: float(v) for k, v in next(csv.DictReader(open(f"{run}/log.csv"))).items()} for run in ("same", "other"))
for hard, standard in (("seg", "seg"), ("image", "image"), ("pred_shape", "pred_shape"), ("corrupted_shape", "gt_shape")):
    assert isclose(same[f"loss_hard_{hard}"], same[f"loss_{standard}"], rel_tol=1e-5), (hard, same)
    assert not isclose(other[f"loss_hard_{hard}"], other[f"loss_{standard}"], rel_tol=1e-4), (hard, other)
    assert isclose(other[f"loss_{standard}"], same[f"loss_{standard}"], rel_tol=1e-5), (standard, other)
PYTHON

# An interrupted run goes on to the same end, and only with the studies that it began with.
train --hard-branch study --hard-list hard.txt --epochs 1 -o parts
train --hard-branch study --hard-list hard.txt --epochs 2 --resume -o parts
python - <<'PYTHON'
import hashlib, h5py, json, numpy as np
with h5py.File("run/last.h5") as run, h5py.File("parts/last.h5") as parts:
    for group in "weights", "optimiser":
        arrays = []
        run[group].visititems(lambda name, item: arrays.append(name) if isinstance(item, h5py.Dataset) else None)
        assert len(arrays) > 50 and all(np.array_equal(run[group][name], parts[group][name]) for name in arrays)
(step,) = json.loads(h5py.File("run/best.h5")["provenance"][()])
digests = [f"sha256:{hashlib.sha256(open(f'hard{i}.h5', 'rb').read()).hexdigest()}" for i in (1, 2)]
assert [step["digests"]["hard 1"], step["digests"]["hard 2"]] == digests, step
PYTHON
echo hard1.h5 >less.txt
expect_failure 1 'train-ftn-stn: run/last.h5: was trained on other studies; *' \
  train --hard-branch study --hard-list less.txt --epochs 3 --resume -o run -q
