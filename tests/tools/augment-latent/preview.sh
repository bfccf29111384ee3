# --preview draws a sheet with a row per slice: input, reconstruction, corrupted image, difference, label, corrupted
# segmentation; the study stays the same.
make_model coop
make() { augment-latent --model model.h5 t.h5 -q --threads 1 --mask channel --random-threshold 0 "$@"; }
make -o plain.h5
make -o hard.h5 --preview both.png
cmp plain.h5 hard.h5
make --scope shape -o shape.h5 --preview shape.png
make --threshold 0 -o none.h5 --preview none.png
python - <<'PYTHON'
import h5py, numpy as np
from PIL import Image
zoom, side, gap, caption = 12, 192, 4, 10
def sheet(name, columns):
    picture = np.asarray(Image.open(f"{name}.png").convert("RGB")).astype(int)
    rows = 3
    assert picture.shape == (gap + rows * (caption + side + gap), gap + columns * (side + gap), 3), picture.shape
    corner = lambda row, column: (gap + row * (caption + side + gap), gap + column * (side + gap))
    captions, tiles = {}, {}
    for row in range(rows):
        for column in range(columns):
            y, x = corner(row, column)
            captions[row, column] = picture[y : y + caption, x : x + side]
            tiles[row, column] = picture[y + caption : y + caption + side, x : x + side]
    assert all(text.any() for text in captions.values())
    return tiles
both, shape, none = sheet("both", 6), sheet("shape", 3), sheet("none", 6)
t, hard = h5py.File("t.h5")["cases/t"], h5py.File("hard.h5")["cases/t"]
inside = np.s_[3:19, 5:21]
def pixels(tile):
    """The middle of the picture of each pixel of the slice: between the four pixels about it, where zoom is even."""
    middle = tile.reshape(16, zoom, 16, zoom, 3)[:, zoom // 2 - 1 : zoom // 2 + 1, :, zoom // 2 - 1 : zoom // 2 + 1]
    return middle.mean(axis=(1, 3))
def outlined(tile):
    return {tuple(colour) for colour in tile.reshape(-1, 3) if len(set(colour)) > 1}
colours = {1: (0xFF, 0x7F, 0x2A), 2: (0x56, 0xB4, 0xE9), 3: (0xF0, 0xE4, 0x42)}
for row in range(3):
    slice_ = t["image"][row][inside]
    slice_ = (slice_ - slice_.min()) / (slice_.max() - slice_.min())
    assert np.abs(pixels(both[row, 0])[..., 0] - 255 * slice_).max() < 12
    corrupted = hard["image"][row][inside]
    assert np.abs(pixels(both[row, 2])[..., 0] - 255 * corrupted).max() < 12
    for column, array in ((4, t["label"]), (5, hard["prediction"])):
        shown = set(np.unique(array[row][inside])) - {0}
        assert outlined(both[row, column]) <= {colours[label] for label in shown}, (row, column)
        assert bool(outlined(both[row, column])) == bool(shown)
    assert not np.array_equal(both[row, 1], both[row, 2])
    assert set(np.unique(none[row, 3])) <= {127, 128} and not set(np.unique(both[row, 3])) <= {127, 128}
    assert np.array_equal(shape[row, 0], both[row, 0]) and np.array_equal(shape[row, 1], both[row, 4])
PYTHON
expect_failure 1 'augment-latent: both.png: *exists*' \
  augment-latent --model model.h5 t.h5 --preview both.png -o x.h5 -q
for option in '' --force; do
  expect_failure 2 'augment-latent: two outputs have the name *both.png' \
    augment-latent --model model.h5 t.h5 --preview ./both.png -o both.png -q $option
done
[ ! -e x.h5 ] || fail "a refused run left a file"
