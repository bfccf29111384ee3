# A pipe whose first program fails ends non-zero with one error per program and no output; a reader that goes away is an
# error of the writer.
corrupt() { corrupt-artifacts - --artifact bias-field -q "$@"; }
status=0
{ preprocess gone.nii.gz -o - | corrupt -o - | evaluate - -o x.csv; } 2>errors.txt || status=$?
[ $status -eq 1 ] || fail "status $status"
empty='standard input: empty: the program in front of the pipe wrote nothing'
sort errors.txt >sorted.txt
printf '%s\n' "corrupt-artifacts: $empty" "evaluate: $empty" 'preprocess: gone.nii.gz: No such file or directory' |
  cmp - sorted.txt || fail "$(cat errors.txt)"
[ ! -e x.csv ]

# 2 MB, more than a pipe holds.
python - <<'PYTHON'
import nibabel, numpy as np
nibabel.save(nibabel.Nifti1Image(np.random.default_rng(1).integers(0, 999, (256, 256, 16)), np.eye(4), dtype="int16"), "scan.nii")
PYTHON
expect_failure 1 'preprocess: standard output: cannot be written: Broken pipe' \
  bash -c 'set -o pipefail; preprocess scan.nii --spacing 1 -o - | true'
preprocess scan.nii --spacing 1 -o whole.h5
status=0
head -c 100000 whole.h5 | corrupt -o x.h5 2>errors.txt || status=$?
[ $status -eq 1 ]
[ ! -e x.h5 ]
[ "$(cat errors.txt)" = 'corrupt-artifacts: standard input: truncated or damaged HDF5 file (100000 bytes)' ]
