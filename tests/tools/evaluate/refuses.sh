# What cannot be scored is an error that names it, and no table is written.
python - <<PYTHON
import sys
sys.path.insert(0, "$TESTS/tools")
import nibabel, numpy as np
from make_study import write_study
write_study("ab.h5", ["a", "b"])
write_study("a.h5", ["a"])
write_study("label.h5", ["a"], ["image", "label"])
write_study("prediction.h5", ["a"], ["image", "prediction"])
write_study("image.h5", ["a"], ["image"])
def save(name, shape=(4, 4, 2), origin=0.0, value=1):
    affine = np.diag([1.0, 1.0, 8.0, 1.0])
    affine[1, 3] = origin
    nibabel.save(nibabel.Nifti1Image(np.full(shape, value, np.float32), affine), name)
save("plain.nii")
save("moved.nii", origin=0.5)
save("short.nii", shape=(4, 4, 1))
save("cine.nii", shape=(4, 4, 2, 3))
save("five.nii", value=5)
save("half.nii", value=0.5)
image = nibabel.load("plain.nii")
image.header["srow_x"][0] = np.nan
image.header["vox_offset"] = 352
with open("nan.nii", "wb") as file:
    file.write(image.header.binaryblock + bytes(4) + image.get_fdata().astype(np.float32).tobytes("F"))
PYTHON
head -c 400 plain.nii >cut.nii
mkdir empty twice
cp plain.nii twice/a.nii
gzip -c plain.nii >twice/a.nii.gz
expect_failure 1 'evaluate: label.h5: /cases/a: has no prediction' evaluate label.h5 -o x.csv -q
expect_failure 1 'evaluate: prediction.h5: /cases/a: has no label' evaluate prediction.h5 -o x.csv -q
expect_failure 1 'evaluate: image.h5: /cases/a: has no prediction' \
  evaluate --reference a.h5 --prediction image.h5 -o x.csv -q
expect_failure 1 "evaluate: case 'b' has a reference but no prediction" \
  evaluate --reference ab.h5 --prediction a.h5 -o x.csv -q
expect_failure 1 "evaluate: case 'b' has a prediction but no reference" \
  evaluate --reference a.h5 --prediction ab.h5 -o x.csv -q
expect_failure 1 "evaluate: a.h5: case 'a' is there twice" evaluate ab.h5 a.h5 -o x.csv -q
expect_failure 1 'evaluate: geometry: origin (*) in moved.nii, (*) in plain.nii; tolerance: 1e-3 of a voxel' \
  evaluate --reference moved.nii --prediction plain.nii -o x.csv -q
expect_failure 1 'evaluate: geometry: size (4, 4, 2) in plain.nii, (4, 4, 1) in short.nii; *' evaluate --reference plain.nii --prediction short.nii -o x.csv -q
expect_failure 1 'evaluate: cine.nii: 3 frames found, one label volume expected' \
  evaluate --reference plain.nii --prediction cine.nii -o x.csv -q
expect_failure 1 'evaluate: five.nii: *5*' evaluate --reference plain.nii --prediction five.nii -o x.csv -q
expect_failure 1 'evaluate: half.nii: *0.5*' evaluate --reference plain.nii --prediction half.nii -o x.csv -q
expect_failure 1 'evaluate: cut.nii: truncated: *' evaluate --reference plain.nii --prediction cut.nii -o x.csv -q
expect_failure 1 'evaluate: nan.nii: header: the sform is not finite, *' evaluate --reference plain.nii --prediction nan.nii -o x.csv -q
expect_failure 1 "evaluate: twice/a.nii.gz: case 'a' is there twice" \
  evaluate --reference twice --prediction twice -o x.csv -q
expect_failure 1 'evaluate: empty: no file of a known type in this folder, one of .nii,*' \
  evaluate --reference empty --prediction empty -o x.csv -q
expect_failure 1 'evaluate: standard input: *' evaluate - -o x.csv -q
expect_failure 1 'evaluate: plain.nii: a study is expected here; --prediction takes volumes and folders' \
  evaluate plain.nii -o x.csv
cp plain.nii before.nii
for output in '-o' '-o x.csv --summary' '-o x.csv --validity'; do
  # shellcheck disable=SC2086
  expect_failure 1 'evaluate: ./plain.nii: is the input itself, another output is expected' \
    evaluate --reference five.nii --prediction plain.nii $output ./plain.nii --force
done
cmp plain.nii before.nii
[ ! -e x.csv ]
expect_failure 2 'evaluate: give either studies, or --prediction with or without --reference, or --pairs' evaluate -o x.csv
expect_failure 2 'evaluate: give either studies, or --prediction with or without --reference, or --pairs' evaluate --reference a.h5 -o x.csv
expect_failure 2 'evaluate: give either studies, or --prediction with or without --reference, or --pairs' \
  evaluate --pairs p.csv --prediction a.h5 -o x.csv
expect_failure 2 'evaluate: give either studies, or --prediction with or without --reference, or --pairs' \
  evaluate a.h5 --reference a.h5 --prediction a.h5 -o x.csv
echo kept >x.csv
expect_failure 1 'evaluate: x.csv: *' evaluate a.h5 -o x.csv
[ "$(cat x.csv)" = kept ]
