"""The five published networks: their state dicts, whatever these are nested in, and what they must consist of."""

from itertools import pairwise
from typing import NamedTuple

from torch import Tensor

from coopseg.checkpoint.files import context, printable, refuse_if
from coopseg.checkpoint.options import NETWORKS, VARIANTS

Shapes = dict[str, tuple[int, ...]]


class State(NamedTuple):
    """The tensors of a network, and where they are from."""

    where: str
    tensors: dict[str, Tensor]


def state_of(value: object, where: str) -> State:
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


def of_folder(values: dict[str, object], names: dict[str, str], asked: str | None) -> tuple[dict[str, State], str]:
    """The states and the variant."""
    return {key: state_of(value, names[key]) for key, value in values.items()}, asked or "none"


def of_snapshot(values: dict[str, object], names: dict[str, str], asked: str | None) -> tuple[dict[str, State], str]:
    root, where = values["snapshot"], names["snapshot"]
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


def conv(at: str, i: int, o: int, side: int) -> Shapes:
    return {f"{at}.weight": (o, i, side, side), f"{at}.bias": (o,)}


def norm(at: str, n: int) -> Shapes:
    vectors = {f"{at}.{key}": (n,) for key in ("weight", "bias", "running_mean", "running_var")}
    return vectors | {f"{at}.num_batches_tracked": ()}


def pair(at: str, i: int, o: int) -> Shapes:
    return conv(f"{at}.0", i, o, 3) | norm(f"{at}.1", o) | conv(f"{at}.3", o, o, 3) | norm(f"{at}.4", o)


def encoder(at: str, channels: int, b: int) -> Shapes:
    shapes = pair(f"{at}inc", channels, b)
    for n, (i, o) in enumerate(pairwise((b, 2 * b, 4 * b, 8 * b, 8 * b)), 1):
        down = f"{at}down{n}"
        shapes |= conv(f"{down}.down", i, i, 3) | conv(f"{down}.conv_input", i, o, 1) | pair(f"{down}.conv", i, o)
    return shapes | conv(f"{at}final_conv.0", 8 * b, 8 * b, 1) | norm(f"{at}final_conv.1", 8 * b)


def decoder(channels: int, b: int, transposed: bool = False) -> Shapes:
    shapes = conv("final_conv", b, channels, 1)
    for n, (i, o) in enumerate(pairwise((8 * b, 4 * b, 2 * b, b, b)), 1):
        shapes |= conv(f"up{n}.conv_input", i, o, 1) | pair(f"up{n}.conv", i, o)
        shapes |= conv(f"up{n}.up", i, i, 2) if transposed else {}
    return shapes


def expected_shapes(b: int, channels: int, classes: int) -> dict[str, Shapes]:
    shapes = (
        encoder("general_encoder.", channels, b) | pair("code_decoupler", 8 * b, 8 * b),
        decoder(classes, b),
        decoder(channels, b, transposed=True),
        encoder("", classes, b),
        decoder(classes, b),
    )
    return dict(zip(NETWORKS, shapes, strict=True))


def sizes_of(states: dict[str, State]) -> list[int]:
    """Base width, image channels and classes."""
    first, last = ("image_encoder", "general_encoder.inc.0.weight"), ("segmentation_decoder", "final_conv.weight")
    sizes = []
    for (network, key), dimension, least in (first, 0, 1), (first, 1, 1), (last, 0, 2):
        where, tensors = states[network]
        with context(f"{where}: {key}"):
            refuse_if(key not in tensors, "missing")
            refuse_if(tensors[key].dim() != 4, "a weight of 4 dimensions is expected")
            sizes.append(tensors[key].shape[dimension])
            refuse_if(not least <= sizes[-1] <= 1024, f"size {sizes[-1]} found, {least} to 1024 expected")
    return sizes


def check_keys(found: dict[str, Tensor], expected: Shapes) -> None:
    for key in sorted(expected):
        refuse_if(key not in found, f"{key}: missing")
    for key, tensor in found.items():
        refuse_if(key not in expected, f"{printable(key)}: not part of this network")
        wanted = expected[key]
        refuse_if(tensor.shape != wanted, f"{key}: shape {list(tensor.shape)} found, {list(wanted)} expected")


def checked_numbers(key: str, tensor: Tensor) -> Tensor:
    numbers = (tensor.long() if key.endswith("num_batches_tracked") else tensor.float()).contiguous()
    found, expected = (each.type().split(".")[-1].removesuffix("Tensor") for each in (tensor, numbers))
    refuse_if(tensor.is_floating_point() != numbers.is_floating_point(), f"{found} found, {expected} expected")
    refuse_if(not tensor.isfinite().all(), "NaN or infinity found, finite numbers expected")
    refuse_if(
        not numbers.to(tensor.dtype).equal(tensor),
        f"{found} numbers found that {expected} cannot hold: save the state dict of net.float()",
    )
    for end, what in ("running_var", "variance"), ("num_batches_tracked", "count"):
        refuse_if(key.endswith(end) and (numbers < 0).any(), f"a negative {what} found")
    return numbers


def checked_weights(states: dict[str, State], expected: dict[str, Shapes]) -> dict[str, dict[str, Tensor]]:
    weights: dict[str, dict[str, Tensor]] = {name: {} for name in states}
    for name, state in states.items():
        with context(state.where):
            check_keys(state.tensors, expected[name])
            for key, tensor in state.tensors.items():
                with context(key):
                    weights[name][key] = checked_numbers(key, tensor)
    return weights
