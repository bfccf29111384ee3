# One damaged file of three ends the run without a label; with --keep-going the others get theirs, it is listed, and the
# exit status is 1. The same in refine.
make_model coop
mkdir out refined
cp scan.nii.gz s1.nii.gz
cp scan.nii.gz s3.nii.gz
head -c 200 scan.nii.gz >s2.nii.gz
expect_failure 1 'predict: s2.nii.gz: *' predict --model model.h5 s1.nii.gz s2.nii.gz s3.nii.gz -o out/ -q
[ -z "$(ls out)" ] || fail "$(ls out)"
predict --model model.h5 s1.nii.gz s2.nii.gz s3.nii.gz -o out/ --keep-going --report r.csv 2>log.txt && fail 'exit status 0'
[ "$(ls out)" = "$(printf 's1.nii.gz\ns3.nii.gz')" ] || fail "$(ls out)"
grep -q 'warning: s2.nii.gz: ' log.txt || fail "$(cat log.txt)"
[ "$(tail -n 1 log.txt)" = 'predict: 1 of 3 inputs failed' ] || fail "$(cat log.txt)"
[ "$(cut -d, -f1 r.csv | sort -u)" = "$(printf 'case\ns1\ns3')" ] || fail "$(cat r.csv)"
predict --model model.h5 s1.nii.gz -o one.nii.gz -q
cmp one.nii.gz out/s1.nii.gz
expect_failure 1 'predict: 1 of 1 inputs failed; s2.nii.gz: *' predict --model model.h5 s2.nii.gz -o none.nii.gz --keep-going -q
[ ! -e none.nii.gz ] || fail 'a failed input has an output'
cp s2.nii.gz out/s2.nii.gz
expect_failure 1 'refine: 1 of 3 inputs failed; out/s2.nii.gz: *' \
  refine --model model.h5 out/s1.nii.gz out/s2.nii.gz out/s3.nii.gz -o refined/ --keep-going -q
[ "$(ls refined)" = "$(printf 's1.nii.gz\ns3.nii.gz')" ] || fail "$(ls refined)"
