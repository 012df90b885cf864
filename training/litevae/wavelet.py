"""Haar transform, three levels, scaled as the app scales it.

For a 2x2 block [[a, b], [c, d]] the orthonormal sub-bands are
A = (a+b+c+d)/2, H = (a+b-c-d)/2, V = (a-b+c-d)/2, D = (a-b-c+d)/2 (PyWavelets' cA, cH, cV, cD).
The recursion runs on the unscaled A; what is returned at level l is 2^-l * [A, H, V, D], so a picture in
[-1, 1] gives sub-bands in [-1, 1]. Channel order: orientation * 3 + colour.
"""

import torch
import torch.nn.functional as F
from torch import Tensor

ORIENTATIONS = ("approximation", "horizontal", "vertical", "diagonal")


def pad_to_multiple(image: Tensor, multiple: int = 8) -> Tensor:
    """[N,C,H,W] -> the same, padded at the right and bottom by repeating the last column and row."""
    height, width = image.shape[-2:]
    bottom, right = -height % multiple, -width % multiple
    if not bottom and not right:
        return image
    return F.pad(image, (0, right, 0, bottom), mode="replicate")


def haar(image: Tensor) -> Tensor:
    """One orthonormal step: [N,C,H,W] with even H and W -> [N,4C,H/2,W/2], orientation by orientation."""
    a, b = image[..., 0::2, 0::2], image[..., 0::2, 1::2]
    c, d = image[..., 1::2, 0::2], image[..., 1::2, 1::2]
    return torch.cat([a + b + c + d, a + b - c - d, a - b + c - d, a - b - c + d], dim=1) / 2


def inverse_haar(bands: Tensor) -> Tensor:
    """The inverse of `haar`: [N,4C,H,W] -> [N,C,2H,2W]."""
    approximation, horizontal, vertical, diagonal = bands.chunk(4, dim=1)
    n, c, h, w = approximation.shape
    blocks = torch.stack([
        approximation + horizontal + vertical + diagonal,
        approximation + horizontal - vertical - diagonal,
        approximation - horizontal + vertical - diagonal,
        approximation - horizontal - vertical + diagonal,
    ], dim=-1) / 2
    return blocks.view(n, c, h, w, 2, 2).permute(0, 1, 2, 4, 3, 5).reshape(n, c, 2 * h, 2 * w)


def pyramid(image: Tensor, levels: int = 3) -> list[Tensor]:
    """[N,3,H,W], H and W multiples of 2^levels -> [bands1, bands2, ...], 12 channels each, scaled by 2^-l."""
    bands, approximation = [], image
    for level in range(1, levels + 1):
        coefficients = haar(approximation)
        approximation = coefficients[:, : image.shape[1]]
        bands.append(coefficients * 0.5**level)
    return bands


def image_from_coefficients(coefficients: Tensor) -> Tensor:
    """Level-1 coefficients as the decoder gives them (bands1 of the picture), [N,12,H,W] -> [N,3,2H,2W]."""
    return inverse_haar(2 * coefficients)


def image_from_pyramid(bands: list[Tensor]) -> Tensor:
    """Full inverse: uses the deepest approximation and the details of every level, ignores the other A."""
    channels = bands[0].shape[1] // 4
    image = bands[-1][:, :channels] * 2.0 ** len(bands)
    for level in range(len(bands), 0, -1):
        details = bands[level - 1][:, channels:] * 2.0**level
        image = inverse_haar(torch.cat([image, details], dim=1))
    return image
