"""A UNet discriminator: one logit a pixel, and one for the whole picture from its bottleneck (Schonfeld 2020)."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm


def _conv(inputs: int, outputs: int, kernel: int) -> nn.Conv2d:
    return spectral_norm(nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2))


class Block(nn.Module):
    """Residual, pre-activated; changes the width, not the size."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.c1, self.c2, self.skip = _conv(inputs, outputs, 3), _conv(outputs, outputs, 3), _conv(inputs, outputs, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.skip(x) + self.c2(F.leaky_relu(self.c1(F.leaky_relu(x, 0.2)), 0.2))


class UNetDiscriminator(nn.Module):
    """[N,3,H,W], H and W multiples of 2^(len(multipliers)-1) -> ([N,1,H,W], [N,1])."""

    def __init__(self, width: int = 32, multipliers: tuple[int, ...] = (1, 2, 4, 8)) -> None:
        super().__init__()
        widths = [width * m for m in multipliers]
        self.inp = _conv(3, width, 3)
        self.down = nn.ModuleList(Block(a, b) for a, b in zip([width, *widths], widths))
        self.up = nn.ModuleList(Block(a + b, b) for a, b in zip(widths[:0:-1], widths[-2::-1]))
        self.picture = spectral_norm(nn.Linear(widths[-1], 1))
        self.pixel = _conv(widths[0], 1, 1)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        x, skips = self.inp(x), []
        for i, block in enumerate(self.down):
            x = block(F.avg_pool2d(x, 2) if i else x)
            skips.append(x)
        picture = self.picture(F.leaky_relu(skips.pop(), 0.2).mean((2, 3)))
        for block in self.up:
            x = F.interpolate(x, scale_factor=2, mode="nearest")
            x = block(torch.cat([x, skips.pop()], dim=1))
        return self.pixel(F.leaky_relu(x, 0.2)), picture
