# Every program that takes a NIfTI file takes the other types of volumes; labels are written as NIfTI.
python "$TESTS/tools/make_scan.py"
make_model coop
python - <<'EOF'
import SimpleITK
for name in "scan", "scan_gt":
    volume = SimpleITK.ReadImage(name + ".nii.gz")
    for ending in "mha", "nrrd", "hdr":
        SimpleITK.WriteImage(volume, f"{name}.{ending}")
EOF
predict --model model.h5 scan.nii.gz -o expected.nii --threads 1 -q
refine --model model.h5 scan_gt.nii.gz --labels 1=RV,2=MYO,3=LV -o refined.nii --threads 1 -q
corrupt-artifacts scan.nii.gz --artifact ghosting -o bad.nii -q
for type in mha nrrd hdr; do
  mkdir "$type"
  predict --model model.h5 "scan.$type" -o "$type/p.nii" --threads 1 -q
  predict --model model.h5 "scan.$type" -o "$type/folder/" --threads 1 -q
  refine --model model.h5 "scan_gt.$type" --labels 1=RV,2=MYO,3=LV -o "$type/r.nii" --threads 1 -q
  corrupt-artifacts "scan.$type" --artifact ghosting -o "$type/b.nii" -q
  python - "$type" <<'EOF'
import sys, nibabel, numpy as np
for expected, found in ("expected", "p.nii"), ("expected", "folder/scan.nii.gz"), ("refined", "r.nii"), ("bad", "b.nii"):
    one, other = nibabel.load(f"{expected}.nii"), nibabel.load(f"{sys.argv[1]}/{found}")
    np.testing.assert_allclose(one.get_fdata(), other.get_fdata(), atol=1e-3, err_msg=found)
    np.testing.assert_allclose(one.affine, other.affine, atol=1e-5)
EOF
  evaluate --prediction "scan_gt.$type" --reference scan_gt.nii.gz -o "$type.csv" -q
  [ "$(grep -c ',ok,1,' "$type.csv")" -eq 3 ] || fail "$(cat "$type.csv")"
done
mkdir pairs
cp scan_gt.hdr scan_gt.img pairs/
evaluate --prediction pairs --reference pairs -o pairs.csv -q
[ "$(grep -c ',ok,1,' pairs.csv)" -eq 3 ] || fail "$(cat pairs.csv)"
printf 'case,patient,phase,site,vendor,image,label,frame,labels\na,a,ED,,,scan.nrrd,scan_gt.mha,,\n' >manifest.csv
preprocess --manifest manifest.csv --data-root . -o m.h5 -q

types='.nii, .nii.gz, .mha, .mhd, .nrrd, .nhdr, .hdr, .img, .gipl'
echo DICM >scan.dcm
expect_failure 1 "evaluate: scan.dcm: not an HDF5 file; one of $types, .h5 is expected" evaluate scan.dcm -o x.csv
expect_failure 1 "predict: scan.dcm: not an HDF5 file; one of $types, .h5 is expected" \
  predict --model model.h5 scan.dcm -o x.h5
expect_failure 1 "corrupt-artifacts: scan.dcm: not an HDF5 file; one of $types, .h5 is expected" \
  corrupt-artifacts scan.dcm --artifact noise -o x.h5
expect_failure 1 "preprocess: scan.dcm: unknown type of file, one of $types is expected" preprocess scan.dcm -o x.h5

# A header beside its voxels is read within what the folder holds, and in a folder that may be entered but not listed.
python - <<'EOF'
import SimpleITK
SimpleITK.WriteImage(SimpleITK.ReadImage("scan.nii.gz"), "closed.mhd")
header = open("closed.mhd").read()
open("claims.mhd", "w").write("".join("DimSize = 30000 30000 30000\n" if line.startswith("DimSize") else line
                                      for line in header.splitlines(keepends=True)))
EOF
if ! is_sanitized; then
  (ulimit -v 2000000 && preprocess claims.mhd -o x.h5) 2>claims.txt && fail "a header that claims 54 TB was read"
  [ "$(grep -c '^preprocess: claims.mhd: ' claims.txt)" -eq 1 ] || fail "$(cat claims.txt)"
  [ "$(wc -l <claims.txt)" -eq 1 ] || fail "$(cat claims.txt)"
  # 512 MB less a little, which is had once but not twice
  mkdir alone
  printf '\0\040\0\040\0\013\135\001\0\017%0250d' 0 >alone/claims.gipl
  expect_failure 1 'preprocess: alone/claims.gipl: reading it takes more memory than a file of its size needs, or than there is' preprocess alone/claims.gipl -o x.h5
fi
mkdir closed open
mv closed.mhd closed.raw closed/
chmod 711 . closed
chmod 777 open
stranger=()
if [ "$(id -u)" -eq 0 ]; then
  stranger=(setpriv --reuid=65534 --regid=65534 --clear-groups --)
  "${stranger[@]}" test -x "$(command -v preprocess)" -a -x . || stranger=() # a checkout that root alone may enter
fi
"${stranger[@]}" "$(command -v preprocess)" closed/closed.mhd -o open/closed.h5 -q
[ -s open/closed.h5 ] || fail "nothing was written"
