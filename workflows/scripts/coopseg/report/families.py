"""Methods by the networks that they train: what the reader of a large comparison shows and hides together."""

from coopseg.experiment.methods import parse_ini
from coopseg.report.inputs import Results

FAMILIES = {
    "ftn-stn": "FTN and STN together",
    "ftn": "FTN alone",
    "segmenter": "Segmentation network alone",
    "unet": "U-Net",
}
MANY = 6  # methods from which on a reader may want to see less than all


def families(results: Results) -> list[tuple[str, list[str]]]:
    """(title, methods), nothing where there are few methods."""
    if len(results.methods) < MANY:
        return []
    networks = {method: parse_ini(results.configs[method])["network"] for method in results.methods}
    found = [(title, [m for m in results.methods if networks[m] == network]) for network, title in FAMILIES.items()]
    return [(title, methods) for title, methods in found if methods]
