"""What the published networks consist of, and whether state dicts are theirs."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from coopseg.checkpoint.messages import context, printable, refuse_if
from coopseg.checkpoint.state_dicts import NETWORKS, State

if TYPE_CHECKING:
    from torch import Tensor

Shapes = dict[str, tuple[int, ...]]
Weights = dict[str, dict[str, "Tensor"]]


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
    refuse_if(key.endswith("running_var") and (numbers < 0).any(), "a negative variance found")
    return numbers


def checked_weights(states: dict[str, State], expected: dict[str, Shapes]) -> Weights:
    weights: Weights = {name: {} for name in states}
    for name, state in states.items():
        with context(state.where):
            check_keys(state.tensors, expected[name])
            for key, tensor in state.tensors.items():
                with context(key):
                    weights[name][key] = checked_numbers(key, tensor)
    return weights
