# Equal bytes from equal seeds, for any number of threads; a subject does not depend on which others are made.
small="--size 40 --spacing 6 -q"
# shellcheck disable=SC2086
{
  make-phantom --site a,b --subjects 2 $small --seed 7 --threads 1 -o first
  make-phantom --site b --subjects 3 $small --seed 7 --threads 3 -o second
  make-phantom --site a,b --subjects 2,2 $small --seed 7 --threads 2 -o third
  make-phantom --site a --subjects 1 $small --seed 8 -o fourth
}
diff -r first third
for patient in patient1001 patient1002; do diff -r first/$patient second/$patient; done
! cmp -s first/patient001/patient001_frame01.nii.gz fourth/patient001/patient001_frame01.nii.gz || fail "seed unused"
! cmp -s first/patient001/patient001_frame01.nii.gz first/patient002/patient002_frame01.nii.gz || fail "one subject"
