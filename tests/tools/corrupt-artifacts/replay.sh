# --replay gives the same bytes as the run that wrote the parameters: drawn, given or by a recipe; study or NIfTI.
python "$TESTS/tools/make_study.py" s.h5 a b
python "$TESTS/tools/make_scan.py" 3
again() {
  local input=$1 kind=$2
  shift 2
  corrupt-artifacts "$input" "$@" -o "one.$kind" --parameters drawn.json -q --force
  corrupt-artifacts "$input" --replay drawn.json -o "two.$kind" --parameters twice.json -q --force
  cmp "one.$kind" "two.$kind"
  cmp drawn.json twice.json
}
for artifact in bias-field ghosting motion spike respiratory-motion mistriggering slice-misalignment noise gamma banding \
  blur gibbs undersampling wrap-around zipper; do
  again s.h5 h5 --artifact $artifact --severity 4 --seed 5
  again scan.nii.gz nii.gz --artifact $artifact --severity 2
done
again s.h5 h5 --recipe "$TESTS/../configs/artifacts/acdc-c.ini" --artifact motion --copy 2
again scan.nii.gz nii.gz --artifact motion --set "degrees=3,0,9;0,0,2" --set mode=torchio
corrupt-artifacts s.h5 --artifact spike -o x.h5 --case a --parameters a.json -q
expect_failure 1 "corrupt-artifacts: a.json: has no entry for case 'b'" \
  corrupt-artifacts s.h5 --replay a.json -o y.h5
expect_failure 2 'corrupt-artifacts: --replay and --seed exclude each other' \
  corrupt-artifacts s.h5 --replay a.json --seed 1 -o y.h5
echo '{"cases": [{"case": "a", "artifact": "spike", "parameters": {"intensity": "much"}}]}' >wrong.json
expect_failure 1 "corrupt-artifacts: wrong.json: case 'a': intensity: 'much' found, a number from -1000 to 1000 expected" \
  corrupt-artifacts s.h5 --replay wrong.json -o y.h5
echo '[]' >wrong.json
expect_failure 1 'corrupt-artifacts: wrong.json: a file as --parameters writes it expected*' \
  corrupt-artifacts s.h5 --replay wrong.json -o y.h5
[ ! -e y.h5 ]
