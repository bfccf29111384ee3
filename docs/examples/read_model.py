"""Reads a model file of coopseg into PyTorch: all of its networks with their weights, ready to predict.

networks = read_model("model.h5")
logits = networks["segmentation_decoder"](networks["image_encoder"](image))  # N x 1 x H x W to N x 4 x H x W
refined = networks["shape_decoder"](networks["shape_encoder"](torch.softmax(logits / 2, 1)))

Sides are multiples of 16, every slice is scaled to [0, 1]. The image decoder takes the code of
networks["image_encoder"].general_encoder and needs a sigmoid after it.
"""

from collections import OrderedDict

import h5py
import torch
from torch import nn


class Block(nn.Sequential):
    def __init__(self, i: int, o: int, **resize: nn.Module) -> None:
        super().__init__(OrderedDict(**resize, conv_input=nn.Conv2d(i, o, 1), conv=pair(i, o)))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self[0](x)
        return nn.functional.leaky_relu(self.conv_input(x) + self.conv(x), 0.2)


def pair(i: int, o: int, *last: nn.Module) -> nn.Sequential:
    first, second = nn.Conv2d(i, o, 3, padding=1), nn.Conv2d(o, o, 3, padding=1)
    return nn.Sequential(first, nn.BatchNorm2d(o), nn.LeakyReLU(0.2), second, nn.BatchNorm2d(o), *last)


def encoder(channels: int, b: int) -> nn.Sequential:
    w = [b, 2 * b, 4 * b, 8 * b, 8 * b]
    down = {f"down{n + 1}": Block(w[n], w[n + 1], down=nn.Conv2d(w[n], w[n], 3, 2, 1)) for n in range(4)}
    last = nn.Sequential(nn.Conv2d(8 * b, 8 * b, 1), nn.BatchNorm2d(8 * b))
    return nn.Sequential(
        OrderedDict(inc=pair(channels, b), act=nn.LeakyReLU(0.2), **down, final_conv=last, relu=nn.ReLU())
    )


def decoder(channels: int, b: int, transposed: bool = False) -> nn.Sequential:
    w = [8 * b, 4 * b, 2 * b, b, b]
    double = [nn.ConvTranspose2d(i, i, 2, 2) if transposed else nn.Upsample(scale_factor=2) for i in w]
    up = {f"up{n + 1}": Block(w[n], w[n + 1], up=double[n]) for n in range(4)}
    return nn.Sequential(OrderedDict(**up, final_conv=nn.Conv2d(b, channels, 1)))


def read_model(path: str) -> nn.ModuleDict:
    networks = nn.ModuleDict()
    with h5py.File(path) as file:
        b, channels, classes = file.attrs["base_width"], file.attrs["channels"], file.attrs["names"].count("=")
        coders = {"general_encoder": encoder(channels, b), "code_decoupler": pair(8 * b, 8 * b, nn.ReLU())}
        networks["image_encoder"] = nn.Sequential(OrderedDict(coders))
        networks["segmentation_decoder"] = decoder(classes, b)
        networks["image_decoder"] = decoder(channels, b, transposed=True)
        networks["shape_encoder"], networks["shape_decoder"] = encoder(classes, b), decoder(classes, b)
        for name in set(networks) - set(file["weights"]):
            del networks[name]
        for name, network in networks.items():
            network.load_state_dict({key: torch.tensor(value[()]) for key, value in file["weights"][name].items()})
    return networks.eval()
