# Wrong use and bad images are refused with what was found and expected, and nothing is written.
python - <<PYTHON
import sys
sys.path.insert(0, "$TESTS/tools")
import nibabel, numpy as np
from make_study import write_study
write_study("s.h5", ["a"])
write_study("label.h5", ["a"], ["label"])
data = np.ones((4, 3, 2), np.float32)
nibabel.save(nibabel.Nifti1Image(data, np.eye(4)), "scan.nii")
data[2, 1, 0] = np.nan
nibabel.save(nibabel.Nifti1Image(data, np.eye(4)), "nan.nii")
nibabel.save(nibabel.Nifti1Image(data[:, :, :0], np.eye(4)), "none.nii")
PYTHON
refused() {
  local status=$1 message=$2
  shift 2
  expect_failure "$status" "corrupt-artifacts: $message" corrupt-artifacts "$@" -q
  [ ! -e x.nii ] || fail 'x.nii was written'
  [ ! -e x.h5 ] || fail 'x.h5 was written'
  [ ! -e x.json ] || fail 'x.json was written'
}
refused 2 '--artifact is required' scan.nii -o x.nii
refused 2 "unknown artifact 'bias-feild' (did you mean bias-field[?]); there are: bias-field*" \
  scan.nii --artifact bias-feild -o x.nii
field=(--artifact bias-field)
refused 2 "--severity: 0 found, 1 to 5 expected" scan.nii "${field[@]}" --severity 0 -o x.nii
refused 2 "--severity: 6 found, 1 to 5 expected" scan.nii "${field[@]}" --severity 6 -o x.nii
refused 2 "--severity and --set exclude each other" scan.nii "${field[@]}" --severity 2 --set order=1 -o x.nii
refused 2 "unknown parameter 'coeficients' (did you mean coefficients[?])" \
  scan.nii "${field[@]}" --set coeficients=1 -o x.nii
refused 2 "order: 11 found, a whole number from 0 to 10 expected" scan.nii "${field[@]}" --set order=11 -o x.nii
refused 2 "coefficients: 2 numbers found, 4 expected for order 1" \
  scan.nii "${field[@]}" --set order=1 --set coefficients=1,2 -o x.nii
refused 2 "x.h5: a NIfTI file gives a NIfTI file, .nii or .nii.gz expected" scan.nii "${field[@]}" -o x.h5
refused 2 "x.nii: a study gives a study, .h5 or - expected" s.h5 "${field[@]}" -o x.nii
refused 1 "nan.nii: *(2, 1, 0)*" nan.nii "${field[@]}" -o x.nii
refused 1 "label.h5: /cases/a: has no image" label.h5 "${field[@]}" -o x.h5 --parameters x.json
refused 1 "s.h5: /cases/a: bias-field: voxel (*) leaves the range of float32; weaker parameters are needed" \
  s.h5 "${field[@]}" --set order=1 --set coefficients=0,0,0,100 -o x.h5
refused 1 "case 'b' is not there*" s.h5 "${field[@]}" --case b -o x.h5
refused 1 "standard input: *" - "${field[@]}" -o x.h5
refused 2 "unknown artifact 'gost' (did you mean *[?]); there are: bias-field, ghosting, *, zipper" \
  scan.nii --artifact gost -o x.nii
refused 2 "num-ghosts: 1.5 found, a whole number from 0 to 10000 expected" \
  scan.nii --artifact ghosting --set num-ghosts=1.5 -o x.nii
refused 2 "restore: 2 found, a number from 0 to 1 or none expected" \
  scan.nii --artifact ghosting --set restore=2 -o x.nii
refused 2 "degrees, translation and times: 2, 2 and 1 movements found, equal numbers expected" \
  scan.nii --artifact motion --set "degrees=3,0,9;0,0,2" --set times=0.5 -o x.nii
refused 2 "spikes-positions: 1 found, numbers from 0 to below 1 expected" \
  scan.nii --artifact spike --set spikes-positions=1,0,0 -o x.nii
refused 1 "none.nii: *" none.nii --artifact noise -o x.nii
refused 2 'two outputs have the name ./x.h5' s.h5 "${field[@]}" -o x.h5 --parameters ./x.h5
refused 2 'two outputs have the name -' s.h5 "${field[@]}" -o - --parameters -
cp s.h5 before.h5
refused 1 's.h5: is the input itself, another output is expected' s.h5 "${field[@]}" -o s.h5 --force
refused 1 './s.h5: is the input itself, another output is expected' \
  s.h5 "${field[@]}" -o x.h5 --parameters ./s.h5 --force
cmp s.h5 before.h5
refused 1 'gone.json: No such file or directory' s.h5 --replay gone.json -o x.h5
refused 1 'gone.ini: No such file or directory' s.h5 "${field[@]}" --recipe gone.ini -o x.h5
echo kept >x.json
expect_failure 1 'corrupt-artifacts: x.json: *' \
  corrupt-artifacts s.h5 "${field[@]}" -o x.h5 --parameters x.json -q
[ ! -e x.h5 ] || fail 'x.h5 was written'
[ "$(cat x.json)" = kept ] || fail 'x.json was replaced'
