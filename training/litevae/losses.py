"""The losses of the paper, and three more that serve PSNR, SSIM and structure; each is off unless it has a weight.

Pictures are [N,3,H,W] in [-1, 1]. Every term is a mean, so a weight keeps its meaning at any size.
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .metrics import ms_ssim_tensor
from .perceptual import ST_LPIPS, Missing, ShiftTolerantLpips, read_weights
from .wavelet import haar

TERMS = {
    "l1": "mean absolute error",
    "psnr": "10 log10 of each picture's mean squared error, in dB: minus the measured PSNR up to a constant",
    "kl": "Kullback-Leibler divergence of the posterior to N(0, I), mean over elements",
    "wavelet": "Charbonnier on the level-1 detail bands (horizontal, vertical, diagonal), halved",
    "gauss": "L1 between the pictures minus their Gaussian blur, kernel 5, sigma 1",
    "ssim": "1 - SSIM, the measured one but for the rounding to 8 bits",
    "structure": "1 - MS-SSIM with as many scales as fit: stands in for a perceptual loss, it is none",
    "lpips": "LPIPS (VGG), where the package `lpips` and its weights are installed",
    "stlpips": "ST-LPIPS (AlexNet), where the package `stlpips-pytorch` with its weights is installed",
    "adversarial": "minus the discriminator's mean output (hinge), constant weight",
}
# A mean squared error of 2 levels of 255: below it a crop is flat, and its logarithm would rule the batch.
PSNR_FLOOR = 2 * (2 / 255) ** 2
CHARBONNIER_EPS = 1e-3


def parse_weights(text: str) -> dict[str, float]:
    """"l1=1,kl=1e-6" -> weights. Raises ValueError for an unknown term or a negative weight."""
    weights = {}
    for item in filter(None, text.split(",")):
        name, _, value = item.partition("=")
        if name not in TERMS:
            raise ValueError(f"unknown loss {name!r}: known are {', '.join(TERMS)}")
        weights[name] = float(value)
        if not weights[name] >= 0:
            raise ValueError(f"the weight of {name} must not be negative")
    return {name: weight for name, weight in weights.items() if weight > 0}


def kl(mean: Tensor, logvar: Tensor) -> Tensor:
    return 0.5 * (mean.square() + logvar.exp() - 1 - logvar).mean()


def psnr_loss(x: Tensor, y: Tensor) -> Tensor:
    error = (x - y).square().mean((1, 2, 3))
    return 10 / math.log(10) * torch.log(error + PSNR_FLOOR).mean()


def wavelet_loss(x: Tensor, y: Tensor) -> Tensor:
    """The approximation is left out: the pixel term sees it."""
    difference = haar(x - y)[:, 3:] / 2
    return torch.sqrt(difference.square() + CHARBONNIER_EPS**2).mean()


def high_pass(x: Tensor) -> Tensor:
    position = torch.arange(5, dtype=x.dtype, device=x.device) - 2
    kernel = torch.exp(-position.square() / 2)
    kernel = kernel / kernel.sum()
    plane = torch.outer(kernel, kernel).expand(3, 1, 5, 5)
    return x - F.conv2d(F.pad(x, (2, 2, 2, 2), mode="reflect"), plane, groups=3)


def structure_loss(x: Tensor, y: Tensor, scales: int = 5) -> Tensor:
    """1 - MS-SSIM; as many scales as leave a full window of 11 pixels at the coarsest. One scale is SSIM."""
    scales = min(scales, int(math.log2(min(x.shape[-2:]) / 11)) + 1)
    a, b = ((v.clamp(-1, 1) + 1) * 127.5 for v in (x, y))
    return 1 - ms_ssim_tensor(a, b, scales)


def load_lpips() -> nn.Module:
    """Raises Missing."""
    try:
        import lpips

        return lpips.LPIPS(net="vgg", verbose=False).eval().requires_grad_(False)
    except Exception as error:  # a missing package, or weights that cannot be downloaded
        raise Missing("the loss lpips needs `pip install lpips` and the VGG weights that it downloads when it is first used "
                      f"({type(error).__name__}: {error}); stlpips=... needs no download") from error


class Losses:
    """All weighted terms of one batch. `weights` as from `parse_weights`; raises Missing for networks that are not there."""

    def __init__(self, weights: dict[str, float], device: torch.device | str = "cpu") -> None:
        self.weights = weights
        self.lpips = load_lpips().to(device) if "lpips" in weights else None
        self.st_lpips = ShiftTolerantLpips(read_weights(ST_LPIPS)).to(device) if "stlpips" in weights else None

    def terms(self, x: Tensor, y: Tensor, mean: Tensor, logvar: Tensor, discriminator=None) -> dict[str, Tensor]:
        """x target, y reconstruction -> unweighted terms that are switched on, in float32."""
        x, y = x.float(), y.float()
        table = {
            "l1": lambda: (x - y).abs().mean(),
            "psnr": lambda: psnr_loss(x, y),
            "kl": lambda: kl(mean, logvar),
            "wavelet": lambda: wavelet_loss(x, y),
            "gauss": lambda: (high_pass(x) - high_pass(y)).abs().mean(),
            "ssim": lambda: structure_loss(x, y, scales=1),
            "structure": lambda: structure_loss(x, y),
            "lpips": lambda: self.lpips(x, y).mean(),
            "stlpips": lambda: self.st_lpips(x, y).mean(),
        }
        found = {name: table[name]() for name in self.weights if name in table}
        if "adversarial" in self.weights and discriminator is not None:
            found["adversarial"] = -sum(part.mean() for part in discriminator(y)) / 2
        return found

    def total(self, terms: dict[str, Tensor]) -> Tensor:
        return sum(self.weights[name] * term for name, term in terms.items())


def hinge(real: tuple[Tensor, Tensor], fake: tuple[Tensor, Tensor]) -> Tensor:
    """The discriminator's loss, mean over its two outputs."""
    parts = [F.relu(1 - r).mean() + F.relu(1 + f).mean() for r, f in zip(real, fake, strict=True)]
    return sum(parts) / 2
