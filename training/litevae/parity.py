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
from .golden_models import TINY_ID, natural_picture
from .model import LOGVAR_RANGE, Config, LiteVAE, fold
from .onnx_export import round_to_half, write_json
from .published import initializers
from .tiny import tiny_model
from .wavelet import image_from_coefficients, pad_to_multiple, pyramid

SIDE = 64
FILE = "parity.safetensors"


def published_networks(folder: Path, entry: dict) -> tuple[nn.Module, nn.Module]:
    """Encoder and decoder in PyTorch with the very weights of the ONNX files. Raises RuntimeError where they do not fit."""
    model = fold(LiteVAE(Config(latent_channels=entry["latentChannels"], norm=entry["norm"]))).eval()
    arrays = (initializers(folder / Path(entry["encoder"]["file"]).name, "encoder.")
              | initializers(folder / Path(entry["decoder"]["file"]).name, "decoder."))
    wanted = model.state_dict().keys()
    # Constants of the graph, such as the limits of the log-variance, are no parameters.
    unknown = [name for name, array in arrays.items() if name not in wanted and array.ndim > 1]
    if unknown:
        raise RuntimeError(f"{entry['id']} has parameters that the default model has not: {unknown[:5]}")
    model.load_state_dict({name: array for name, array in arrays.items() if name in wanted})
    return model.encoder, model.decoder


@torch.no_grad()
def run_torch(networks: tuple[nn.Module, nn.Module], picture: np.ndarray) -> dict[str, Tensor]:
    """uint8 [H,W,3] with sides that are multiples of 8 -> the tensors of the app's pipeline, with the posterior mean."""
    encoder, decoder = networks
    image = to_tensor(picture)
    bands = pyramid(pad_to_multiple(image))
    mean, logvar = encoder(*bands).chunk(2, dim=1)
    coefficients = decoder(mean)
    return {"input": image, **{f"bands{level}": band for level, band in enumerate(bands, start=1)}, "mean": mean,
            "logvar": logvar.clamp(*LOGVAR_RANGE), "latent": mean, "coefficients": coefficients,
            "reconstruction": image_from_coefficients(coefficients).clamp(-1, 1)}


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


def write_receipt(models: Path, entry: dict, networks: tuple[nn.Module, nn.Module]) -> None:
    """Writes the receipt beside the networks of `entry`, whose weights `networks` have, and names it in the entry."""
    path = (models / entry["encoder"]["file"]).parent / FILE
    metadata = {"about": f"PyTorch {torch.__version__.split('+')[0]} on the CPU, posterior mean, no edits",
                "encoder": entry["encoder"]["sha256"], "decoder": entry["decoder"]["sha256"]}
    save_tensors(run_torch(networks, natural_picture(SIDE, SIDE)), metadata, path)
    content = path.read_bytes()
    entry["parity"] = {"file": path.relative_to(models).as_posix(), "bytes": len(content),
                       "sha256": hashlib.sha256(content).hexdigest()}
    print(f"{entry['id']}: {FILE}, {len(content):,} bytes")


def has_receipt(models: Path, entry: dict) -> bool:
    """Whether there is one of these very networks."""
    path = models / entry.get("parity", {}).get("file", "none")
    if not path.is_file():
        return False
    content = path.read_bytes()
    metadata = json.loads(content[8 : 8 + struct.unpack("<Q", content[:8])[0]])["__metadata__"]
    return all(metadata[net] == entry[net]["sha256"] for net in ("encoder", "decoder"))


def write_parity(manifest_file: Path) -> None:
    """Writes the receipts of a manifest's models anew from their ONNX files, and their hashes into the manifest."""
    manifest = json.loads(manifest_file.read_text())
    for entry in manifest["models"]:
        if entry["encoder"]["inputKind"] != "bands" or entry["decoder"]["output"] != "coefficients":
            print(f"{entry['id']}: no receipt, since its networks have no twin here; the app compares its backends")
            continue
        folder = (manifest_file.parent / entry["encoder"]["file"]).parent
        try:
            networks = (tuple(round_to_half(net).eval() for net in tiny_model()) if entry["id"] == TINY_ID
                        else published_networks(folder, entry))
        except RuntimeError:
            if not has_receipt(manifest_file.parent, entry):
                raise
            print(f"{entry['id']}: keeps the receipt of its export, since it has not the default model's shape")
            continue
        write_receipt(manifest_file.parent, entry, networks)
    write_json(manifest, manifest_file)
