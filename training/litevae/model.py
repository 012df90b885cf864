"""LiteVAE as lists of layers: encoders S, B, M, L (paper, appendix G), decoders `sd` (paper) and `wavelet` (ours).

Shapes: sub-bands [N,12,H/2,W/2], [N,12,H/4,W/4], [N,12,H/8,W/8] -> moments [N,2*nz,H/8,W/8]; a latent
[N,nz,H/8,W/8] -> level-1 coefficients [N,12,H/2,W/2] (`wavelet`) or a picture [N,3,H,W] (`sd`).
"""

import math
from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .norms import Affine, absorb, frozen, norm_layer
from .wavelet import image_from_coefficients, pad_to_multiple, pyramid

# (width, multipliers) of the three extractors, then of the aggregator (paper, tables 23 and 24; SW is ours).
ENCODER_SIZES = {
    "S": ((16, (1, 2, 2)), (16, (1, 2, 2))),
    "SW": ((16, (1, 2, 2)), (32, (1, 2, 3))),
    "B": ((32, (1, 2, 3)), (32, (1, 2, 3))),
    "M": ((64, (1, 2, 4)), (32, (1, 2, 3))),
    "L": ((64, (1, 2, 4)), (64, (1, 2, 4))),
}
LOGVAR_RANGE = (-30.0, 20.0)


@dataclass(frozen=True)
class Config:
    """Everything that decides the shape of a model; stored in checkpoints."""

    size: str = "S"
    latent_channels: int = 12
    norm: str = "smc"  # encoder: "group" (paper) or "smc"
    downsample: str = "learned"  # features to latent resolution: "average", "learned" or "learned3x3"
    decoder: str = "wavelet"  # "wavelet" or "sd"
    decoder_norm: str = "smc"  # for "sd": "group" or "smc"; for "wavelet" any of norms.NORMS
    decoder_widths: tuple[int, ...] = (256, 128, 64)
    decoder_blocks: tuple[int, ...] = (3, 3, 3)

    @staticmethod
    def from_dict(values: dict) -> "Config":
        return Config(**{k: tuple(v) if isinstance(v, list) else v for k, v in values.items()})

    def to_dict(self) -> dict:
        return asdict(self)


class SelfModulatedConv(nn.Module):
    """Self-modulated convolution (paper, equation 3): unit-norm filters after scaling each input channel.

    Nothing depends on the picture, so `folded()` is an ordinary convolution with the same output.
    """

    def __init__(self, inputs: int, outputs: int, kernel: int = 3) -> None:
        super().__init__()
        bound = 1 / math.sqrt(inputs * kernel * kernel)  # nn.Conv2d's own initialisation
        self.w = nn.Parameter(torch.empty(outputs, inputs, kernel, kernel).uniform_(-bound, bound))
        self.s = nn.Parameter(torch.ones(inputs))
        self.g = nn.Parameter(torch.ones(1))
        self.b = nn.Parameter(torch.empty(outputs).uniform_(-bound, bound))

    def weight(self) -> Tensor:
        scaled = self.w * self.s[None, :, None, None]
        return scaled * (self.g * torch.rsqrt(scaled.square().sum(dim=(1, 2, 3), keepdim=True) + 1e-8))

    def forward(self, x: Tensor) -> Tensor:
        return F.conv2d(x, self.weight(), self.b, padding=self.w.shape[-1] // 2)

    @torch.no_grad()
    def folded(self) -> nn.Conv2d:
        outputs, inputs, kernel, _ = self.w.shape
        conv = nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2).to(self.w.device)
        conv.weight.copy_(self.weight())
        conv.bias.copy_(self.b)
        return conv


def fold(module: nn.Module) -> nn.Module:
    """Replaces, in place, what training alone needs below `module`: self-modulation and batch norms.

    A batch norm goes into the convolution before it; before a block's first convolution there is none of its own, since
    the skip reads the same values, and a scale and a shift stay.
    """
    for name, child in module.named_children():
        if isinstance(child, SelfModulatedConv):
            setattr(module, name, child.folded())
        elif isinstance(child, nn.BatchNorm2d):
            setattr(module, name, frozen(child))
        else:
            fold(child)
    if isinstance(module, ResBlock) and isinstance(module.n2, Affine):
        absorb(module.c1, module.n2)
        module.n2 = nn.Identity()
    return module


def conv3x3(inputs: int, outputs: int, norm: str) -> nn.Module:
    return SelfModulatedConv(inputs, outputs) if norm == "smc" else nn.Conv2d(inputs, outputs, 3, padding=1)


