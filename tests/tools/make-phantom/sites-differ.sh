# Sites differ as vendors do, measured in the images: contrast, noise, shading, spacing, size and scale.
make-phantom --subjects 1 --seed 2 -o cohort -q
python - <<'PYTHON'
import csv, itertools, nibabel, numpy as np

def measure(row):
    """Blood over wall, noise over blood, shading of the blood, spacing, matrix, slice distance, blood as stored."""
    image, label = (nibabel.load(f"cohort/{row[name]}") for name in ("image", "label"))
    voxels, numbers = np.asarray(image.dataobj, float), np.asarray(label.dataobj)
    blood, wall = voxels[numbers == 3], voxels[numbers == 2]
    ends = slice(8), slice(-8, None)
    noise = min(voxels[x, y].mean() for x in ends for y in ends) / np.sqrt(np.pi / 2)  # the corner without tissue
    spacing = image.header.get_zooms()
    return [np.median(blood) / np.median(wall), noise / np.median(blood), np.median(voxels[numbers == 1]) / np.median(blood),
            spacing[0], image.shape[0], spacing[2], np.median(blood)]

sites = {}
for row in csv.DictReader(open("cohort/manifest.csv")):
    sites.setdefault(row["site"], []).append(measure(row))
assert len(sites) >= 5, sites
means = {site: np.mean(rows, axis=0) for site, rows in sites.items()}
for a, b in itertools.combinations(means, 2):
    ratio = np.exp(np.abs(np.log(means[a] / means[b])))
    image_alone = ratio[:3]
    assert image_alone.max() > 1.15, (a, b, ratio)
    assert (ratio > 1.02).sum() >= 4, (a, b, ratio)
PYTHON
