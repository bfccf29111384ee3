# --preview draws what the networks are fed, the same bytes each time, and changes neither the model nor its record.
make_model standard
train() {
  train-ftn-stn --config "$TESTS/../configs/train/standard.ini" --base-width 2 --size 16 --batch-size 4 --epochs 1 \
    --learning-rate 0.01 --train-list train.txt --val-list val.txt --threads 1 -q "$@"
}
train --preview a.png -o with
train --preview b.png -o again
cmp a.png b.png
cmp with/best.h5 model.h5
cmp with/config.ini run-standard/config.ini
expect_failure 1 'train-ftn-stn: a.png: exists*' train --preview a.png -o new
python - <<'PYTHON'
import numpy as np
from PIL import Image

sheet = np.asarray(Image.open("a.png"))
assert sheet.shape == (4 * 46 + 4, 6 * 36 + 4, 3), sheet.shape
for colour in (0xFF, 0x7F, 0x2A), (0x56, 0xB4, 0xE9), (0xF0, 0xE4, 0x42):
    assert (sheet == colour).all(axis=2).any(), colour
PYTHON
