"""The state dicts of the five networks in what torch.load gave, whatever they are nested in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from coopseg.checkpoint.messages import context, printable, refuse_if

if TYPE_CHECKING:  # its import takes seconds
    from torch import Tensor

NETWORKS = ("image_encoder", "segmentation_decoder", "image_decoder", "shape_encoder", "shape_decoder")
VARIANTS = {
    "FCN_16_standard": "none",
    "FCN_16_standard_share_code": "share-code",
    "FCN_16_standard_w_o_filter": "no-decoupler",
}


class State(NamedTuple):
    """The tensors of a network, and where they are from."""

    where: str
    tensors: dict[str, Tensor]


def state_of(value: object, where: str) -> State:
    from torch import Tensor

    if isinstance(value, dict) and isinstance(value.get("state_dict"), dict):
        where, value = f"{where}: state_dict", value["state_dict"]
    with context(where):
        refuse_if(not isinstance(value, dict), "is no state dict")
        for key, tensor in value.items():
            refuse_if(not isinstance(key, str), "is no state dict: a key of it is no text")
            refuse_if(not isinstance(tensor, Tensor), f"{printable(key)}: is no tensor")
    if value and all(key.startswith("module.") for key in value):
        where += ": without DataParallel's module."
        value = {key.removeprefix("module."): tensor for key, tensor in value.items()}
    return State(where, {key: value[key].detach() for key in sorted(value)})


def of_snapshot(root: object, where: str, asked: str | None) -> tuple[dict[str, State], str]:
    """The states and the variant."""
    with context(where):
        refuse_if(not isinstance(root, dict), "is no dict")
        states = root.get("model_state")
        refuse_if(
            not isinstance(states, dict), "no dict model_state, so no snapshot; for state dicts give their folder"
        )
        for name in NETWORKS:
            refuse_if(name not in states, f"model_state: {name}: missing")
        found = root.get("network_type")
        expected = ", ".join(VARIANTS)
        refuse_if(found not in list(VARIANTS), f"network_type: '{printable(found)}' found, one of {expected} expected")
        variant = VARIANTS[found]
        refuse_if(asked not in (None, variant), f"network_type: variant '{variant}' found, '{asked}' asked for")
    return {name: state_of(states[name], f"{where}: model_state: {name}") for name in NETWORKS}, variant
