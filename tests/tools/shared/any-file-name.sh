# File names that are no case ids go in and come out; what systems leave in folders is no label.
python "$TESTS/tools/make_scan.py"
mkdir truth found
for name in 'scan 01 (ED)' 'Müller' '_sax'; do
  cp scan.nii.gz "$name.nii.gz"
  corrupt-artifacts "$name.nii.gz" --artifact noise -o "noisy $name.nii.gz" -q
  preprocess "$name.nii.gz" -o "$name.h5" -q
  cp scan_gt.nii.gz "truth/$name.nii.gz"
  cp scan_gt.nii.gz "found/$name.nii.gz"
done
for folder in truth found; do
  echo resource >"$folder/._scan.nii.gz"
  touch "$folder/.DS_Store" "$folder/Thumbs.db"
done
evaluate --reference truth --prediction found -o scores.csv -q
[ "$(cut -d, -f1 scores.csv | sort -u | tr '\n' ' ')" = 'M_ller-a7842989 case case_sax-10459e8d scan_01__ED_-f96395fc ' ] || fail "$(cat scores.csv)"
evaluate --reference 'truth/Müller.nii.gz' --prediction 'found/Müller.nii.gz' -o one.csv -q
[ "$(grep -c '^M_ller-a7842989,' one.csv)" -eq 3 ] || fail "$(cat one.csv)"
