"""Import of checkpoints in the layout of the open-litevae project (encoders S to L, f8), given by path.

That model differs from the paper's: extractors take unscaled sub-bands in the order A, V, H, D, normalise after
each convolution (8 groups), change width by 1x1 convolutions, and reach latent resolution by average pooling. Its
decoder is the SD decoder with self-modulated convolutions, an activation after each, and no attention.
The names of parameters below follow this file; `NAMES` says what they are called in a checkpoint.
"""

import re

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .model import SelfModulatedConv

SIZES = {  # (width, multipliers, blocks) of extractors, then of the aggregator
    "S": ((16, (1, 2, 2), 3), (16, (1, 2, 2), 3)),
    "B": ((32, (1, 2, 3), 4), (32, (1, 2, 3), 4)),
    "M": ((64, (1, 2, 4), 5), (32, (1, 2, 3), 4)),
    "L": ((64, (1, 2, 4), 5), (64, (1, 2, 4), 4)),
}


class PostNormBlock(nn.Module):
    """x + silu(norm(conv(silu(norm(conv(x)))))), the skip through a 1x1 convolution where the width changes."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.c1, self.c2 = nn.Conv2d(inputs, outputs, 3, padding=1), nn.Conv2d(outputs, outputs, 3, padding=1)
        self.n1, self.n2 = nn.GroupNorm(8, outputs), nn.GroupNorm(8, outputs)
        self.skip = nn.Identity() if inputs == outputs else nn.Conv2d(inputs, outputs, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.skip(x) + F.silu(self.n2(self.c2(F.silu(self.n1(self.c1(x))))))


class OpenUNet(nn.Module):
    """Constant resolution; `blocks` blocks a width, each joined by a skip to one on the way back."""

    def __init__(self, inputs: int, outputs: int, width: int, multipliers: tuple[int, ...], blocks: int) -> None:
        super().__init__()
        widths = [width * m for m in multipliers]
        self.inp = nn.Conv2d(inputs, widths[0], 3, padding=1)
        self.down, self.up = nn.ModuleList(), nn.ModuleList()
        for here, deeper in zip(widths, widths[1:]):
            self.down.append(nn.ModuleList([*(PostNormBlock(here, here) for _ in range(blocks)),
                                            nn.Conv2d(here, deeper, 1)]))
        self.mid = nn.ModuleList(PostNormBlock(widths[-1], widths[-1]) for _ in range(blocks))
        for deeper, here in zip(widths[:0:-1], widths[-2::-1]):
            self.up.append(nn.ModuleList([nn.Conv2d(deeper, here, 1),
                                          *(PostNormBlock(2 * here, here) for _ in range(blocks))]))
        self.out = nn.Conv2d(widths[0], outputs, 1)

    def forward(self, x: Tensor) -> Tensor:
        x, skips = self.inp(x), []
        for *blocks, widen in self.down:
            for block in blocks:
                x = block(x)
                skips.append(x)
            x = widen(x)
        for block in self.mid:
            x = block(x)
        for narrow, *blocks in self.up:
            x = narrow(x)
            for block in blocks:
                x = block(torch.cat([x, skips.pop()], dim=1))
        return self.out(x)


class OpenEncoder(nn.Module):
    """The app's three band inputs -> moments. `adapt` makes the input convolutions take our order and scale."""

    def __init__(self, size: str, latent_channels: int = 12) -> None:
        super().__init__()
        extractor, aggregator = SIZES[size]
        self.f = nn.ModuleList(OpenUNet(12, 12, *extractor) for _ in range(3))
        self.agg = OpenUNet(36, 2 * latent_channels, *aggregator)

    @torch.no_grad()
    def adapt(self) -> None:
        """Their level l is 2^l times ours, and their second and third orientations are swapped."""
        order = [*range(0, 3), *range(6, 9), *range(3, 6), *range(9, 12)]
        for level, unet in enumerate(self.f, start=1):
            unet.inp.weight.copy_(unet.inp.weight[:, order] * 2.0**level)

    def forward(self, bands1: Tensor, bands2: Tensor, bands3: Tensor) -> Tensor:
        features = [F.avg_pool2d(self.f[0](bands1), 4), F.avg_pool2d(self.f[1](bands2), 2), self.f[2](bands3)]
        return self.agg(torch.cat(features, dim=1))


