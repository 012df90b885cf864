"""Goldens of whole models: every tensor of the app's pipeline on small pictures, by onnxruntime on the CPU."""

import json
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from . import metrics
from .data import read_picture, to_tensor
from .half_variants import write_variants
from .graph_facts import tiling_facts
from .model import parameters
from .onnx_export import (export_decoder, export_encoder, round_to_half, session, write_json)
from .tiny import tiny_model
from .wavelet import image_from_coefficients, pad_to_multiple, pyramid

TINY_ID = "tiny-f8c12"
SIZES = ((64, 64), (53, 37))  # the second is padded and cropped


def natural_picture(width: int, height: int) -> np.ndarray:
    """Smooth waves, an edge and a fine texture, 8 bits: nearer to a photograph than the integer formulas."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    layers = []
    for c in range(3):
        waves = 60 * np.sin(x / (9 + 2 * c) + 0.5 * c) + 45 * np.cos(y / (13 - 2 * c) + x / 31)
        disc = 40 * (((x - 0.62 * width) ** 2 + (y - 0.4 * height) ** 2) < (0.2 * min(width, height)) ** 2)
        texture = 10 * np.sin(1.7 * x + 0.3 * y) * np.sin(0.9 * y)
        layers.append(125 + waves + disc * (1 - 0.8 * c) + texture)
    return np.clip(np.rint(np.stack(layers, axis=-1)), 0, 255).astype(np.uint8)


def run_model(manifest_file: Path, entry: dict, picture: np.ndarray) -> dict[str, np.ndarray]:
    """uint8 [H,W,3] -> the tensors of the app's pipeline with the posterior mean, float32, by name.

    Of a decoder that writes pixels, coefficients are the level-1 bands of these. A log-variance that the encoder does
    not give has no channels.
    """
    # One thread sums in one order: the same bits every time.
    encoder, decoder = (session(manifest_file.parent / entry[net]["file"], 1) for net in ("encoder", "decoder"))
    unsigned = entry["range"][0] == 0
    image = to_tensor(picture)
    padded = pad_to_multiple(image)
    bands = pyramid(padded)
    read = bands if entry["encoder"]["inputKind"] == "bands" else [(padded + 1) / 2 if unsigned else padded]
    inputs = {name: tensor.numpy() for name, tensor in zip(entry["encoder"]["inputs"], read, strict=True)}
    (moments,) = encoder.run(None, inputs)
    mean, logvar = np.split(moments, [entry["latentChannels"]], axis=1)
    (decoded,) = decoder.run(None, {entry["decoder"]["input"]: np.ascontiguousarray(mean)})
    decoded = torch.from_numpy(decoded)
    if entry["decoder"]["output"] == "image":
        full = 2 * decoded - 1 if unsigned else decoded
        coefficients = pyramid(full)[0]
    else:
        full, coefficients = image_from_coefficients(decoded), decoded
    height, width = picture.shape[:2]
    return {"input": image.numpy(), **{f"bands{level}": band.numpy() for level, band in enumerate(bands, start=1)},
            "mean": mean, "logvar": logvar, "coefficients": coefficients.numpy(),
            "reconstruction": full[..., :height, :width].clamp(-1, 1).numpy()}


def write_tiny_model(folder: Path) -> None:
    encoder, decoder = (round_to_half(net) for net in tiny_model())
    counts = parameters(encoder), parameters(decoder)
    files = export_encoder(encoder, folder / "encoder.onnx"), export_decoder(decoder, 12, "coefficients",
                                                                             folder / "decoder.onnx")
    entry = {
        "id": TINY_ID, "revision": "1", "title": "Tiny test model",
        "summary": "Two convolutions a net with seeded weights; for tests of the plumbing, not for pictures.",
        "latentChannels": 12, "downscale": 8, "levels": 3, "wavelet": "haar", "norm": "smc", "range": [-1, 1],
        "encoder": {"file": "encoder.onnx", **files[0], "parameters": counts[0], "inputKind": "bands",
                    "inputs": ["bands1", "bands2", "bands3"], "output": "moments",
                    **tiling_facts(folder / "encoder.onnx"), "variants": []},
        "decoder": {"file": "decoder.onnx", **files[1], "parameters": counts[1], "input": "latent",
                    "output": "coefficients", **tiling_facts(folder / "decoder.onnx"), "variants": []},
        "latent": {"mean": [0.0] * 12, "std": [0.5] * 12, "scale": 1, "shift": 0,
                   "pca": [[1.0 if i == k else 0.0 for i in range(12)] for k in range(3)]},
    }
    manifest = {"version": 1, "default": TINY_ID, "models": [entry]}
    write_json(manifest, folder / "manifest.json")
    # Quality of what it says it is, measured on the fixture's own picture.
    picture = natural_picture(*SIZES[0])
    write_variants(folder, entry, [picture], narrow=0)  # nothing of it is wide
    out = metrics.to_bytes(torch.from_numpy(run_model(folder / "manifest.json", entry, picture)["reconstruction"]))
    entry["quality"] = {"set": "golden picture 64x64", "psnr": round(metrics.psnr(picture, out), 2),
                        "ssim": round(metrics.ssim(picture, out), 3)}
    entry |= {"trainedOn": "nothing: seeded weights", "license": "Apache-2.0",
              "licenseUrl": "https://www.apache.org/licenses/LICENSE-2.0"}
    write_json(manifest, folder / "manifest.json")


def write_model_goldens(manifest_file: Path, goldens: Path) -> None:
    """goldens/<id>/index.json, and for each picture a PNG and one .bin of all tensors (float32, little endian)."""
    manifest = json.loads(manifest_file.read_text())
    entry = next(model for model in manifest["models"] if model["id"] == manifest["default"])
    folder, cases = goldens / entry["id"], []
    folder.mkdir(parents=True, exist_ok=True)
    for width, height in SIZES:
        name = f"{width}x{height}"
        Image.fromarray(natural_picture(width, height)).save(folder / f"{name}.png", optimize=True)
        picture = read_picture(folder / f"{name}.png")
        tensors, offset, parts = {}, 0, []
        values = run_model(manifest_file, entry, picture)
        for key, value in values.items():
            tensors[key] = {"dims": list(value.shape), "offset": offset}
            parts.append(np.ascontiguousarray(value, "<f4").tobytes())
            offset += len(parts[-1])
        (folder / f"{name}.bin").write_bytes(b"".join(parts))
        out = metrics.to_bytes(torch.from_numpy(values["reconstruction"]))
        cases.append({"name": name, "width": width, "height": height, "picture": f"{name}.png", "file": f"{name}.bin",
                      "tensors": tensors, "mse": metrics.mse(picture, out), "psnr": metrics.psnr(picture, out),
                      "ssim": metrics.ssim(picture, out)})
        print(f"{entry['id']} {name}: PSNR {cases[-1]['psnr']:.2f} dB, SSIM {cases[-1]['ssim']:.3f}")
    write_json({"about": "Every tensor with the posterior mean and no edits, by onnxruntime on the CPU; 'offset' in "
                         "bytes. reconstruction is cropped and clamped; psnr and ssim are of its 8-bit rounding.",
                "model": entry["id"], "encoderSha256": entry["encoder"]["sha256"],
                "decoderSha256": entry["decoder"]["sha256"], "tolerance": {"bands": 1e-5, "network": 1e-3},
                "cases": cases}, folder / "index.json")
