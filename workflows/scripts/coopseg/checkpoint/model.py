"""The model file of a checkpoint, for predict, refine and augment-latent. Runs where hostile files may do no harm."""

import hashlib
import io
import json
import re
from argparse import Namespace
from collections.abc import Callable

import h5py
from torch import Tensor

import coopseg
from coopseg.checkpoint.files import context, refuse_if
from coopseg.checkpoint.networks import checked_weights, expected_shapes, of_folder, of_snapshot, sizes_of
from coopseg.checkpoint.torch_file import load

Files = dict[str, tuple[str, bytes]]  # name and content, by network or as "snapshot"


def make_model(options: Namespace, files: Files, begin: Callable[[str], None]) -> bytes:
    """A line that says what was found, and the model file. Tells `begin` of the file that is looked at."""
    values = {}
    for key, (name, data) in files.items():
        begin(name)
        with context(name):
            values[key] = load(data)
    names = {key: name for key, (name, _) in files.items()}
    states, variant = (of_snapshot if "snapshot" in files else of_folder)(values, names, options.variant)
    b, channels, classes = sizes_of(states)
    weights = checked_weights(states, expected_shapes(b, channels, classes))
    entries = enumerate(options.names.split(","))
    good = [bool(re.fullmatch(f"{number}=.+", entry)) for number, entry in entries] == classes * [True]
    refuse_if(not good, f"--names: '{options.names}' found, 0=NAME,1=NAME,... of {classes} classes expected")
    facts = {"variant": variant, "base_width": b, "channels": channels, **settings(options)}
    model = write_model(facts, provenance(options, files), weights)
    return f"imported ftn-stn, variant {variant}, base width {b}\n".encode() + model


def to_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def settings(options: Namespace) -> dict[str, object]:
    clip = [float(text) for text in options.clip.split(",")]
    preprocessing = to_json({"clip": clip, "n4": options.n4, "spacing": options.spacing})
    spacing, size = 2 * [options.spacing], 2 * [options.size]
    return {"names": options.names, "spacing": spacing, "size": size, "preprocessing": preprocessing, "config": ""}


def provenance(options: Namespace, files: Files) -> str:
    texts = {"clip": options.clip, "n4": to_json(options.n4), "names": options.names, "size": str(options.size)}
    texts |= {"spacing": repr(options.spacing).removesuffix(".0")}
    texts |= {"variant": options.variant} if options.variant else {}
    digests = {key: f"sha256:{hashlib.sha256(files[key][1]).hexdigest()}" for key in sorted(files)}
    step = {"tool": "import-checkpoint", "version": coopseg.__version__, "options": texts, "digests": digests}
    return to_json([step])


def write_model(facts: dict[str, object], steps: str, weights: dict[str, dict[str, Tensor]]) -> bytes:
    file = io.BytesIO()
    with h5py.File(file, "w", libver=("earliest", "v110")) as model:  # the other programs' HDF5 is 1.10
        model.attrs.update({"format": "coopseg-model", "version": 1, "network": "ftn-stn", **facts})
        model["provenance"] = steps
        for network, state in weights.items():
            for key, tensor in state.items():
                model[f"weights/{network}/{key}"] = tensor.numpy()
    return file.getvalue()
