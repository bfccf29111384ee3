# The image error rises from level to level, for every artifact, on the phantom; with COOPSEG_SCANS=FOLDER on the NIfTI
# files of that folder as well. Of one artifact the draws differ in strength alone.
make-phantom --site c --subjects 1 --size 112 --spacing 3 -o phantom -q
python - <<'PYTHON'
import json, os, pathlib, subprocess, nibabel, numpy as np

listing = subprocess.run(["corrupt-artifacts", "--help"], capture_output=True, text=True).stdout
listing = listing[listing.index("Artifacts and their parameters") :]
artifacts = [line.split(":")[0].strip() for line in listing.splitlines()[1:] if line[:2] == "  " and line[2:3].isalpha()]
artifacts = artifacts[: artifacts.index("zipper") + 1]
assert len(artifacts) == 15, artifacts
folders = ["phantom", *filter(None, [os.environ.get("COOPSEG_SCANS")])]
scans = [scan for folder in folders for scan in sorted(pathlib.Path(folder).rglob("*.nii.gz")) if "_gt" not in scan.name]
assert len(scans) >= 2
for scan in scans:
    clean = nibabel.load(scan).get_fdata()
    for artifact in artifacts:
        errors = [0.0]
        for level in range(1, 6):
            command = ["corrupt-artifacts", scan, "--artifact", artifact, "--severity", str(level), "--seed", "3"]
            subprocess.run([*command, "-o", "out.nii", "--force", "-q"], check=True)
            errors.append(np.sqrt(np.mean((nibabel.load("out.nii").get_fdata() - clean) ** 2)))
        assert all(np.diff(errors) > 0), (scan, artifact, errors)
PYTHON
python "$TESTS/tools/make_study.py" s.h5 a
for level in 1 2 3 4 5; do
  corrupt-artifacts s.h5 --artifact bias-field --severity $level -o $level.h5 --parameters $level.json -q
done
corrupt-artifacts s.h5 --artifact bias-field -o default.h5 -q
cmp default.h5 3.h5
python - <<'PYTHON'
import json, numpy as np
drawn = [json.load(open(f"{n}.json"))["cases"][0]["parameters"]["coefficients"] for n in range(1, 6)]
ratios = np.array(drawn) / drawn[0]
np.testing.assert_allclose(ratios, np.broadcast_to(ratios[:, :1], ratios.shape), rtol=1e-12)
PYTHON
