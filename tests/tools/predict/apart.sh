# Different inputs stay apart: in tables, where labels go, and in what is left when some cannot be read.
make_model coop
mkdir scans
cp scan.nii.gz scans/李明.nii.gz
cp scan.nii.gz scans/王芳.nii.gz
predict --model model.h5 scans -o labels/ --report r.csv --measure m.csv -q
[ "$(cut -d, -f1 m.csv | sort | uniq -c | awk '{print $1}' | tr '\n' ' ')" = '1 1 1 ' ] || fail "$(cat m.csv)"
[ "$(cut -d, -f1 r.csv | sort -u | wc -l)" -eq 3 ] || fail "$(cat r.csv)"
gzip -dc scan.nii.gz >other.nii
cp other.nii scan.nii
expect_failure 1 'predict: scan.nii: is case scan as scan.nii.gz is; --report and --measure take one case of a name' \
  predict --model model.h5 scan.nii.gz scan.nii -o two/ --report two.csv
predict --model model.h5 scan.nii.gz scan.nii -o two/ -q

# An output is no input and no other output, however its name is written.
cp scan.nii.gz kept.nii.gz
for option in --resume --force; do
  expect_failure 1 'predict: ./scan.nii.gz: is the input itself, another output is expected' \
    predict --model model.h5 scan.nii.gz -o ./ $option
done
expect_failure 1 'refine: ./scan.nii.gz: is the input itself, another output is expected' \
  refine --model model.h5 scan.nii.gz -o ./ --resume
cmp scan.nii.gz kept.nii.gz
expect_failure 2 'predict: two outputs have the name ./same.csv' \
  predict --model model.h5 scan.nii.gz -o new.nii.gz --report ./same.csv --measure same.csv
expect_failure 2 'predict: an output needs a name' predict --model model.h5 scan.nii.gz -o new.nii.gz --report ''

# A pipe has no name to look at twice.
mkfifo pipe.nii
cat other.nii >pipe.nii &
predict --model model.h5 pipe.nii -o from-pipe.nii -q
predict --model model.h5 other.nii -o from-file.nii -q
cmp from-pipe.nii from-file.nii

# Where a path cannot be looked at, or memory is short, --keep-going names the input and goes on.
mkdir some
cp scan.nii.gz some/a.nii.gz
ln -s b.nii.gz some/b.nii.gz
cp scan.nii.gz some/d.nii.gz
predict --model model.h5 some -o some-labels/ --keep-going 2>log.txt && fail 'exit status 0'
grep -q 'warning: some/b.nii.gz: Too many levels of symbolic links$' log.txt || fail "$(cat log.txt)"
[ "$(ls some-labels)" = "$(printf 'a.nii.gz\nd.nii.gz')" ] || fail "$(ls some-labels)"
if is_sanitized; then exit 0; fi
rm some/b.nii.gz
python -c '
import nibabel, numpy as np
nibabel.save(nibabel.Nifti1Image(np.zeros((1200, 1200, 100), "i2"), np.diag([1.5, 1.5, 8, 1])), "some/c.nii.gz")'
# What LibTorch itself takes depends on its build: enough for the small ones, no more than half a GB above it.
enough=1500000
until (ulimit -v "$enough" && predict --model model.h5 some/a.nii.gz -o a.nii.gz --threads 1 -q --force) 2>log.txt; do
  enough=$((enough + 500000))
  [ "$enough" -lt 64000000 ] || fail "$(cat log.txt)"
done
(ulimit -v "$enough" && predict --model model.h5 some -o with-less/ --keep-going --threads 1 2>log.txt) && fail 'exit status 0'
grep -q 'warning: some/c.nii.gz: out of memory$' log.txt || fail "$(cat log.txt)"
[ "$(ls with-less)" = "$(printf 'a.nii.gz\nd.nii.gz')" ] || fail "$(ls with-less)"
