# A 4-D file needs --frame, which counts from 0.
python "$TESTS/tools/make_scan.py" 3
expect_failure 1 'preprocess: scan.nii.gz: has 3 frames: --frame takes 0 to 2' preprocess scan.nii.gz -o a.h5
expect_failure 1 'preprocess: scan.nii.gz: has 3 frames, no frame 3: --frame takes 0 to 2' \
  preprocess scan.nii.gz --frame 3 -o a.h5
expect_failure 2 'preprocess: --frame: -1 found, frames count from 0' preprocess scan.nii.gz --frame -1 -o a.h5
[ ! -e a.h5 ] || fail "a.h5 was written"
preprocess scan.nii.gz --label scan_gt.nii.gz --labels 1=RV,2=MYO,3=LV --frame 0 -o 0.h5
preprocess scan.nii.gz --label scan_gt.nii.gz --labels 1=RV,2=MYO,3=LV --frame 2 -o 2.h5
python - <<'EOF'
import h5py, json, numpy
first, third = (h5py.File(f"{frame}.h5")["cases/scan"] for frame in (0, 2))
shift = third["label"][()].nonzero()[2].mean() - first["label"][()].nonzero()[2].mean()
assert abs(shift * 1.36719 - 2 * 1.5) < 0.2, shift
assert json.loads(third["provenance"][()])[0]["options"]["frame"] == "2"
EOF
