"""What a run shows of itself: validation numbers and contact sheets."""

from pathlib import Path

import numpy as np
import torch
from PIL import Image

from . import metrics
from .data import Pictures, to_tensor
from .model import LiteVAE


def _centre(picture: np.ndarray, side: int) -> np.ndarray:
    """The middle, at most `side` wide and high, cut to multiples of 8."""
    h, w = (min(side, n) // 8 * 8 for n in picture.shape[:2])
    y, x = ((n - m) // 2 for n, m in zip(picture.shape[:2], (h, w)))
    return np.array(picture[y : y + h, x : x + w])


@torch.no_grad()
def _reconstruct(model: LiteVAE, picture: np.ndarray) -> np.ndarray:
    device = next(model.parameters()).device
    x = to_tensor(picture).to(device, memory_format=torch.channels_last)
    with torch.autocast(device.type, torch.bfloat16):
        y, _, _ = model(x, sample=False)
    return metrics.to_bytes(y.cpu())


def validate(model: LiteVAE, pictures: Pictures, side: int = 256) -> dict[str, float]:
    """Mean PSNR (dB) and SSIM of 8-bit output with the posterior mean, over the middles of all pictures."""
    psnrs, ssims = [], []
    for i in range(len(pictures)):
        picture = _centre(pictures[i], side)
        out = _reconstruct(model, picture)
        # An identical reconstruction has no PSNR; 99 keeps the mean finite.
        psnrs.append(metrics.psnr(picture, out) or 99.0)
        ssims.append(metrics.ssim(picture, out) or 0.0)
    return {"psnr": float(np.mean(psnrs)), "ssim": float(np.mean(ssims))}


def contact_sheet(model: LiteVAE, pictures: Pictures, path: Path, count: int = 6, side: int = 192) -> None:
    """Columns: pictures. Rows: original, reconstruction, 4 times the absolute error."""
    columns = []
    for i in range(min(count, len(pictures))):
        picture = _centre(pictures[i], side)
        out = _reconstruct(model, picture)
        error = np.clip(4 * np.abs(picture.astype(int) - out.astype(int)), 0, 255).astype(np.uint8)
        column = np.concatenate([picture, out, error])
        columns.append(np.pad(column, ((0, 3 * side - column.shape[0]), (0, side - column.shape[1]), (0, 0))))
    Image.fromarray(np.concatenate(columns, axis=1)).save(path)
