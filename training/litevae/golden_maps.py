"""Goldens of the metric maps: FLIP by NVIDIA's flip-evaluator, SSIM by scikit-image, on pictures given by formulas.

flip-evaluator is wanted only here (`pip install flip-evaluator==1.7`), so goldens.py goes without where it is missing.
"""

from pathlib import Path

import numpy as np
from skimage.metrics import structural_similarity

from .golden_formulas import FORMULAS, picture
from .onnx_export import write_json

# Sides under the reach of the filters (10 pixels) are where edge handling goes wrong.
CASES = (("pattern", "perturbed", 48, 40), ("ramp", "ramp-perturbed", 67, 51), ("constant", "ramp", 33, 17),
         ("ramp", "perturbed", 9, 13), ("ramp", "constant", 3, 1), ("ramp", "ramp", 12, 12))


def flip_map(reference: np.ndarray, test: np.ndarray) -> tuple[np.ndarray, float, float]:
    """uint8 [H,W,3] -> LDR-FLIP float32 [H,W], its mean, and the pixels per degree it assumes."""
    import flip_evaluator

    pair = (np.ascontiguousarray(image.astype(np.float32) / 255) for image in (reference, test))
    errors, mean, used = flip_evaluator.evaluate(*pair, "LDR", inputsRGB=True, applyMagma=False)
    return np.asarray(errors, np.float32).reshape(reference.shape[:2]), float(mean), float(used["ppd"])


def ssim_map(reference: np.ndarray, test: np.ndarray) -> np.ndarray | None:
    """uint8 [H,W,3] -> float64 [H,W], mean over R, G, B; None where a side is under 11 pixels."""
    if min(reference.shape[:2]) < 11:
        return None
    _, full = structural_similarity(reference, test, gaussian_weights=True, sigma=1.5, use_sample_covariance=False,
                                    data_range=255, channel_axis=2, full=True)
    return full.mean(axis=2)


def write_maps(folder: Path) -> None:
    """maps/index.json and maps/maps.bin: float32, little endian, row by row."""
    try:
        import flip_evaluator  # noqa: F401
    except ImportError:
        print("flip-evaluator is not installed: goldens of metric maps not written")
        return
    cases, parts, offset, ppd = [], [], 0, 0.0
    for a, b, width, height in CASES:
        one, two = picture(a, width, height), picture(b, width, height)
        flip, mean, ppd = flip_map(one, two)
        case = {"a": a, "b": b, "width": width, "height": height, "flipMean": mean}
        for name, values in (("flip", flip), ("ssim", ssim_map(one, two))):
            case[name] = None if values is None else offset
            if values is not None:
                parts.append(values.astype("<f4").tobytes())
                offset += len(parts[-1])
        cases.append(case)
    target = folder / "maps"
    target.mkdir(parents=True, exist_ok=True)
    (target / "maps.bin").write_bytes(b"".join(parts))
    write_json({
        "about": "a is the reference, b the test, 8-bit sRGB. 'flip' and 'ssim' are offsets in bytes into maps.bin of "
                 "float32 [height,width], or null. LDR-FLIP of flip-evaluator 1.7 at the pixels per degree given. SSIM "
                 "is scikit-image's full map, as in metrics.json, averaged over R, G, B.",
        "formulas": FORMULAS, "tolerance": 1e-3, "pixelsPerDegree": ppd, "cases": cases,
    }, target / "index.json")
