"""The training step of Chen et al. (MICCAI 2021) written plainly in PyTorch: contiguous tensors, no tricks.

The peer of `training_step`: batch-normalised FTN and STN, standard pass, latent masking with two probes (image code by
channels, shape code by pixels), hard pass, one backward pass, Adam. Weights are random.
"""

from collections.abc import Callable
from contextlib import contextmanager

import torch
from torch import Tensor, nn
from torch.nn import functional


def pair(inputs: int, outputs: int) -> nn.Sequential:
    first, second = nn.Conv2d(inputs, outputs, 3, padding=1), nn.Conv2d(outputs, outputs, 3, padding=1)
    return nn.Sequential(first, nn.BatchNorm2d(outputs), nn.LeakyReLU(0.2), second, nn.BatchNorm2d(outputs))


class Residual(nn.Module):
    def __init__(self, resize: nn.Module, inputs: int, outputs: int) -> None:
        super().__init__()
        self.resize, self.shortcut, self.pair = resize, nn.Conv2d(inputs, outputs, 1), pair(inputs, outputs)

    def forward(self, x: Tensor) -> Tensor:
        x = self.resize(x)
        return functional.leaky_relu(self.shortcut(x) + self.pair(x), 0.2)


def encoder(channels: int, width: int) -> nn.Sequential:
    widths = [width * factor for factor in (1, 2, 4, 8, 8)]
    down = [Residual(nn.Conv2d(a, a, 3, 2, 1), a, b) for a, b in zip(widths, widths[1:], strict=False)]
    last = [nn.Conv2d(8 * width, 8 * width, 1), nn.BatchNorm2d(8 * width), nn.ReLU()]
    return nn.Sequential(pair(channels, width), nn.LeakyReLU(0.2), *down, *last)


def decoder(channels: int, width: int, make_up: Callable[[int], nn.Module]) -> nn.Sequential:
    widths = [width * factor for factor in (8, 4, 2, 1, 1)]
    up = [Residual(make_up(a), a, b) for a, b in zip(widths, widths[1:], strict=False)]
    return nn.Sequential(*up, nn.Conv2d(width, channels, 1))


def nearest(_: int) -> nn.Module:
    return nn.Upsample(scale_factor=2, mode="nearest")


def transposed(channels: int) -> nn.Module:
    return nn.ConvTranspose2d(channels, channels, 2, 2)


@contextmanager
def hold(*networks: nn.Module):
    """Statistics of the batch; running ones stay, weight and bias are constants."""
    norms = [module for net in networks for module in net.modules() if isinstance(module, nn.BatchNorm2d)]
    for norm in norms:
        norm.track_running_stats = False
        norm.requires_grad_(False)
    yield
    for norm in norms:
        norm.track_running_stats = True
        norm.requires_grad_(True)


class Networks(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.image_encoder = encoder(1, width)
        self.decoupler = nn.Sequential(pair(8 * width, 8 * width), nn.ReLU())
        self.segmentation_decoder = decoder(4, width, nearest)
        self.image_decoder = decoder(1, width, transposed)
        self.shape_encoder = encoder(4, width)
        self.shape_decoder = decoder(4, width, nearest)

    def ftn(self, image: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        image_code = self.image_encoder(image)
        shape_code = self.decoupler(image_code)
        return image_code, shape_code, self.segmentation_decoder(shape_code)

    def stn(self, probabilities: Tensor) -> Tensor:
        return self.shape_decoder(self.shape_encoder(probabilities))

    def reconstruct(self, image_code: Tensor) -> Tensor:
        return torch.sigmoid(self.image_decoder(image_code))


def masked(decode: Callable, code: Tensor, loss: Callable, by_channel: bool) -> Tensor:
    code = code.detach().requires_grad_()
    (gradient,) = torch.autograd.grad(loss(decode(code)), code)
    mean = gradient.mean((2, 3), keepdim=True) if by_channel else gradient.mean(1, keepdim=True)
    flat = mean.flatten(1)
    share = 0.5 * torch.rand(()).item()
    threshold = flat.sort(1, descending=True)[0][:, int(flat.shape[1] * share)].view(-1, 1, 1, 1)
    return (code * torch.where(mean > threshold, 0.5 * torch.rand_like(mean), torch.ones_like(mean))).detach()


def losses(nets: Networks, clean: Tensor, noisy: Tensor, label: Tensor, with_hard: bool) -> Tensor:
    def entropy(logits: Tensor) -> Tensor:
        return functional.cross_entropy(logits, label)

    def error(image: Tensor) -> Tensor:
        return functional.mse_loss(image, clean)

    image_code, shape_code, logits = nets.ftn(noisy)
    one_hot = functional.one_hot(label, 4).permute(0, 3, 1, 2).float()
    total = entropy(logits) + 0.5 * error(nets.reconstruct(image_code))
    total = total + entropy(nets.stn(one_hot)) + entropy(nets.stn(torch.softmax(logits / 2, 1)))
    if not with_hard:
        return total
    decoders = (nets.segmentation_decoder, nets.image_decoder)
    for net in decoders:
        net.requires_grad_(False)
    image_code = masked(nets.reconstruct, image_code, error, by_channel=True)
    shape_code = masked(nets.segmentation_decoder, shape_code, entropy, by_channel=False)
    with torch.no_grad(), hold(*decoders):
        hard_image, hard_logits = nets.reconstruct(image_code), nets.segmentation_decoder(shape_code)
    for net in decoders:
        net.requires_grad_(True)
    stn = (nets.shape_encoder, nets.shape_decoder)
    with hold(nets.image_encoder, nets.decoupler, nets.segmentation_decoder, *stn):
        image_code, _, logits = nets.ftn(hard_image)
        total = total + entropy(logits) + 0.5 * error(nets.reconstruct(image_code))
        total = total + entropy(nets.stn(torch.softmax(logits / 2, 1)))
        return total + entropy(nets.stn(torch.softmax(hard_logits / 2, 1)))


def train_step(nets: Networks, adam: torch.optim.Adam, batch: tuple[Tensor, Tensor, Tensor], with_hard: bool) -> float:
    adam.zero_grad()
    loss = losses(nets, *batch, with_hard)
    loss.backward()
    adam.step()
    return loss.item()
