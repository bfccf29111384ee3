# Wrong usage ends with status 2.
python "$TESTS/tools/make_scan.py"
refused() { expect_failure 2 "preprocess: $1" preprocess "${@:2}" -o a.h5; }
refused 'an image or --manifest is expected'
refused '--data-root goes with --manifest' scan.nii.gz --data-root .
refused 'preprocessing: the low percentile is 98, expected is less than the high one' scan.nii.gz --clip 98,2
refused "--clip: 'x' is no number, LOW,HIGH is expected" scan.nii.gz --clip 2,x
refused "--clip: '' is no number, LOW,HIGH is expected" scan.nii.gz --clip 2
refused 'preprocessing: spacing is -1, expected is a finite number of mm above 0' scan.nii.gz --spacing -1
refused "--labels: labels '1=RV,1=LV': '1=LV' names a number twice" \
  scan.nii.gz --label scan_gt.nii.gz --labels 1=RV,1=LV
refused "--labels: labels '': '' is not NUMBER=NAME*" scan.nii.gz --label scan_gt.nii.gz --labels ''
refused '--label: a file is expected' scan.nii.gz --label ''
refused 'standard input carries studies only, a NIfTI file is expected' -
refused '--case: a single image has one id' scan.nii.gz --case a --case b
refused 'unknown option --spacng*spacing*' scan.nii.gz --spacng 1
expect_failure 2 'preprocess: -o: a study is written, .h5 is expected' preprocess scan.nii.gz -o a.nii.gz
[ ! -e a.h5 ] || fail "a.h5 was written"
