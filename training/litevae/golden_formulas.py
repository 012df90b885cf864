"""Goldens that need no model: Haar (PyWavelets), metrics (scikit-image) and noise, on pictures given by formulas.

The formulas use integers only, so that Python and TypeScript make the same pictures bit by bit.
"""

from pathlib import Path

import numpy as np
import pywt

from . import metrics
from .onnx_export import write_json

FORMULAS = {
    "pattern": "(x*73 + y*151 + c*199 + x*y*7 + (x*x*y) % 13) % 256",
    "perturbed": "min(255, max(0, pattern(x, y, c) + (x*5 + y*3 + c*11) % 17 - 8))",
    "ramp": "(x*3 + y*2 + c*40) % 256",
    "ramp-perturbed": "min(255, max(0, ramp(x, y, c) + (x*7 + y*13 + c*5) % 5 - 2))",
    "constant": "128",
}


def picture(name: str, width: int, height: int) -> np.ndarray:
    """uint8 [height,width,3] of FORMULAS[name]: x is the column, y the row, c the colour (0 red)."""
    y, x, c = np.meshgrid(np.arange(height), np.arange(width), np.arange(3), indexing="ij")
    pattern = (x * 73 + y * 151 + c * 199 + x * y * 7 + (x * x * y) % 13) % 256
    ramp = (x * 3 + y * 2 + c * 40) % 256
    values = {
        "pattern": pattern,
        "perturbed": np.clip(pattern + (x * 5 + y * 3 + c * 11) % 17 - 8, 0, 255),
        "ramp": ramp,
        "ramp-perturbed": np.clip(ramp + (x * 7 + y * 13 + c * 5) % 5 - 2, 0, 255),
        "constant": np.full_like(x, 128),
    }
    return values[name].astype(np.uint8)


def pywt_pyramid(image: np.ndarray) -> list[np.ndarray]:
    """uint8 [H,W,3] -> float64 bands1..3 [12,h,w]: pywt.dwt2 level by level on the padded picture, times 2^-l."""
    height, width = image.shape[:2]
    padded = np.pad(image, ((0, -height % 8), (0, -width % 8), (0, 0)), mode="edge")
    approximation = padded.transpose(2, 0, 1) / 127.5 - 1
    bands = []
    for level in (1, 2, 3):
        approximation, details = pywt.dwt2(approximation, "haar")
        bands.append(np.concatenate([approximation, *details]) * 0.5**level)
    return bands


def _summary(band: np.ndarray, probes: int = 96) -> dict:
    """Sums over each channel, and single values spread over the whole band at places that visit every channel."""
    flat = band.reshape(-1)
    # A step prime to the length gives different places; the corners are where edge handling goes wrong.
    places = sorted({int(i) for i in (np.arange(probes) * 7919 * 31) % flat.size} | {0, flat.size - 1})
    return {
        "dims": [1, *band.shape],
        "sum": [float(v) for v in band.sum((1, 2))],
        "sumOfSquares": [float(v) for v in np.square(band).sum((1, 2))],
        "probes": [[i, float(np.float32(flat[i]))] for i in places],
    }


def write_haar(folder: Path) -> None:
    """haar/index.json; small pictures whole (float32, little endian, bands1 then 2 then 3), large ones by probes."""
    cases = []
    for width, height, whole in ((8, 8, True), (64, 64, True), (7, 13, True), (1, 1, True), (200, 9, False),
                                 (1024, 768, False)):
        image = picture("pattern", width, height)
        bands = pywt_pyramid(image)
        case = {"name": f"{width}x{height}", "width": width, "height": height, "formula": "pattern",
                "energy": float(_energy(bands))}
        if whole:
            case["file"] = f"{width}x{height}.bin"
            case["tensors"], offset, parts = {}, 0, []
            for level, band in enumerate(bands, start=1):
                case["tensors"][f"bands{level}"] = {"dims": [1, *band.shape], "offset": offset}
                parts.append(band.astype("<f4").tobytes())
                offset += len(parts[-1])
            (folder / "haar").mkdir(parents=True, exist_ok=True)
            (folder / "haar" / case["file"]).write_bytes(b"".join(parts))
        else:
            case["bands"] = {f"bands{level}": _summary(band) for level, band in enumerate(bands, start=1)}
        cases.append(case)
    write_json({
        "about": "pywt.dwt2(haar) level by level on the padded picture, times 2^-level; channel = orientation*3 + "
                 "colour. input = value/127.5 - 1. 'offset' is in bytes, float32 little endian. 'energy' is the "
                 "orthonormal one of the padded picture, 64 |A_3|^2 included. probes: [flat NCHW index, value].",
        "formulas": FORMULAS, "tolerance": 1e-5, "cases": cases,
    }, folder / "haar" / "index.json")


