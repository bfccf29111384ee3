# Damaged and wrong files: one line that names the file, no output, an existing output untouched.
python "$TESTS/tools/make_scan.py"
refused() { expect_failure 1 "preprocess: $1" preprocess "${@:2}" -o a.h5; }
refused 'gone.nii.gz: No such file or directory' gone.nii.gz
head -c 500 scan.nii.gz >cut.nii.gz
refused 'cut.nii.gz: the gzip stream is truncated' cut.nii.gz
gzip -dc scan.nii.gz >scan.nii
head -c 300 scan.nii >head.nii
refused 'head.nii: header truncated at byte 300, 348 bytes are expected' head.nii
head -c 1000 scan.nii >voxels.nii
refused 'voxels.nii: truncated: its dimensions ask for 2880 bytes of voxels, 648 are there' voxels.nii
echo text >text.nii
refused 'text.nii: header truncated at byte 5, 348 bytes are expected' text.nii
preprocess scan.nii -o scan.h5
refused 'scan.h5: unknown type of file, one of .nii, *' scan.h5
python - <<'EOF'
import nibabel, numpy
label = nibabel.load("scan_gt.nii.gz")
moved = label.affine.copy()
moved[0, 3] += 0.1
nibabel.save(nibabel.Nifti1Image(numpy.asarray(label.dataobj), moved), "moved_gt.nii.gz")
voxels = nibabel.load("scan.nii").get_fdata()
voxels[4, 3, 2] = numpy.nan
nibabel.save(nibabel.Nifti1Image(voxels, label.affine), "nan.nii")
nibabel.save(nibabel.Nifti1Pair(voxels, label.affine), "pair.img")
nibabel.save(nibabel.Nifti2Image(voxels, label.affine), "two.nii")
EOF
refused 'moved_gt.nii.gz: geometry: origin (-20, -30, -40) in scan.nii, (-20.1*, -30, -40) in moved_gt.nii.gz; tolerance: 1e-3 of a voxel' \
  scan.nii --label moved_gt.nii.gz
refused 'scan_gt.nii.gz: voxel (*) has the value *, expected is one of 0=background,1=LV' \
  scan.nii --label scan_gt.nii.gz --labels 1=LV
refused 'nan.nii: voxel (4, 3, 2) is not finite, finite intensities are expected' nan.nii
cp pair.hdr half.nii
refused 'half.nii: is one half of an .hdr/.img pair, a single .nii file is expected' half.nii
rm pair.img
refused 'pair.img: No such file or directory' pair.hdr
refused 'two.nii: is a NIfTI-2 file, NIfTI-1 is expected' two.nii
[ ! -e a.h5 ] || fail "a.h5 was written"
echo kept >a.h5
refused 'a.h5: exists already; --force replaces it' scan.nii
[ "$(cat a.h5)" = kept ] || fail "a.h5 was touched"
preprocess scan.nii -o a.h5 --force
[ -z "$(find . -name '.coopseg*')" ] || fail "a temporary file is left"
