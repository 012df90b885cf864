"""ST-LPIPS as one ONNX graph for the app: two pictures in, a map of distances out, weights stored as float16."""

from pathlib import Path

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .onnx_export import describe, session, store_as_half, traced
from .perceptual import ShiftTolerantLpips

TOLERANCE = 1e-3  # of the distance, for weights rounded to float16
SMALLEST = 32  # pixels of a side: below, nothing is left to reflect at the last blur


class DistanceMap(nn.Module):
    """[1,3,H,W] twice, in [-1, 1] -> [1,1,H,W], whose mean is ST-LPIPS of the pictures as 8-bit pixels.

    Each of the five stages has a map of its own size. It is scaled up bilinearly, then by a factor close to 1 that gives it
    its former mean: the mean of the whole map is the distance, and that of a part of it tells how much lies there.
    """

    def __init__(self, net: ShiftTolerantLpips) -> None:
        super().__init__()
        self.net = net

    def forward(self, first: Tensor, second: Tensor) -> Tensor:
        height, width = first.shape[2], first.shape[3]
        total = first.new_zeros(1, 1, 1, 1)
        for stage in self.net.stages(*(_as_bytes(image) for image in (first, second))):
            large = F.interpolate(stage, size=(height, width), mode="bilinear", align_corners=False)
            total = total + large * (stage.mean() / (large.mean() + 1e-20))
        return total


def _as_bytes(image: Tensor) -> Tensor:
    """The values of 8-bit pixels; halves round up."""
    return torch.floor((image.clamp(-1, 1) + 1) * 127.5 + 0.5) / 127.5 - 1


def export_st_lpips(net: ShiftTolerantLpips, path: Path) -> dict:
    """Writes the graph; returns its bytes, sha256 and largest error. Raises ValueError where it differs from PyTorch."""
    module = DistanceMap(net)
    example = tuple(torch.rand(1, 3, 64, 64) * 2 - 1 for _ in range(2))
    axes = {name: {2: "h", 3: "w"} for name in ("first", "second", "map")}
    graph = store_as_half(traced(module, example, ["first", "second"], "map", axes))
    error = largest_error(module, graph)
    if error > TOLERANCE:
        raise ValueError(f"the graph differs from PyTorch by {error:.1e} of the distance")
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(graph, path)
    return describe(path) | {"error": error}


@torch.no_grad()
def largest_error(module: nn.Module, graph: onnx.ModelProto) -> float:
    """Over pairs of other sizes than the traced one: how far the mean of the map is off, as a share of PyTorch's."""
    runtime, worst = session(graph.SerializeToString()), 0.0
    generator = torch.Generator().manual_seed(1)
    for height, width in ((SMALLEST, SMALLEST), (64, 48), (97, 131)):
        first = F.interpolate(torch.rand(1, 3, 8, 8, generator=generator) * 2 - 1, (height, width), mode="bicubic").clamp(-1, 1)
        second = (first + 0.1 * torch.randn(first.shape, generator=generator)).clamp(-1, 1)
        found = runtime.run(None, {"first": first.numpy(), "second": second.numpy()})[0]
        wanted = module(first, second).numpy()
        if found.shape != wanted.shape:
            raise ValueError(f"the graph makes {found.shape} in place of {wanted.shape}")
        worst = max(worst, float(np.abs(found.mean() / wanted.mean() - 1)))
    return worst