def _energy(bands: list[np.ndarray]) -> float:
    details = sum(4.0**level * np.square(band[3:]).sum() for level, band in enumerate(bands, start=1))
    return details + 64 * np.square(bands[-1][:3]).sum()


def write_metrics(folder: Path) -> None:
    cases = []
    for a, b, width, height in (("pattern", "perturbed", 64, 64), ("ramp", "ramp-perturbed", 64, 64),
                                ("pattern", "ramp", 33, 17), ("ramp", "ramp-perturbed", 11, 11),
                                ("ramp", "ramp-perturbed", 10, 40), ("constant", "ramp", 61, 43),
                                ("pattern", "pattern", 24, 24), ("ramp", "perturbed", 1, 1)):
        one, two = picture(a, width, height), picture(b, width, height)
        cases.append({"a": a, "b": b, "width": width, "height": height, "mse": metrics.mse(one, two),
                      "psnr": metrics.psnr(one, two), "ssim": metrics.ssim(one, two),
                      "identical": bool((one == two).all())})
    write_json({"about": "8-bit RGB, peak 255; psnr null for identical pictures, ssim null under 11 pixels. SSIM is "
                         "scikit-image's with gaussian_weights, sigma 1.5, population covariance, data_range 255.",
                "formulas": FORMULAS, "tolerance": {"mse": 1e-9, "psnr": 1e-6, "ssim": 1e-5}, "cases": cases},
               folder / "metrics.json")


def pcg(value: np.ndarray) -> np.ndarray:
    """The PCG-RXS-M-XS hash on uint32, wrapping (Jarzynski and Olano 2020)."""
    state = value.astype(np.uint32) * np.uint32(747796405) + np.uint32(2891336453)
    word = ((state >> ((state >> np.uint32(28)) + np.uint32(4))) ^ state) * np.uint32(277803737)
    return (word >> np.uint32(22)) ^ word


def noise(seed: int, index: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """-> the two hashes (uint32) and the normal deviate (float64) of each NCHW index."""
    i, key = index.astype(np.uint32), pcg(np.array([seed], np.uint32))
    a = pcg((i * np.uint32(2)) ^ key)
    b = pcg((i * np.uint32(2) + np.uint32(1)) ^ key)
    u1 = ((a >> np.uint32(8)).astype(np.float64) + 1) / 2**24
    u2 = (b >> np.uint32(8)).astype(np.float64) / 2**24
    return a, b, np.sqrt(-2 * np.log(u1)) * np.cos(2 * np.pi * u2)


def write_noise(folder: Path) -> None:
    index = np.array([*range(64), 255, 256, 12287, 12288, 65535, 1_000_000, 16_777_216, 2**31 - 1])
    cases = []
    for seed in (0, 1, 12345, 2**31, 2**32 - 1):
        a, b, z = noise(seed, index)
        cases.append({"seed": seed, "a": a.tolist(), "b": b.tolist(), "z": [float(v) for v in z]})
    _, _, many = noise(7, np.arange(100_000))
    write_json({
        "about": "u32, wrapping. pcg(v): state = v*747796405 + 2891336453; word = ((state >> ((state >> 28) + 4)) ^ "
                 "state) * 277803737; (word >> 22) ^ word. a = pcg((i*2) ^ pcg(seed)), b = pcg((i*2 + 1) ^ pcg(seed)); "
                 "u1 = ((a >> 8) + 1) / 2^24, u2 = (b >> 8) / 2^24; z = sqrt(-2 ln u1) cos(2 pi u2). "
                 "i is the flat NCHW index.",
        "tolerance": 1e-4, "index": index.tolist(), "cases": cases,
        "moments": {"seed": 7, "count": 100_000, "mean": float(many.mean()), "std": float(many.std())},
    }, folder / "noise.json")
