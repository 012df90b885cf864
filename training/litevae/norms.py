"""Normalisation of feature maps by name, and what becomes of it when weights are frozen."""

import math

import torch
from torch import Tensor, nn

# Of the wavelet decoder; "smc" normalises filters in place of feature maps, and "none" does neither.
NORMS = ("smc", "group", "instance", "batch", "none")


def group_norm(channels: int, eps: float = 1e-6) -> nn.GroupNorm:
    """32 groups where they divide the channels (S has 16 and 48: the paper does not say what it did there)."""
    return nn.GroupNorm(math.gcd(32, channels), channels, eps=eps)


def norm_layer(kind: str, channels: int) -> nn.Module:
    """[N,channels,H,W] -> the same. All but "smc" and "none" learn a scale and a shift for each channel."""
    if kind == "group":
        return group_norm(channels)
    if kind == "instance":
        return nn.InstanceNorm2d(channels, eps=1e-6, affine=True)
    if kind == "batch":
        return nn.BatchNorm2d(channels, eps=1e-6)
    if kind in ("smc", "none"):
        return nn.Identity()
    raise ValueError(f"unknown norm {kind!r}: known are {', '.join(NORMS)}")


class Affine(nn.Module):
    """x * scale + shift by channel: what a batch norm is once its averages are fixed."""

    def __init__(self, scale: Tensor, shift: Tensor) -> None:
        super().__init__()
        self.scale, self.shift = (nn.Parameter(v.reshape(1, -1, 1, 1).clone()) for v in (scale, shift))

    def forward(self, x: Tensor) -> Tensor:
        return x * self.scale + self.shift


@torch.no_grad()
def frozen(norm: nn.BatchNorm2d) -> Affine:
    """The same function of x as `norm` in evaluation."""
    scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    return Affine(scale, norm.bias - norm.running_mean * scale)


@torch.no_grad()
def absorb(conv: nn.Conv2d, after: Affine) -> None:
    """Changes `conv` in place so that it gives what `after` made of its output."""
    scale, shift = after.scale.flatten(), after.shift.flatten()
    conv.weight.mul_(scale[:, None, None, None])
    conv.bias.mul_(scale).add_(shift)