class ResBlock(nn.Module):
    """y = skip(x) + c2(silu(n2(c1(silu(n1(x)))))); with `smc` there are no norms and c1, c2 are self-modulated."""

    def __init__(self, inputs: int, outputs: int, norm: str) -> None:
        super().__init__()
        self.n1, self.n2 = norm_layer(norm, inputs), norm_layer(norm, outputs)
        self.c1, self.c2 = conv3x3(inputs, outputs, norm), conv3x3(outputs, outputs, norm)
        self.skip = nn.Identity() if inputs == outputs else nn.Conv2d(inputs, outputs, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.skip(x) + self.c2(F.silu(self.n2(self.c1(F.silu(self.n1(x))))))


class UNet(nn.Module):
    """The paper's "ADM UNet without down- and up-sampling": skips join blocks of one constant resolution."""

    def __init__(self, inputs: int, outputs: int, width: int, multipliers: tuple[int, ...], norm: str,
                 blocks: int = 2) -> None:
        super().__init__()
        self.inp = nn.Conv2d(inputs, width, 3, padding=1)
        self.down, skips, current = nn.ModuleList(), [], width
        for multiplier in multipliers:
            for _ in range(blocks):
                self.down.append(ResBlock(current, width * multiplier, norm))
                current = width * multiplier
                skips.append(current)
        self.mid = nn.ModuleList(ResBlock(current, current, norm) for _ in range(2))
        self.up = nn.ModuleList()
        for multiplier in reversed(multipliers):
            for _ in range(blocks):
                self.up.append(ResBlock(current + skips.pop(), width * multiplier, norm))
                current = width * multiplier
        self.out = nn.Conv2d(current, outputs, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        x, skips = self.inp(x), []
        for block in self.down:
            x = block(x)
            skips.append(x)
        for block in self.mid:
            x = block(x)
        for block in self.up:
            x = block(torch.cat([x, skips.pop()], dim=1))
        return self.out(x)


class Pool(nn.Module):
    """A learned reduction by `factor` that starts as average pooling: nothing is lost when it replaces one."""

    def __init__(self, factor: int, kernel: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(12, 12, kernel, stride=factor, padding=0 if kernel == factor else 1)
        with torch.no_grad():
            self.conv.weight.zero_()
            self.conv.weight[range(12), range(12)] = 1 / kernel**2
            self.conv.bias.zero_()

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(x)


def _pool(kind: str, factor: int) -> nn.Module:
    if kind == "average":
        return nn.AvgPool2d(factor)
    return Pool(factor, factor if kind == "learned" else 3)


class Encoder(nn.Module):
    """Three extractors at 1/2, 1/4, 1/8 of the picture, brought to 1/8, joined, and aggregated to moments."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        (width, multipliers), (agg_width, agg_multipliers) = ENCODER_SIZES[config.size]
        self.f = nn.ModuleList(UNet(12, 12, width, multipliers, config.norm) for _ in range(3))
        self.pool = nn.ModuleList(_pool(config.downsample, factor) for factor in (4, 2))
        self.agg = UNet(36, 2 * config.latent_channels, agg_width, agg_multipliers, config.norm)
        with torch.no_grad():
            # A start near N(0, 1) drowns the latent in noise before the decoder has learnt to read it.
            self.agg.out.bias[config.latent_channels:] = -5.0

    def forward(self, bands1: Tensor, bands2: Tensor, bands3: Tensor) -> Tensor:
        features = [self.pool[0](self.f[0](bands1)), self.pool[1](self.f[1](bands2)), self.f[2](bands3)]
        return self.agg(torch.cat(features, dim=1))


class WaveletDecoder(nn.Module):
    """Stages at 1/8, 1/4, 1/2 of the picture; the head gives level-1 Haar coefficients, so none runs at full size."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        widths, counts, norm = config.decoder_widths, config.decoder_blocks, config.decoder_norm
        self.inp = nn.Conv2d(config.latent_channels, widths[0], 3, padding=1)
        body: list[nn.Module] = []
        for stage, (width, count) in enumerate(zip(widths, counts, strict=True)):
            if stage:
                body += [nn.Upsample(scale_factor=2, mode="nearest"), conv3x3(widths[stage - 1], width, norm)]
            body += [ResBlock(width, width, norm) for _ in range(count)]
        self.body = nn.Sequential(*body)
        self.head = nn.Conv2d(widths[-1], 12, 3, padding=1)

    def forward(self, latent: Tensor) -> Tensor:
        return self.head(F.silu(self.body(self.inp(latent))))


class LiteVAE(nn.Module):
    """Encoder and decoder with the fixed transforms around them. Pictures are [N,3,H,W] in [-1, 1]."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        from .baseline import SDDecoder  # here, because the baseline needs ResBlock from this file

        self.config = config
        self.encoder = Encoder(config)
        wavelet = config.decoder == "wavelet"
        self.decoder = WaveletDecoder(config) if wavelet else SDDecoder(config.latent_channels, config.decoder_norm)

    def encode(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """-> mean and log-variance (clamped to LOGVAR_RANGE), of the picture padded to a multiple of 8."""
        mean, logvar = self.encoder(*pyramid(pad_to_multiple(image))).float().chunk(2, dim=1)
        return mean, logvar.clamp(*LOGVAR_RANGE)

    def decode(self, latent: Tensor) -> Tensor:
        """-> a picture 8 times the latent's size, not clamped."""
        out = self.decoder(latent).float()
        return image_from_coefficients(out) if self.config.decoder == "wavelet" else out

    def forward(self, image: Tensor, sample: bool = True) -> tuple[Tensor, Tensor, Tensor]:
        """-> reconstruction (cropped to the picture), mean, log-variance."""
        mean, logvar = self.encode(image)
        latent = mean + torch.exp(0.5 * logvar) * torch.randn_like(mean) if sample else mean
        return self.decode(latent)[..., : image.shape[-2], : image.shape[-1]], mean, logvar


def parameters(module: nn.Module) -> int:
    return sum(p.numel() for p in module.parameters())
