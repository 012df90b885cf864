"""PSNR, SSIM and MS-SSIM of 8-bit pictures, and squared error by sub-band: the definitions that the app uses."""

import numpy as np
import torch
import torch.nn.functional as F
from skimage.metrics import structural_similarity
from torch import Tensor

from .wavelet import ORIENTATIONS, pad_to_multiple, pyramid


def to_bytes(image: Tensor) -> np.ndarray:
    """[1,3,H,W] or [3,H,W] in [-1, 1] -> uint8 [H,W,3]. Halves round up, as in JavaScript's Math.round."""
    image = image.detach().float().reshape(3, *image.shape[-2:]).permute(1, 2, 0).numpy()
    return np.floor((np.clip(image, -1, 1) + 1) * 127.5 + 0.5).astype(np.uint8)


def mse(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.mean((a.astype(np.float64) - b.astype(np.float64)) ** 2))


def psnr(a: np.ndarray, b: np.ndarray) -> float | None:
    """dB, peak 255, all channels together; None for identical pictures."""
    error = mse(a, b)
    return None if error == 0 else float(10 * np.log10(255**2 / error))


def ssim(a: np.ndarray, b: np.ndarray) -> float | None:
    """Wang 2004 with an 11x11 Gaussian of sigma 1.5, mean over RGB; None where a side is under 11 pixels."""
    if min(a.shape[:2]) < 11:
        return None
    return float(structural_similarity(a, b, gaussian_weights=True, sigma=1.5, use_sample_covariance=False,
                                       data_range=255, channel_axis=2))


def _similarity(a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """Means of SSIM and of its contrast-structure factor over valid windows, per channel; inputs 0..255."""
    position = torch.arange(11, dtype=a.dtype, device=a.device) - 5
    kernel = torch.exp(-position.square() / (2 * 1.5**2))
    kernel = (kernel / kernel.sum()).expand(3, 1, 1, 11)

    def blur(x: Tensor) -> Tensor:
        return F.conv2d(F.conv2d(x, kernel, groups=3), kernel.transpose(2, 3), groups=3)

    mean_a, mean_b = blur(a), blur(b)
    var_a, var_b = blur(a * a) - mean_a**2, blur(b * b) - mean_b**2
    covariance = blur(a * b) - mean_a * mean_b
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    contrast = (2 * covariance + c2) / (var_a + var_b + c2)
    full = contrast * (2 * mean_a * mean_b + c1) / (mean_a**2 + mean_b**2 + c1)
    return full.mean((2, 3)), contrast.mean((2, 3))


MS_WEIGHTS = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)  # Wang, Simoncelli and Bovik 2003


def ms_ssim_tensor(a: Tensor, b: Tensor, scales: int = 5) -> Tensor:
    """Multi-scale SSIM of [N,3,H,W] in 0..255, mean over pictures and channels; differentiable."""
    weights = torch.tensor(MS_WEIGHTS[:scales], dtype=a.dtype, device=a.device)
    weights = weights / weights.sum()
    result = torch.ones(a.shape[:2], dtype=a.dtype, device=a.device)
    for scale in range(scales):
        full, contrast = _similarity(a, b)
        factor = full if scale == scales - 1 else contrast
        result = result * factor.clamp(min=1e-6) ** weights[scale]
        a, b = F.avg_pool2d(a, 2), F.avg_pool2d(b, 2)
    return result.mean()


def ms_ssim(a: np.ndarray, b: np.ndarray) -> float | None:
    """None where a side is under 176 pixels: the coarsest of the five scales then holds no window."""
    if min(a.shape[:2]) < 176:
        return None
    pair = (torch.from_numpy(np.array(x)).permute(2, 0, 1)[None].double() for x in (a, b))
    return float(ms_ssim_tensor(*pair))


def band_energies(error: Tensor) -> dict[str, float]:
    """Squared error [1,3,H,W] split over sub-bands; the values add up to the sum of squares.

    Padding is with zeros, so that nothing outside the picture counts.
    """
    height, width = error.shape[-2:]
    padded = F.pad(error.double(), (0, -width % 8, 0, -height % 8))
    bands = pyramid(pad_to_multiple(padded))
    energies = {}
    for level, band in enumerate(bands, start=1):
        for o, name in enumerate(ORIENTATIONS):
            if o > 0 or level == len(bands):
                part = band[:, 3 * o : 3 * o + 3]
                energies[f"{level}.{name}"] = float(part.square().sum()) * 4.0**level
    return energies
