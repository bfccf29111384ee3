# A single image: its id is its file name, or --case; standard output carries the same bytes as a file.
python "$TESTS/tools/make_scan.py"
preprocess scan.nii.gz --label scan_gt.nii.gz --labels 1=RV,2=MYO,3=LV -o scan.h5 2>log.txt
[ ! -s log.txt ] || fail "it said: $(cat log.txt)"
preprocess scan.nii.gz --label scan_gt.nii.gz --labels 1=RV,2=MYO,3=LV --threads 1 -o - >piped.h5
cmp scan.h5 piped.h5
preprocess scan.nii.gz --case p1_ED -o named.h5
python - <<'EOF'
import h5py
with h5py.File("scan.h5") as study:
    assert list(study["cases"]) == ["scan"]
    image, label = study["cases/scan/image"][()], study["cases/scan/label"][()]
    assert image.shape == label.shape == (3, 22, 26)
    assert image.min() >= 0 and image.max() <= 1
    assert [label[1, 11, x] for x in (12, 16, 18, 1)] == [1, 2, 3, 0], label[1, 11]
assert list(h5py.File("named.h5")["cases"]) == ["p1_ED"]
EOF
