# A blank image, N4 on values below 0 and a stack stored through the wrong axis are warned of, once each.
python - <<'PYTHON'
import nibabel, numpy as np
scan = np.random.default_rng(0).normal(200, 20, (40, 40, 4)).astype("f4")
scan[12:28, 12:28] += 500
for name, data, zooms in (
    ("good", scan, (1.5, 1.5, 10)),
    ("blank", scan * 0 + 7, (1.5, 1.5, 10)),
    ("clipped", np.pad(np.ones((10, 10, 4), "f4"), ((90, 90), (90, 90), (0, 0))), (1.5, 1.5, 10)),
    ("below", scan - 500, (1.5, 1.5, 10)),
    ("wrong", np.ascontiguousarray(scan.transpose(2, 1, 0)), (10, 1.5, 1.5)),
):
    nibabel.save(nibabel.Nifti1Image(data, np.diag([*zooms, 1.0])), name + ".nii")
PYTHON
for name in good blank clipped below wrong; do
  n4=--n4
  if [ $name = wrong ]; then n4=; fi
  preprocess $name.nii $n4 -o $name.h5 2>$name.txt
done
[ ! -s good.txt ] || fail "$(cat good.txt)"
for expected in "blank:blank image" "clipped:blank image: .* after the clip to percentiles" "below:values below 0" "wrong:through the wrong axis"; do
  file=${expected%%:*}.txt
  [ "$(wc -l <"$file")" -eq 1 ] || fail "$(cat "$file")"
  grep -q "${expected#*:}" "$file" || fail "$(cat "$file")"
done
corrupt-artifacts wrong.nii --artifact noise -o corrupted.nii 2>corrupted.txt
grep -q 'through the wrong axis' corrupted.txt || fail "$(cat corrupted.txt)"
