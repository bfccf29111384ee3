# A folder of inputs in one process; --resume leaves out what is there already and keeps its rows.
make_model coop
mkdir in
for number in 1 2 3; do cp scan.nii.gz in/s$number.nii.gz; done
printf x >in/notes.txt
printf x >in/._s1.nii.gz
predict --model model.h5 in/ -o whole/ --report whole.csv --measure whole-m.csv --measure whole.json -q
[ "$(ls whole)" = "$(printf 's1.nii.gz\ns2.nii.gz\ns3.nii.gz')" ] || fail "$(ls whole)"
head -c 200 scan.nii.gz >in/s2.nii.gz
status=0
predict --model model.h5 in -o part/ --keep-going --report part.csv --measure part-m.csv --measure part.json 2>log.txt || status=$?
[ $status -eq 1 ] || fail "status $status"
grep -q 'predict: 2 of 3 cases segmented' log.txt || fail "$(cat log.txt)"
cp scan.nii.gz in/s2.nii.gz
touch -d '2001-01-01' part/s1.nii.gz
predict --model model.h5 in -o part/ --resume --report part.csv --measure part-m.csv --measure part.json 2>log.txt
grep -q 'predict: 1 of 3 cases segmented, 2 were there already' log.txt || fail "$(cat log.txt)"
[ "$(date -r part/s1.nii.gz +%Y)" = 2001 ] || fail 's1 was written again'
for number in 1 2 3; do cmp whole/s$number.nii.gz part/s$number.nii.gz; done
for table in .csv -m.csv; do
  sort whole$table >a.txt
  sort part$table >b.txt
  cmp a.txt b.txt
done
python -c 'import json; assert [c["case"] for c in json.load(open("part.json"))["cases"]] == ["s1", "s3", "s2"]'
# A label without its rows is not finished.
rm part.csv
predict --model model.h5 in -o part/ --resume --report part.csv -q
[ "$(wc -l <part.csv)" -eq 10 ] || fail "$(cat part.csv)"
rm part/s1.nii.gz  # nor are rows without their label, which are made again
predict --model model.h5 in -o part/ --resume --report part.csv -q
[ "$(wc -l <part.csv)" -eq 10 ] || fail "$(cat part.csv)"
expect_failure 1 'predict: part.csv: columns *' predict --model model.h5 in -o part/ --resume --measure part.csv -q
expect_failure 2 'predict: --resume goes on with a folder of labels, *' predict --model model.h5 in/s1.nii.gz -o x.nii.gz --resume
expect_failure 2 'predict: --resume keeps what --force replaces; *' predict --model model.h5 in -o part/ --resume --force
mkdir none
expect_failure 1 'predict: none: no file of a known type in this folder, *' predict --model model.h5 none -o x/
