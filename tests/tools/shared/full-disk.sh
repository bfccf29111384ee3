# A full disk is one line, and no part of the output is left.
python "$TESTS/tools/make_scan.py"
full='cannot be written: No space left on device'
expect_failure 1 "preprocess: /dev/full: $full" preprocess scan.nii.gz -o /dev/full
expect_failure 1 "preprocess: standard output: $full" bash -c 'preprocess scan.nii.gz -o - >/dev/full'
# A file may grow to 1 KiB: the write ends with an error instead of a signal, since SIGXFSZ is ignored here.
python "$TESTS/tools/make_study.py" s.h5 a
expect_failure 1 'corrupt-artifacts: a.h5: cannot be written: File too large' \
  bash -c 'trap "" XFSZ; ulimit -f 1; corrupt-artifacts s.h5 --artifact bias-field -o a.h5'
[ "$(ls -A)" = "$(printf 's.h5\nscan.nii.gz\nscan_gt.nii.gz')" ] || fail "left behind: $(ls -A)"
