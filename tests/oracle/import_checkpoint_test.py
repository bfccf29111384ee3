"""import-checkpoint against PyTorch: what torch.save wrote predicts the same here."""

import json

import h5py
import numpy as np
import pytest
import torch
from checkpoint_files import import_checkpoint, import_model, rewrite, save
from predictions import SIDE, expect_equal, predict
from published_network import make_networks, segment

COUNTS = {  # parameters at base width 16, as published
    "image_encoder": 1125888,
    "segmentation_decoder": 161732,
    "image_decoder": 248961,
    "shape_encoder": 830640,
    "shape_decoder": 161732,
}


def on_gpu(name, data):
    """The pickle as if the tensors had been on a GPU when they were saved."""
    if name != "data.pkl":
        return data
    changed = data.replace(b"X\x03\x00\x00\x00cpu", b"X\x06\x00\x00\x00cuda:0")
    assert changed != data
    return changed


@pytest.mark.parametrize("variant", ["none", "share-code", "no-decoupler"])
def test_predicts_as_pytorch_does(tmp_path, variant):
    networks = make_networks(seed=7)
    folder = save(networks, tmp_path / "checkpoints")
    rewrite(folder / "shape_encoder.pth", on_gpu)
    options = [] if variant == "none" else ["--variant", variant]
    import_model(folder, "-o", tmp_path / "m.h5", "--size", SIDE, *options)
    for passes in 0, 2:
        image, probability = predict(tmp_path / "m.h5", tmp_path, "--refine", passes)
        expect_equal(probability, segment(networks, image, variant, passes))


def test_files_of_older_pytorch_predict_the_same(tmp_path):
    networks = make_networks(seed=7)
    folder = save(networks, tmp_path / "checkpoints", _use_new_zipfile_serialization=False)
    import_model(folder, "-o", tmp_path / "m.h5", "--size", SIDE)
    image, probability = predict(tmp_path / "m.h5", tmp_path, "--refine", 1)
    expect_equal(probability, segment(networks, image, refine=1))


def test_the_whole_state_of_a_network_of_published_size_arrives(tmp_path):
    networks = make_networks(base=16)
    for name, network in networks.items():
        assert sum(parameter.numel() for parameter in network.parameters()) == COUNTS[name]
    folder = save(networks, tmp_path / "checkpoints")
    import_model(folder, "-o", tmp_path / "m.h5", "--clip", "1,99", "--n4", "--spacing", 1.25)
    with h5py.File(tmp_path / "m.h5") as model:
        attributes = dict(model.attrs)
        assert (attributes["base_width"], attributes["channels"], list(attributes["size"])) == (16, 1, [192, 192])
        assert (attributes["network"], attributes["variant"]) == ("ftn-stn", "none")
        assert json.loads(attributes["preprocessing"]) == {"clip": [1.0, 99.0], "n4": True, "spacing": 1.25}
        assert list(attributes["spacing"]) == [1.25, 1.25]
        (step,) = json.loads(model["provenance"][()])
        assert step["tool"] == "import-checkpoint" and set(step["digests"]) == set(COUNTS)
        for name, network in networks.items():
            assert set(model["weights"][name]) == set(network.state_dict())
            for key, tensor in network.state_dict().items():
                np.testing.assert_array_equal(model["weights"][name][key][()], tensor.numpy())


def parallel(network):
    return torch.nn.DataParallel(network).state_dict()


FORMS = {
    "parallel": parallel,
    "nested": lambda network: {"state_dict": network.state_dict(), "epoch": 3},
    "nested-parallel": lambda network: {"epoch": 3, "state_dict": parallel(network)},
}


@pytest.mark.parametrize("form", FORMS)
def test_forms_of_a_state_dict(tmp_path, form):
    networks = make_networks()
    (tmp_path / form).mkdir()
    for name, network in networks.items():
        torch.save(FORMS[form](network), tmp_path / form / f"{name}.pth")
    import_model(tmp_path / form, "-o", tmp_path / "m.h5", "--size", SIDE)
    with h5py.File(tmp_path / "m.h5") as model:
        for name, network in networks.items():
            assert set(model["weights"][name]) == set(network.state_dict())
            for key, tensor in network.state_dict().items():
                np.testing.assert_array_equal(model["weights"][name][key][()], tensor.numpy())


