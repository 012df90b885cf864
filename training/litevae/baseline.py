"""The SD-VAE encoder and decoder (LDM kl-f8), which the paper compares with and whose decoder it keeps."""

import torch.nn.functional as F
from torch import Tensor, nn

from .model import ResBlock
from .norms import group_norm

WIDTHS = (128, 256, 512, 512)


class Attention(nn.Module):
    """Single-head self-attention over all positions, with its own GroupNorm; a residual."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.norm = group_norm(channels)
        self.q, self.k, self.v, self.out = (nn.Conv2d(channels, channels, 1) for _ in range(4))

    def forward(self, x: Tensor) -> Tensor:
        h = self.norm(x)
        q, k, v = (f(h).flatten(2).transpose(1, 2)[:, None] for f in (self.q, self.k, self.v))
        mixed = F.scaled_dot_product_attention(q, k, v)[:, 0]
        return x + self.out(mixed.transpose(1, 2).reshape(x.shape))


class Downsample(nn.Module):
    """Stride 2 with the odd padding of LDM: one column at the right, one row at the bottom."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, stride=2)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(F.pad(x, (0, 1, 0, 1)))


class Upsample(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(F.interpolate(x, scale_factor=2, mode="nearest"))


class SDEncoder(nn.Sequential):
    """[N,3,H,W] -> moments [N,2*nz,H/8,W/8]; two blocks a level. 34,163,592 parameters at nz 4."""

    def __init__(self, latent_channels: int = 4) -> None:
        layers: list[nn.Module] = [nn.Conv2d(3, WIDTHS[0], 3, padding=1)]
        current = WIDTHS[0]
        for level, width in enumerate(WIDTHS):
            for _ in range(2):
                layers.append(ResBlock(current, width, "group"))
                current = width
            if level < 3:
                layers.append(Downsample(current))
        layers += [ResBlock(current, current, "group"), Attention(current), ResBlock(current, current, "group")]
        layers += [group_norm(current), nn.SiLU(), nn.Conv2d(current, 2 * latent_channels, 3, padding=1)]
        super().__init__(*layers)


class SDDecoder(nn.Sequential):
    """[N,nz,H/8,W/8] -> [N,3,H,W]; three blocks a level. 49,490,179 parameters at nz 4 with GroupNorm.

    `norm="smc"` makes every residual block self-modulated; the attention and the head keep their GroupNorm
    (the paper does not say what becomes of them).
    """

    def __init__(self, latent_channels: int = 4, norm: str = "group") -> None:
        current = WIDTHS[-1]
        layers: list[nn.Module] = [nn.Conv2d(latent_channels, current, 3, padding=1)]
        layers += [ResBlock(current, current, norm), Attention(current), ResBlock(current, current, norm)]
        for level, width in enumerate(reversed(WIDTHS)):
            for _ in range(3):
                layers.append(ResBlock(current, width, norm))
                current = width
            if level < 3:
                layers.append(Upsample(current))
        layers += [group_norm(current), nn.SiLU(), nn.Conv2d(current, 3, 3, padding=1)]
        super().__init__(*layers)
