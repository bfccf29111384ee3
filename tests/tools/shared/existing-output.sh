# An existing output stays untouched without --force, whatever else is wrong; --force replaces it as a whole.
python "$TESTS/tools/make_scan.py"
echo kept >a.h5
touch -d '2001-01-01' a.h5
before=$(stat -c '%i %Y' a.h5)
expect_failure 1 'preprocess: a.h5: exists already; --force replaces it' preprocess scan.nii.gz -o a.h5
expect_failure 1 'preprocess: gone.nii.gz: No such file or directory' preprocess gone.nii.gz -o a.h5 --force
[ "$(cat a.h5)" = kept ]
[ "$(stat -c '%i %Y' a.h5)" = "$before" ]
preprocess scan.nii.gz -o a.h5 --force
preprocess scan.nii.gz -o b.h5
cmp a.h5 b.h5
expect_failure 1 'preprocess: gone/a.h5: its folder does not exist' preprocess scan.nii.gz -o gone/a.h5
mkdir folder
expect_failure 1 'preprocess: folder: is a folder, a file name is expected' preprocess scan.nii.gz -o folder --force
[ "$(ls -A)" = "$(printf 'a.h5\nb.h5\nfolder\nscan.nii.gz\nscan_gt.nii.gz')" ] || fail "left behind: $(ls -A)"
