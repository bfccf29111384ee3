# A config file has the options by the same names; the command line wins.
python "$TESTS/tools/make_scan.py"
printf 'spacing = 2\nclip = 0,100\n' >p.ini
preprocess scan.nii.gz --config p.ini -o a.h5
preprocess scan.nii.gz --spacing 2 --clip 0,100 -o b.h5
cmp a.h5 b.h5
preprocess scan.nii.gz --config p.ini --spacing 1.5 -o c.h5
python - <<'EOF'
import h5py, json
assert json.loads(h5py.File("c.h5")["cases/scan"].attrs["preprocessing"]) == {"spacing": 1.5, "clip": [0, 100], "n4": False}
EOF
echo 'spacng = 2' >p.ini
expect_failure 1 "preprocess: p.ini: unknown key 'spacng'*spacing*" preprocess scan.nii.gz --config p.ini -o d.h5
