"""The receipt that the app checks itself by: one small picture through PyTorch, every tensor, beside the model.

`parity.safetensors` lies in the folder of the networks; the manifest has its size and SHA-256, and its own metadata the
SHA-256 of the networks that it belongs to.
"""

import hashlib
import json
import struct
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from .data import to_tensor
from .model import LOGVAR_RANGE
from .wavelet import image_from_coefficients, pad_to_multiple, pyramid

SIDE = 64
FILE = "parity.safetensors"


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


@torch.no_grad()
def run_torch(networks: tuple[nn.Module, nn.Module], picture: np.ndarray) -> dict[str, Tensor]:
    """uint8 [H,W,3] with sides that are multiples of 8 -> the tensors of the app's pipeline, with the posterior mean."""
    encoder, decoder = networks
    image = to_tensor(picture)
    mean, logvar = encoder(*pyramid(pad_to_multiple(image))).chunk(2, dim=1)
    coefficients = decoder(mean)
    return receipt_tensors(image, mean, logvar.clamp(*LOGVAR_RANGE), mean, coefficients,
                           image_from_coefficients(coefficients).clamp(-1, 1))


def receipt_tensors(image: Tensor, mean: Tensor, logvar: Tensor, latent: Tensor, coefficients: Tensor,
                    reconstruction: Tensor) -> dict[str, Tensor]:
    """The tensors by the names and in the order of the app; of a picture whose sides are multiples of 8."""
    bands = {f"bands{level}": band for level, band in enumerate(pyramid(image), start=1)}
    return {"input": image, **bands, "mean": mean, "logvar": logvar, "latent": latent, "coefficients": coefficients,
            "reconstruction": reconstruction}


def save_tensors(tensors: dict[str, Tensor], metadata: dict[str, str], path: Path) -> None:
    """float32 in the safetensors format."""
    header, parts, offset = {"__metadata__": metadata}, [], 0
    for name, tensor in tensors.items():
        data = np.ascontiguousarray(tensor.numpy(), "<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [offset, offset + len(data)]}
        parts.append(data)
        offset += len(data)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(parts))


def write_receipt(models: Path, entry: dict, networks: tuple[nn.Module, nn.Module], side: int = SIDE) -> None:
    """Writes the receipt beside the decoder of `entry`, whose weights `networks` have, and names it in the entry."""
    path = (models / entry["decoder"]["file"]).parent / FILE  # the encoder may be another model's
    write_tensors(models, entry, run_torch(networks, natural_picture(side, side)), path)


def write_tensors(models: Path, entry: dict, tensors: dict[str, Tensor], path: Path) -> None:
    """Writes the receipt of the networks of `entry` to `path`, in the folder `models`, and names it in the entry."""
    metadata = {"about": f"PyTorch {torch.__version__.split('+')[0]} on the CPU, posterior mean, no edits",
                "encoder": entry["encoder"]["sha256"], "decoder": entry["decoder"]["sha256"]}
    save_tensors(tensors, metadata, path)
    content = path.read_bytes()
    entry["parity"] = {"file": path.relative_to(models).as_posix(), "bytes": len(content),
                       "sha256": hashlib.sha256(content).hexdigest()}
    print(f"{entry['id']}: {FILE}, {len(content):,} bytes")
