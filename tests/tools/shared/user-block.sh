# A study that begins with a user block, as other programs write it, is read like any other.
python "$TESTS/tools/make_study.py" plain.h5 a
for size in 512 4096; do
  python - "$size" <<'PYTHON'
import sys, h5py
with h5py.File("plain.h5") as plain, h5py.File("block.h5", "w", userblock_size=int(sys.argv[1])) as block:
    block.attrs.update(plain.attrs)
    for name in plain:
        plain.copy(name, block)
PYTHON
  evaluate block.h5 -o block.csv -q --force
  evaluate plain.h5 -o plain.csv -q --force
  cmp block.csv plain.csv
done
head -c 3000 block.h5 >none.h5
expect_failure 1 'evaluate: none.h5: not an HDF5 file; *' evaluate none.h5 -o none.csv
