"""Tiny models of the other contracts that the app runs: pictures in or out, the range [0, 1], a mean alone, a scale.

A picture goes through them as its 8x8 block means, changed a little by seeded values, so that every number depends on
every input. They lie in one folder with one manifest, and share networks where the contract is the same.
"""

import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from . import metrics
from .data import read_picture
from .golden_models import TINY_ID, run_model
from .model import LOGVAR_RANGE, parameters
from .onnx_export import describe, export_graph, round_to_half, write_json
from .tiny import carry, seeded

CHANNELS, HIDDEN = 4, 8
PICTURE = "53x37.png"  # padded and cropped


def clamped(moments: Tensor) -> Tensor:
    mean, logvar = moments.chunk(2, dim=1)
    return torch.cat([mean, logvar.clamp(*LOGVAR_RANGE)], dim=1)


class PixelEncoder(nn.Module):
    """[1,3,H,W] -> mean [1,4,H/8,W/8], with `moments` also the log-variance, about -2."""

    def __init__(self, generator: torch.Generator, moments: bool) -> None:
        super().__init__()
        self.first = seeded(nn.Conv2d(3, HIDDEN, 8, stride=8), generator, 0.01)
        self.second = seeded(nn.Conv2d(HIDDEN, CHANNELS * (2 if moments else 1), 1), generator, 0.05)
        carry(self.first, self.second, [0, 1, 2])
        with torch.no_grad():
            for row in range(6):  # carry() set one pixel of the block; the mean of all of them is wanted
                kernel = self.first.weight[row, row // 2]
                kernel.copy_(torch.full_like(kernel, float(kernel.sum()) / kernel.numel()))
            self.second.bias[CHANNELS:] -= 2
        self.moments = moments

    def forward(self, picture: Tensor) -> Tensor:
        out = self.second(F.silu(self.first(picture)))
        return clamped(out) if self.moments else out


class BandsEncoder(nn.Module):
    """The three levels of bands -> mean and log-variance [1,8,H/8,W/8]."""

    def __init__(self, generator: torch.Generator) -> None:
        super().__init__()
        self.first = seeded(nn.Conv2d(36, HIDDEN, 1), generator, 0.05)
        self.second = seeded(nn.Conv2d(HIDDEN, 2 * CHANNELS, 1), generator, 0.05)
        carry(self.first, self.second, [24, 25, 26])  # the approximation in bands3
        with torch.no_grad():
            self.second.bias[CHANNELS:] -= 2

    def forward(self, bands1: Tensor, bands2: Tensor, bands3: Tensor) -> Tensor:
        joined = torch.cat([F.avg_pool2d(bands1, 4), F.avg_pool2d(bands2, 2), bands3], dim=1)
        return clamped(self.second(F.silu(self.first(joined))))


class Decoder(nn.Module):
    """[1,4,H/8,W/8] -> pixels [1,3,H,W], or level-1 coefficients [1,12,H/2,W/2]."""

    def __init__(self, generator: torch.Generator, outputs: int, factor: int) -> None:
        super().__init__()
        self.first = seeded(nn.Conv2d(CHANNELS, HIDDEN, 1), generator, 0.05)
        self.up = nn.Upsample(scale_factor=factor, mode="nearest")
        self.second = seeded(nn.Conv2d(HIDDEN, outputs, 3, padding=1), generator, 0.02)
        carry(self.first, self.second, [0, 1, 2])

    def forward(self, latent: Tensor) -> Tensor:
        return self.second(self.up(F.silu(self.first(latent))))


def networks(seed: int = 21) -> dict[str, nn.Module]:
    g = torch.Generator().manual_seed(seed)
    made = {"pixels-encoder": PixelEncoder(g, moments=False), "moments-encoder": PixelEncoder(g, moments=True),
            "bands-encoder": BandsEncoder(g), "pixels-decoder": Decoder(g, 3, 8), "bands-decoder": Decoder(g, 12, 4)}
    return {name: round_to_half(net).eval() for name, net in made.items()}


def zeros(divisor: int, channels: int) -> Tensor:
    return torch.zeros(1, channels, 64 // divisor, 64 // divisor)


def write_networks(folder: Path) -> dict[str, dict]:
    """Writes the ONNX files -> what the manifest says of each, by name."""
    bands = {f"bands{level}": 2**level for level in (1, 2, 3)}
    graphs = {
        "pixels-encoder": ((zeros(1, 3),), {"sample": 1}, "latent_sample", 8),
        "moments-encoder": ((zeros(1, 3),), {"image": 1}, "moments", 8),
        "bands-encoder": (tuple(zeros(divisor, 12) for divisor in bands.values()), bands, "moments", 8),
        "pixels-decoder": ((zeros(8, CHANNELS),), {"latent_sample": 8}, "sample", 1),
        "bands-decoder": ((zeros(8, CHANNELS),), {"latent": 8}, "coefficients", 2),
    }
    facts = {}
    for name, net in networks().items():
        path = folder / f"{name}.onnx"
        example, inputs, output, scale = graphs[name]
        export_graph(net, example, inputs, output, scale, path)
        facts[name] = {"file": path.name, **describe(path), "parameters": parameters(net)}
    return facts


def entry(name: str, title: str, value_range: list, encoder: dict, decoder: dict, scale: float, shift: float) -> dict:
    return {
        "id": name, "revision": "1", "title": title, "summary": "Seeded weights; for tests of other contracts.",
        "latentChannels": CHANNELS, "downscale": 8, "levels": 3, "wavelet": "haar", "norm": "smc", "range": value_range,
        "encoder": encoder | {"variants": []}, "decoder": decoder | {"variants": []},
        "latent": {"mean": [0.0] * CHANNELS, "std": [0.5] * CHANNELS, "scale": scale, "shift": shift,
                   "pca": [[1.0 if i == k else 0.0 for i in range(CHANNELS)] for k in range(3)]},
        "trainedOn": "nothing: seeded weights", "license": "Apache-2.0",
        "licenseUrl": "https://www.apache.org/licenses/LICENSE-2.0",
    }


def write_kinds(folder: Path) -> None:
    """folder/manifest.json with three models, and their networks."""
    nets = write_networks(folder)
    pixels_out = nets["pixels-decoder"] | {"input": "latent_sample", "output": "image", "outputName": "sample"}
    models = [
        entry("tiny-pixels", "Tiny, pixels in [0, 1] and a mean", [0, 1],
              nets["pixels-encoder"] | {"inputKind": "image", "inputs": ["sample"], "output": "latent",
                                        "outputName": "latent_sample"}, pixels_out, 0.5, 0.25),
        entry("tiny-pixels-to-bands", "Tiny, pixels in and coefficients out", [-1, 1],
              nets["moments-encoder"] | {"inputKind": "image", "inputs": ["image"], "output": "moments"},
              nets["bands-decoder"] | {"input": "latent", "output": "coefficients"}, 0.18215, 0),
        entry("tiny-bands-to-pixels", "Tiny, bands in and pixels out", [-1, 1],
              nets["bands-encoder"] | {"inputKind": "bands", "inputs": ["bands1", "bands2", "bands3"],
                                       "output": "moments"}, pixels_out, 1, 0),
    ]
    write_json({"version": 1, "default": models[0]["id"], "models": models}, folder / "manifest.json")


def write_kind_goldens(manifest_file: Path, goldens: Path) -> None:
    """goldens/tiny-kinds: one .bin of what the networks make of a picture for each model, and index.json."""
    folder, cases = goldens / "tiny-kinds", []
    folder.mkdir(parents=True, exist_ok=True)
    picture = read_picture(goldens / TINY_ID / PICTURE)
    height, width = picture.shape[:2]
    for model in json.loads(manifest_file.read_text())["models"]:
        values = run_model(manifest_file, model, picture)
        scale, shift = model["latent"]["scale"], model["latent"]["shift"]
        values["latent"] = ((values["mean"] - np.float32(shift)) * np.float32(scale)).astype(np.float32)
        tensors, parts, offset = {}, [], 0
        for key in ("mean", "logvar", "latent", "coefficients", "reconstruction"):
            tensors[key] = {"dims": list(values[key].shape), "offset": offset}
            parts.append(np.ascontiguousarray(values[key], "<f4").tobytes())
            offset += len(parts[-1])
        (folder / f"{model['id']}.bin").write_bytes(b"".join(parts))
        out = metrics.to_bytes(torch.from_numpy(values["reconstruction"]))
        cases.append({"name": model["id"], "width": width, "height": height, "picture": f"../{TINY_ID}/{PICTURE}",
                      "file": f"{model['id']}.bin", "tensors": tensors, "mse": metrics.mse(picture, out),
                      "psnr": metrics.psnr(picture, out), "ssim": metrics.ssim(picture, out)})
        print(f"{model['id']}: PSNR {cases[-1]['psnr']:.2f} dB")
    write_json({"about": "What the networks make of one picture with the posterior mean and no edits, by onnxruntime on "
                         "the CPU; 'offset' in bytes. coefficients of decoders of pixels are level-1 bands of these.",
                "tolerance": {"bands": 1e-5, "network": 1e-3}, "cases": cases}, folder / "index.json")
