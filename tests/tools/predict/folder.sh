# A folder gets a label per input, under the input's name or the case's id; equal names are refused before any work.
make_model coop
mkdir one two
cp scan.nii.gz one/
cp scan.nii.gz two/
cp scan.nii.gz other.nii.gz
predict --model model.h5 one/scan.nii.gz other.nii.gz t.h5 -o out/ -q
[ "$(ls out)" = "$(printf 'other.nii.gz\nscan.nii.gz\nt.nii.gz')" ] || fail "$(ls out)"
cmp out/scan.nii.gz out/t.nii.gz
expect_failure 1 'predict: new/: two inputs would be written as scan.nii.gz; *' \
  predict --model model.h5 one/scan.nii.gz two/scan.nii.gz -o new/
expect_failure 1 'predict: out/scan.nii.gz: exists already; *' predict --model model.h5 scan.nii.gz -o out/ -q
expect_failure 1 'predict: x.nii.gz: a NIfTI file takes one case, 2 found: scan.nii.gz, other.nii.gz; *' \
  predict --model model.h5 scan.nii.gz other.nii.gz -o x.nii.gz
[ ! -e new ] || fail "a refused run made its folder"
