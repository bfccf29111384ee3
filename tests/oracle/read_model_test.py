"""docs/examples/read_model.py: our model file in PyTorch gives the logits that predict gives."""

import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from checkpoint_files import import_model, save, succeed
from predictions import SIDE, expect_equal, predict, write_study
from published_network import make_networks

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "docs" / "examples"))
from read_model import read_model  # noqa: E402


def train(folder, method):
    """A model after a few steps on noise with boxes as labels."""
    random = np.random.default_rng(1)
    label = np.zeros((4, SIDE, SIDE), np.uint8)
    for number in 1, 2, 3:
        label[:, 8 * number : 8 * number + 6, 5:25] = number
    for name in "train", "val":
        write_study(folder / f"{name}.h5", (label / 4 + random.random(label.shape) / 4).astype("f4"), label, name)
        (folder / f"{name}.txt").write_text(f"{name}.h5\n")
    tiny = ("--base-width", 2, "--size", SIDE, "--batch-size", 4, "--epochs", 5, "--learning-rate", 0.01)
    lists = ("--train-list", folder / "train.txt", "--val-list", folder / "val.txt")
    succeed("train-ftn-stn", "--config", ROOT / f"configs/train/{method}.ini", *tiny, *lists, "-o", folder / "run")
    return folder / "run" / "best.h5"


@pytest.mark.parametrize("method", ["standard", "coop"])
@torch.no_grad()
def test_a_trained_model_gives_the_same_logits(tmp_path, method):
    model = train(tmp_path, method)
    networks = read_model(model)
    image, probability = predict(model, tmp_path)
    logits = networks["segmentation_decoder"](networks["image_encoder"](image))
    expect_equal(probability, logits)
    assert ("shape_encoder" in networks) == (method == "coop")
    if method == "coop":
        refined = networks["shape_decoder"](networks["shape_encoder"](torch.softmax(logits / 2, 1)))
        expect_equal(predict(model, tmp_path, "--refine", 1)[1], refined)


@torch.no_grad()
def test_every_network_of_an_imported_checkpoint_is_the_published_one(tmp_path):
    published = make_networks(seed=4)
    import_model(save(published, tmp_path / "checkpoints"), "-o", tmp_path / "m.h5")
    networks = read_model(tmp_path / "m.h5")
    assert set(networks) == set(published)
    image, one_hot = torch.rand(2, 1, 32, 48), torch.eye(4)[torch.arange(2 * 16 * 16).reshape(2, 16, 16) % 4]
    image_code, shape_code = published["image_encoder"](image)
    torch.testing.assert_close(networks["image_encoder"](image), shape_code, rtol=0, atol=0)
    torch.testing.assert_close(networks["image_encoder"].general_encoder(image), image_code, rtol=0, atol=0)
    for name in "segmentation_decoder", "image_decoder", "shape_decoder":
        torch.testing.assert_close(networks[name](image_code), published[name](image_code), rtol=0, atol=0)
    shape = one_hot.permute(0, 3, 1, 2)
    torch.testing.assert_close(networks["shape_encoder"](shape), published["shape_encoder"](shape), rtol=0, atol=0)
