# Hard examples that do not fit the training cases, and options that do not fit each other, are one line each.
make_model coop
train() { train-ftn-stn --base-width 2 --size 16 --train-list train.txt --val-list val.txt --epochs 1 -o new -q "$@"; }
python - <<'PYTHON'
import h5py
def study(name, change):
    with h5py.File("t.h5") as source, h5py.File(f"{name}.h5", "w") as file:
        file.attrs.update(source.attrs)
        source.copy("cases", file)
        change(file)
    open(f"{name}.txt", "w").write(f"{name}.h5\n")
def moved(file): file["cases/t"].attrs["origin"] = file["cases/t"].attrs["origin"] + 0.01
def relabelled(file): file["cases/t/label"][0, 0, 0] = 2
def unknown(file): file.move("cases/t", "cases/u")
def bare(file): del file["cases/t/image"]
for change in (moved, relabelled, unknown, bare):
    study(change.__name__, change)
PYTHON
expect_failure 2 'train-ftn-stn: --hard-list is required with hard-branch study, and taken with no other' \
  train --hard-branch study
expect_failure 2 'train-ftn-stn: --hard-list is required with hard-branch study, and taken with no other' \
  train --hard-branch latent --hard-list moved.txt
expect_failure 2 'train-ftn-stn: --scope: both found, image (a network without STN *' \
  train --network segmenter --hard-branch study --hard-list moved.txt
hard() { train --hard-branch study --hard-list "$@"; }
expect_failure 1 'train-ftn-stn: nowhere.txt: No such file or directory' hard nowhere.txt
expect_failure 1 'train-ftn-stn: moved.txt:1: moved.h5: /cases/t: geometry: origin (*) in the hard example, (*) in the training case; *' \
  hard moved.txt
expect_failure 1 'train-ftn-stn: relabelled.txt:1: relabelled.h5: /cases/t: label differs * in 1 voxels, *' \
  hard relabelled.txt
expect_failure 1 'train-ftn-stn: unknown.txt: no study has a hard example of the training case t' hard unknown.txt
expect_failure 1 "train-ftn-stn: bare.txt:1: bare.h5: /cases/t: has nothing that scope 'both' takes, *" hard bare.txt
[ ! -e new/config.ini ] || fail "a refused run left a file"
