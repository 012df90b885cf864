"""A model of two convolutions a net with the real contract, for tests of the app's plumbing."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

HIDDEN = 16


def seeded(conv: nn.Conv2d, generator: torch.Generator, size: float) -> nn.Conv2d:
    with torch.no_grad():
        conv.weight.copy_(torch.randn(conv.weight.shape, generator=generator) * size)
        conv.bias.copy_(torch.randn(conv.bias.shape, generator=generator) * size)
    return conv


def carry(first: nn.Conv2d, second: nn.Conv2d, sources: list[int]) -> None:
    """Makes output k of the pair equal input sources[k] (k < 3): silu(x) - silu(-x) = x. Kernels act in their middle."""
    middles = [conv.weight.shape[-1] // 2 for conv in (first, second)]
    with torch.no_grad():
        for k, source in enumerate(sources):
            for sign, row in ((1, 2 * k), (-1, 2 * k + 1)):
                first.weight[row] = 0
                first.bias[row] = 0
                first.weight[row, source, middles[0], middles[0]] = sign
                second.weight[k, row, middles[1], middles[1]] += sign


class TinyEncoder(nn.Module):
    """The first three latent channels are the 8x8 block means of R, G, B plus a little of everything else.

    The last log-variance lies far under the clamp, so it leaves as exactly -30; the others vary around -2.
    """

    def __init__(self, generator: torch.Generator) -> None:
        super().__init__()
        self.first = seeded(nn.Conv2d(36, HIDDEN, 3, padding=1), generator, 0.08)
        self.second = seeded(nn.Conv2d(HIDDEN, 24, 3, padding=1), generator, 0.05)
        carry(self.first, self.second, [24, 25, 26])  # the approximation in bands3
        with torch.no_grad():
            self.second.bias[12:] -= 2
            self.second.bias[23] = -60

    def forward(self, bands1: Tensor, bands2: Tensor, bands3: Tensor) -> Tensor:
        joined = torch.cat([F.avg_pool2d(bands1, 4), F.avg_pool2d(bands2, 2), bands3], dim=1)
        return self.second(F.silu(self.first(joined)))


class TinyDecoder(nn.Module):
    """Block means back to level-1 approximations, and seeded detail."""

    def __init__(self, generator: torch.Generator) -> None:
        super().__init__()
        self.first = seeded(nn.Conv2d(12, HIDDEN, 3, padding=1), generator, 0.08)
        self.second = seeded(nn.Conv2d(HIDDEN, 12, 3, padding=1), generator, 0.02)
        carry(self.first, self.second, [0, 1, 2])
        self.up = nn.Upsample(scale_factor=4, mode="nearest")

    def forward(self, latent: Tensor) -> Tensor:
        return self.second(self.up(F.silu(self.first(latent))))


def tiny_model(seed: int = 20) -> tuple[TinyEncoder, TinyDecoder]:
    generator = torch.Generator().manual_seed(seed)
    return TinyEncoder(generator), TinyDecoder(generator)
