# Every fault of a manifest is named with its line, before anything is read or written.
python "$TESTS/tools/make_scan.py"
header=case,patient,phase,site,vendor,image,label,frame,labels
row() { printf '%s\n%s\n' "$header" "$1" >m.csv; }
refused() { expect_failure 1 "preprocess: $1" preprocess --manifest m.csv --data-root . -o a.h5; }
row 'p,,,,,scan.nii.gz,,'
refused 'm.csv: line 2: 8 fields found, 9 expected'
row 'p,,,,,scan.nii.gz,,,
p,,,,,scan.nii.gz,,,'
refused "m.csv: line 3: case 'p' stands twice"
row 'p,,,,,gone.nii.gz,,,'
refused 'm.csv: line 2: ./gone.nii.gz does not exist'
row 'p,,,,,scan.nii.gz,gone_gt.nii.gz,,'
refused 'm.csv: line 2: ./gone_gt.nii.gz does not exist'
row 'p,,,,,scan.nii.gz,scan_gt.nii.gz,,1=LV'
refused 'm.csv: line 2: ./scan_gt.nii.gz: voxel (*) has the value *, expected is one of 0=background,1=LV'
row 'p,,,,,scan.nii.gz,scan_gt.nii.gz,,1=XV'
refused "m.csv: line 2: labels '1=XV': '1=XV' names no class*"
row 'a,,,,,scan.nii.gz,cut.nii.gz,,
p,,,,,scan.nii.gz,scan_gt.nii.gz,,1=XV'
touch cut.nii.gz
refused "m.csv: line 3: labels '1=XV': '1=XV' names no class*"
expect_failure 1 'preprocess: m.csv: is the input itself, another output is expected' \
  preprocess --manifest m.csv --data-root . -o m.csv --force
echo 'case,image' >m.csv
refused "m.csv: line 1: column 'patient' is missing"
row 'p,,,,,scan.nii.gz,,,'
expect_failure 1 "preprocess: case 'q' is not there*there are: p" \
  preprocess --manifest m.csv --data-root . --case q -o a.h5
expect_failure 2 'preprocess: --manifest needs --data-root' preprocess --manifest m.csv -o a.h5
expect_failure 2 'preprocess: an image and --manifest exclude each other' \
  preprocess scan.nii.gz --manifest m.csv --data-root . -o a.h5
expect_failure 2 'preprocess: --labels stands in the manifest, not beside it' \
  preprocess --manifest m.csv --data-root . --labels 1=LV -o a.h5
[ ! -e a.h5 ] || fail "a.h5 was written"