def test_a_key_that_data_parallel_lacks_is_named(tmp_path):
    networks = make_networks()
    folder = save(networks, tmp_path / "parallel")
    state = {f"module.{key}": tensor for key, tensor in networks["image_encoder"].state_dict().items()}
    del state["module.general_encoder.inc.0.weight"]
    torch.save(state, folder / "image_encoder.pth")
    result = import_checkpoint(folder, "-o", tmp_path / "x.h5")
    assert result.returncode == 1
    assert result.stderr.endswith("without DataParallel's module.: general_encoder.inc.0.weight: missing\n")


def snapshot(networks, network_type):
    optimisers = {name: torch.optim.Adam(network.parameters()) for name, network in networks.items()}
    for name, optimiser in optimisers.items():
        for parameter in networks[name].parameters():
            parameter.grad = torch.ones_like(parameter)
        optimiser.step()
    return {
        "network_type": network_type,
        "epoch": 12,
        "model_state": {name: network.state_dict() for name, network in networks.items()},
        "optimizer_state": {name: optimiser.state_dict() for name, optimiser in optimisers.items()},
    }


def test_a_snapshot_says_its_variant(tmp_path):
    networks = make_networks()
    path = tmp_path / "FCN_16_standard.pkl"
    torch.save(snapshot(networks, "FCN_16_standard_w_o_filter"), path)
    import_model(path, "-o", tmp_path / "m.h5", "--size", SIDE)
    image, probability = predict(tmp_path / "m.h5", tmp_path)
    expect_equal(probability, segment(networks, image, "no-decoupler"))
    result = import_checkpoint(path, "-o", tmp_path / "x.h5", "--variant", "share-code")
    assert (result.returncode, result.stderr) == (
        1,
        f"import-checkpoint: {path}: network_type: variant 'no-decoupler' found, 'share-code' asked for\n",
    )


def half(tensor):
    return tensor.half() if tensor.is_floating_point() else tensor


def channels_last(tensor):
    return tensor.to(memory_format=torch.channels_last) if tensor.dim() == 4 else tensor


def double(tensor):
    return tensor.double() if tensor.is_floating_point() else tensor


def one_storage(state):
    """All float tensors as views of one storage."""
    floats = {key: tensor for key, tensor in state.items() if tensor.is_floating_point()}
    whole = torch.cat([tensor.flatten() for tensor in floats.values()])
    parts = whole.split([tensor.numel() for tensor in floats.values()])
    views = {key: part.view(tensor.shape) for part, (key, tensor) in zip(parts, floats.items(), strict=True)}
    return {key: views.get(key, tensor) for key, tensor in state.items()}


CHANGES = {
    "half": lambda state: {key: half(tensor) for key, tensor in state.items()},
    "double": lambda state: {key: double(tensor) for key, tensor in state.items()},
    "bfloat16": lambda state: {
        key: half(tensor).bfloat16() if tensor.dim() else tensor for key, tensor in state.items()
    },
    "channels_last": lambda state: {key: channels_last(tensor) for key, tensor in state.items()},
    "one_storage": one_storage,
    "parameters": lambda state: {
        key: torch.nn.Parameter(t) if t.is_floating_point() else t for key, t in state.items()
    },
}


@pytest.mark.parametrize("change", CHANGES)
def test_ways_to_keep_a_tensor(tmp_path, change):
    folder = save(make_networks(), tmp_path / "checkpoints")
    state = CHANGES[change](torch.load(folder / "shape_encoder.pth"))
    torch.save(state, folder / "shape_encoder.pth")
    import_model(folder, "-o", tmp_path / "m.h5")
    with h5py.File(tmp_path / "m.h5") as model:
        for key, tensor in state.items():
            expected = tensor.detach().float() if tensor.is_floating_point() else tensor
            np.testing.assert_array_equal(model["weights/shape_encoder"][key][()], expected.numpy())
