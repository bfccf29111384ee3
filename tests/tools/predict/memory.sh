# Inputs are read one at a time: each more takes less than 3 of the 5 MB that it unpacks to. (Peaks of the same work differ by
# some 40 MB with the allocator's state, so many inputs are compared.)
make_model standard
python - <<'PYTHON'
import nibabel, numpy as np
voxels = np.random.default_rng(0).integers(0, 255, (256, 256, 40)).astype("i2")
nibabel.save(nibabel.Nifti1Image(voxels, np.diag([1.5, 1.5, 8, 1])), "s1.nii.gz")
PYTHON
for number in $(seq 2 18); do cp s1.nii.gz "s$number.nii.gz"; done
peak_of() {
  python - "$@" <<'PYTHON'
import resource, subprocess, sys
subprocess.run(["predict", "--model", "model.h5", *sys.argv[1:], "-o", "out/", "--force", "-q", "--threads", "1"], check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1000)
PYTHON
}
three=$(peak_of s[123].nii.gz)
eighteen=$(peak_of s[1-9]*.nii.gz)
[ "$eighteen" -lt $((three + 15 * 3)) ] || fail "3 inputs take $three MB, 18 take $eighteen MB"
expect_failure 1 'predict: gone.nii: No such file or directory' predict --model model.h5 s1.nii.gz gone.nii -o new/ -q
