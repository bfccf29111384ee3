# Every anatomical check sees the defect that it is about, in the slice where it is, and nothing else.
python - <<PYTHON
import csv, subprocess, sys
sys.path.insert(0, "$TESTS/tools/evaluate")
import numpy as np
from make_pairs import heart, save

def evaluate(label, name):
    save(label, f"{name}.nii")
    subprocess.run(["evaluate", "--prediction", f"{name}.nii", "-o", f"{name}.csv", "--validity", f"{name}.slices.csv",
                    "--validity-volumes", f"{name}.volumes.csv", "-q"], check=True)
    slices = list(csv.DictReader(open(f"{name}.slices.csv")))
    volumes = {row["check"]: row for row in csv.DictReader(open(f"{name}.volumes.csv"))}
    return slices, volumes

sound, volumes = evaluate(heart(), "sound")
assert [row["slice"] for row in sound] == ["0", "1", "2"] and all(row["all_pass"] == "1" for row in sound)
assert len(volumes) == 11 and all(row["passed"] == "1" for row in volumes.values()), volumes
assert all(float(row["lv_concavity"]) == 0 and float(row["lv_circularity"]) > 0.2 for row in sound)

def expect(name, changes, values, volume_failures=()):
    """Changes of slice 1 give these values there, leave the other slices as they were and fail these volume checks."""
    label = heart()
    for x, y, value in changes:
        label[x, y, 1] = value
    slices, volumes = evaluate(label, name)
    for check, value in values.items():
        assert float(slices[1][check]) == value, (name, check, slices[1])
    assert slices[1]["all_pass"] == "0" and [slices[0], slices[2]] == [{**sound[0], "case": name}, {**sound[2], "case": name}]
    failed = {key[:2] + key[-4:] for key, row in volumes.items() if row["passed"] == "0"}
    assert failed == set(volume_failures), (name, failed)

expect("hole", [(4, 4, 0)], {"holes_in_lv": 1, "frontier_between_lv_and_background": 8}, ["V5_4nb"])
expect("hole-myo", [(slice(8, 12), slice(2, 8), 2), (9, 4, 0)], {"holes_in_myo": 1}, ["V26_rv", "V3p_rv", "V7edge"])
expect("far", [(11, 11, 3)], {"disconnectivity_in_rv": 1}, ["V26_rv", "V7edge"])
expect("open", [(2, slice(3, 6), 0)], {"frontier_between_lv_and_background": 4}, ["V5_4nb"])
expect("touch", [(7, slice(3, 6), 3)], {"frontier_between_lv_and_rv": 4}, ["V5_4nb"])
expect("apart", [(slice(8, 10), slice(3, 7), 0), (10, slice(3, 7), 3)], {"rv_disconnected_from_myo": 4})
expect("gap", [(8, 4, 0)], {"holes_between_rv_and_myo": 1})
PYTHON
