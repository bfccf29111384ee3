"""The model file that predict, refine and augment-latent read."""

from __future__ import annotations

import io
import json
from argparse import Namespace
from typing import TYPE_CHECKING

import coopseg
from coopseg.checkpoint.messages import context, refuse_if

if TYPE_CHECKING:
    from coopseg.checkpoint.networks import Weights


def check_names(names: str, classes: int) -> None:
    entries = names.split(",")
    with context("--names"):
        for number, entry in enumerate(entries):
            good = entry.startswith(f"{number}=") and entry != f"{number}="
            refuse_if(not good, f"entry '{entry}' found, '{number}=NAME' expected")
        refuse_if(len(entries) != classes, f"'{names}' found, {classes} classes expected")


def to_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def provenance(options: Namespace, digests: dict[str, str]) -> str:
    texts = {"clip": options.clip, "n4": to_json(options.n4), "names": options.names, "size": str(options.size)}
    texts |= {"spacing": repr(options.spacing).removesuffix(".0")}
    texts |= {"variant": options.variant} if options.variant else {}
    step = {"tool": "import-checkpoint", "version": coopseg.__version__, "options": texts, "digests": digests}
    return to_json([step])


def model_file(options: Namespace, facts: dict[str, object], digests: dict[str, str], weights: Weights) -> bytes:
    import h5py

    clip = [float(text) for text in options.clip.split(",")]
    settings = {
        "names": options.names,
        "spacing": 2 * [options.spacing],
        "size": 2 * [options.size],
        "preprocessing": to_json({"clip": clip, "n4": options.n4, "spacing": options.spacing}),
        "config": "",
    }
    file = io.BytesIO()
    with h5py.File(file, "w", libver=("earliest", "v110")) as model:  # the other programs' HDF5 is 1.10
        model.attrs.update({"format": "coopseg-model", "version": 1, "network": "ftn-stn"} | facts | settings)
        model["provenance"] = provenance(options, digests)
        for network, state in weights.items():
            for key, tensor in state.items():
                model[f"weights/{network}/{key}"] = tensor.numpy()
    return file.getvalue()
