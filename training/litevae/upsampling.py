"""Nearest x2 followed by a 3x3 convolution, without computing anything twice.

Each value of the enlarged picture stands four times, so an output pixel sees only 2x2 different ones: which, depends
on whether its row and column are even. Four 2x2 convolutions at the small size, one for each kind of pixel, and an
interleave give the same output (up to rounding) for 16 instead of 36 multiplications a small pixel and channel pair.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

PARITIES = ((0, 0), (0, 1), (1, 0), (1, 1))  # (row, column) of an output pixel, modulo 2
# Row i of these says which rows of the 3x3 kernel fall on row i of the two that an even or odd output row sees.
_ROWS = torch.tensor([[[1.0, 0, 0], [0, 1, 1]], [[1, 1, 0], [0, 0, 1]]])


class UpsampledConv(nn.Module):
    """[N,in,h,w] -> [N,out,2h,2w]. One kernel [out,in,2,2] for each of PARITIES."""

    def __init__(self, conv: nn.Conv2d) -> None:
        super().__init__()
        if conv.kernel_size != (3, 3) or conv.padding != (1, 1) or conv.stride != (1, 1):
            raise ValueError(f"only 3x3 convolutions with padding 1 can be split, not {conv}")
        rows = _ROWS.to(conv.weight)
        self.kernels = nn.ParameterList(
            torch.einsum("rk,oikl,sl->oirs", rows[a], conv.weight.detach(), rows[b]) for a, b in PARITIES)
        self.bias = nn.Parameter(conv.bias.detach().clone())

    def forward(self, x: Tensor) -> Tensor:
        if torch.onnx.is_in_onnx_export():
            return _Exported.apply(x, self.bias, *self.kernels)
        parts = [F.conv2d(F.pad(x, (1 - b, b, 1 - a, a)), kernel, self.bias)
                 for kernel, (a, b) in zip(self.kernels, PARITIES)]
        whole = torch.stack(parts, dim=2)  # [N,out,4,h,w]
        return F.pixel_shuffle(whole.flatten(1, 2), 2)


class _Exported(torch.autograd.Function):
    """The same as six nodes: tracing would write each padding as a dozen."""

    @staticmethod
    def forward(ctx, x: Tensor, bias: Tensor, *kernels: Tensor) -> Tensor:
        return x.new_zeros(x.shape[0], bias.shape[0], 2 * x.shape[2], 2 * x.shape[3])

    @staticmethod
    def symbolic(g, x, bias, *kernels):
        parts = [g.op("Conv", x, kernel, bias, kernel_shape_i=[2, 2], pads_i=[1 - a, 1 - b, a, b])
                 for kernel, (a, b) in zip(kernels, PARITIES)]
        return g.op("DepthToSpace", g.op("Concat", *parts, axis_i=1), blocksize_i=2, mode_s="DCR")


def joined(kernels: list[Tensor]) -> Tensor:
    """The 3x3 kernel that gave these four: corners stand alone in one of them, the rest follow by subtraction."""
    k00, k01, k10, k11 = kernels
    w = torch.empty(*k00.shape[:2], 3, 3, dtype=k00.dtype)
    w[..., 0, 0], w[..., 0, 2], w[..., 2, 0], w[..., 2, 2] = k00[..., 0, 0], k01[..., 0, 1], k10[..., 1, 0], k11[..., 1, 1]
    w[..., 0, 1] = k00[..., 0, 1] - w[..., 0, 2]
    w[..., 1, 0] = k00[..., 1, 0] - w[..., 2, 0]
    w[..., 1, 2] = k01[..., 1, 1] - w[..., 2, 2]
    w[..., 2, 1] = k10[..., 1, 1] - w[..., 2, 2]
    w[..., 1, 1] = k00[..., 1, 1] - w[..., 1, 2] - w[..., 2, 1] - w[..., 2, 2]
    return w


def split_upsampling(module: nn.Module) -> nn.Module:
    """Replaces, in place, every nearest x2 that a plain 3x3 convolution follows in a sequence."""
    for child in module.children():
        split_upsampling(child)
    if isinstance(module, nn.Sequential):
        for i in range(len(module) - 1):
            if isinstance(module[i], nn.Upsample) and isinstance(module[i + 1], nn.Conv2d):
                module[i], module[i + 1] = nn.Identity(), UpsampledConv(module[i + 1])
    return module
