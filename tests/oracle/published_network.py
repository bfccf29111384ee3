"""The published network in plain PyTorch, with the module names of its checkpoints."""

import torch
from torch import nn

WIDTHS = (1, 2, 4, 8, 8)  # times the base width


class Pair(nn.Sequential):
    def __init__(self, inputs, outputs):
        super().__init__(
            nn.Conv2d(inputs, outputs, 3, padding=1),
            nn.BatchNorm2d(outputs),
            nn.LeakyReLU(0.2),
            nn.Conv2d(outputs, outputs, 3, padding=1),
            nn.BatchNorm2d(outputs),
        )


class Down(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.down = nn.Conv2d(inputs, inputs, 3, stride=2, padding=1)
        self.conv_input = nn.Conv2d(inputs, outputs, 1)
        self.conv = Pair(inputs, outputs)
        self.last_act = nn.LeakyReLU(0.2)

    def forward(self, x):
        x = self.down(x)
        return self.last_act(self.conv_input(x) + self.conv(x))


class Up(nn.Module):
    def __init__(self, inputs, outputs, nearest):
        super().__init__()
        if nearest:
            self.up = nn.Upsample(scale_factor=2, mode="nearest")
        else:
            self.up = nn.ConvTranspose2d(inputs, inputs, 2, stride=2)
        self.conv_input = nn.Conv2d(inputs, outputs, 1)
        self.conv = Pair(inputs, outputs)
        self.last_act = nn.LeakyReLU(0.2)

    def forward(self, x):
        x = self.up(x)
        return self.last_act(self.conv_input(x) + self.conv(x))


class Encoder(nn.Module):
    def __init__(self, channels, base):
        super().__init__()
        w = [base * width for width in WIDTHS]
        self.inc = Pair(channels, w[0])
        self.inc_act = nn.LeakyReLU(0.2)
        self.down1 = Down(w[0], w[1])
        self.down2 = Down(w[1], w[2])
        self.down3 = Down(w[2], w[3])
        self.down4 = Down(w[3], w[4])
        self.final_conv = nn.Sequential(nn.Conv2d(w[4], w[4], 1), nn.BatchNorm2d(w[4]))
        self.act = nn.ReLU()

    def forward(self, x):
        x = self.inc_act(self.inc(x))
        x = self.down4(self.down3(self.down2(self.down1(x))))
        return self.act(self.final_conv(x))


class Decoder(nn.Module):
    def __init__(self, outputs, base, nearest=True):
        super().__init__()
        w = [base * width for width in WIDTHS]
        self.up1 = Up(w[4], w[2], nearest)
        self.up2 = Up(w[2], w[1], nearest)
        self.up3 = Up(w[1], w[0], nearest)
        self.up4 = Up(w[0], w[0], nearest)
        self.final_conv = nn.Conv2d(w[0], outputs, 1)

    def forward(self, x):
        return self.final_conv(self.up4(self.up3(self.up2(self.up1(x)))))


class ImageEncoder(nn.Module):
    def __init__(self, channels, base):
        super().__init__()
        self.general_encoder = Encoder(channels, base)
        self.code_decoupler = nn.Sequential(*Pair(8 * base, 8 * base), nn.ReLU())

    def forward(self, image):
        image_code = self.general_encoder(image)
        return image_code, self.code_decoupler(image_code)


def make_networks(base=2, classes=4, channels=1, seed=0):
    """The five networks in evaluation mode, with weights and running statistics that no default has."""
    torch.manual_seed(seed)
    networks = {
        "image_encoder": ImageEncoder(channels, base),
        "segmentation_decoder": Decoder(classes, base),
        "image_decoder": Decoder(channels, base, nearest=False),
        "shape_encoder": Encoder(classes, base),
        "shape_decoder": Decoder(classes, base),
    }
    for network in networks.values():
        for module in network.modules():
            if isinstance(module, nn.BatchNorm2d):
                nn.init.uniform_(module.weight, 0.5, 2)
                nn.init.uniform_(module.bias, -0.5, 0.5)
                nn.init.uniform_(module.running_mean, -0.5, 0.5)
                nn.init.uniform_(module.running_var, 0.2, 1.5)
                module.num_batches_tracked.fill_(1 + seed)
        network.eval()
    return networks


@torch.no_grad()
def segment(networks, image, variant="none", refine=0):
    """Logits of the FTN, then `refine` passes of the STN."""
    image_code, shape_code = networks["image_encoder"](image)
    logits = networks["segmentation_decoder"](image_code if variant == "no-decoupler" else shape_code)
    for _ in range(refine):
        logits = networks["shape_decoder"](networks["shape_encoder"](torch.softmax(logits / 2, 1)))
    return logits