class ActLastBlock(nn.Module):
    """x + silu(smc(silu(smc(x)))), the skip through a 1x1 convolution where the width changes."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.c1, self.c2 = SelfModulatedConv(inputs, outputs), SelfModulatedConv(outputs, outputs)
        self.skip = nn.Identity() if inputs == outputs else nn.Conv2d(inputs, outputs, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.skip(x) + F.silu(self.c2(F.silu(self.c1(x))))


class OpenDecoder(nn.Module):
    """[N,nz,H/8,W/8] -> picture [N,3,H,W]; 53,332,642 parameters at nz 12, width 128."""

    def __init__(self, latent_channels: int = 12, width: int = 128,
                 multipliers: tuple[int, ...] = (1, 2, 4, 4)) -> None:
        super().__init__()
        current = width * multipliers[-1]
        self.inp = nn.Conv2d(latent_channels, current, 3, padding=1)
        self.mid = nn.ModuleList(ActLastBlock(current, current) for _ in range(3))
        self.level, self.resize = nn.ModuleList(), nn.ModuleList()
        for i, multiplier in enumerate(reversed(multipliers)):  # coarse to fine
            target = width * multiplier
            self.level.append(nn.ModuleList(ActLastBlock(current if k == 0 else target, target) for k in range(3)))
            current = target
            if i < len(multipliers) - 1:
                self.resize.append(nn.Conv2d(current, current, 3, padding=1))
        self.last = SelfModulatedConv(current, current)
        self.out = nn.Conv2d(current, 3, 3, padding=1)

    def forward(self, latent: Tensor) -> Tensor:
        x = self.inp(latent)
        for block in self.mid:
            x = block(x)
        for i, blocks in enumerate(self.level):
            for block in blocks:
                x = block(x)
            if i < len(self.resize):
                x = self.resize[i](F.interpolate(x, scale_factor=2, mode="nearest"))
        return self.out(F.silu(self.last(x)))


# Checkpoint name -> ours, tried in this order; a name that no rule takes is an error.
_BLOCK = {"conv1": "c1", "conv2": "c2", "norm1": "n1", "norm2": "n2", "residual_conv": "skip", "nin_shortcut": "skip"}
_SMC = {"conv.weight": "w", "conv.bias": "b", "scales": "s", "gain": "g"}
NAMES = [
    (r"encoder\.extractors\.(\d)\.(.+)", r"f.\1.\2"),
    (r"encoder\.aggregator\.(.+)", r"agg.\1"),
    (r"decoder\.conv_in\.(.+)", r"inp.\1"),
    (r"decoder\.conv_out\.(.+)", r"out.\1"),
    (r"decoder\.conv_norm\.(.+)", r"last.\1"),
    (r"decoder\.mid\.(\d)\.(.+)", r"mid.\1.\2"),
]


def _rename(name: str, levels: int = 4) -> str:
    """One checkpoint name without its "encoder."/"decoder." -> the name here."""
    for pattern, target in NAMES:
        if re.fullmatch(pattern, name):
            name = re.sub(pattern, target, name)
            break
    else:
        match = re.fullmatch(r"decoder\.up\.(\d)\.(block\.(\d)|upsample\.conv)\.(.+)", name)
        if not match:
            raise ValueError(f"{name!r} is not a parameter of the open-litevae layout")
        stage = levels - 1 - int(match[1])  # theirs counts from fine to coarse
        name = f"level.{stage}.{match[3]}.{match[4]}" if match[3] else f"resize.{stage}.{match[4]}"
    for theirs, ours in (("init_conv", "inp"), ("conv_out", "out"), ("down_blocks", "down"), ("mid_block", "mid"),
                         ("up_blocks", "up")):
        name = re.sub(rf"\b{theirs}\b", ours, name)
    parts = name.split(".")
    name = ".".join(_BLOCK.get(part, part) for part in parts)
    for theirs, ours in _SMC.items():
        # conv.weight inside a self-modulated convolution only: a resize is an ordinary one.
        name = re.sub(rf"\b(c1|c2|last)\.{re.escape(theirs)}$", rf"\1.{ours}", name)
    return name


def import_open_litevae(state: dict[str, Tensor]) -> tuple[OpenEncoder, OpenDecoder, str]:
    """A checkpoint's state_dict -> (encoder, decoder, size). Every parameter must be used exactly once, or ValueError.

    The encoder comes adapted to the app's sub-bands. Entries of the training loss are left aside.
    """
    ignored = ("loss.", "model_ema.", "encoder_ema.", "decoder_ema.", "quantizer_ema.")
    parts: dict[str, dict[str, Tensor]] = {"encoder": {}, "decoder": {}}
    for name, tensor in state.items():
        if name.startswith(ignored):
            continue
        if name.startswith("quantizer."):
            raise ValueError("checkpoints with 1x1 quantisation convolutions are not supported")
        parts["encoder" if name.startswith("encoder.") else "decoder"][_rename(name)] = tensor
    latent_channels = parts["decoder"]["inp.weight"].shape[1]
    for size in SIZES:
        encoder = OpenEncoder(size, latent_channels)
        wanted = {k: v.shape for k, v in encoder.state_dict().items()}
        if wanted == {k: v.shape for k, v in parts["encoder"].items()}:
            break
    else:
        raise ValueError("the encoder's parameters fit none of the sizes S, B, M, L")
    width = parts["decoder"]["out.weight"].shape[1]
    decoder = OpenDecoder(latent_channels, width)
    encoder.load_state_dict(parts["encoder"])
    decoder.load_state_dict(parts["decoder"])
    encoder.adapt()
    return encoder.eval(), decoder.eval(), size
