"""An autoencoder of diffusers in a folder that the app takes as it is: both networks, checked, and a manifest."""

import copy
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from onnxruntime import InferenceSession
from torch import Tensor, nn

from . import metrics
from .data import read_picture, spread_over, to_tensor
from .diffusers_nets import Networks, networks_of
from .evaluator import OnnxModel, evaluate, resized
from .graph_facts import tiling_facts
from .half_variants import relative_error
from .onnx_export import export_graph, round_to_half, write_json
from .package import ExportError, latent_statistics
from .receipt import natural_picture, receipt_tensors, write_tensors
from .wavelet import pad_to_multiple, pyramid

TOLERANCE = 1e-3  # of max|output|: what the app's receipt allows between PyTorch and what runs
HALF_TOLERANCE_DB = 0.1  # what float16 weights may cost, mean over pictures
CELLS = ((8, 8), (6, 10))  # rows and columns of latents that graphs are checked on; the first is the example's
LARGEST = 2_000_000_000  # bytes: an ONNX file holds 2 GiB at most, and all weights of a network are in it
SIDE = 256  # of the pictures that the latent is measured on
PICTURES = 20
GENERATED = "8 generated pictures of waves, discs and texture"


@dataclass
class Said:
    """What the manifest says and no file can tell."""

    title: str
    trained_on: str
    license: str
    license_url: str = ""


def generated_pictures(count: int = 8) -> list[np.ndarray]:
    """Where no photographs are given: uint8 [256,256,3], each with other colours and places."""
    made = []
    for k in range(count):
        picture = natural_picture(SIDE + 16 * k, SIDE + 8 * k)[:SIDE, -SIDE:]
        made.append(np.ascontiguousarray(np.roll(picture, k, axis=2)[:: 1 - 2 * (k % 2)]))
    return made


def _stored(networks: Networks, folder: Path, half: bool) -> dict[str, dict]:
    """Writes the networks -> what the manifest says of each."""
    cell, nz = networks.downscale, networks.channels
    rows, columns = CELLS[0]
    picture = torch.zeros(1, 3, rows * cell, columns * cell)
    jobs = {"encoder": (networks.encoder, picture, {"image": 1}, networks.output, cell)}
    if networks.decoder:
        jobs["decoder"] = (networks.decoder, torch.zeros(1, nz, rows, columns), {"latent": cell}, "image", 1)
    fields = {}
    for name, (module, example, inputs, output, scale) in jobs.items():
        path = folder / f"{name}.onnx"
        # A size of the example that stayed in the graph is found by the check at another size.
        written = export_graph(module, (example,), inputs, output, scale, path, half)
        facts = tiling_facts(path, cell)
        local = {} if "receptiveField" in facts else {"global": True}
        fields[name] = {"file": path.name, **written, "parameters": _parameters(path), **local, **facts}
    fields["encoder"] |= {"inputKind": "image", "inputs": ["image"], "output": networks.output, "variants": []}
    if networks.decoder:
        fields["decoder"] |= {"input": "latent", "output": "image", "variants": []}
    return fields


def _parameters(path: Path) -> int:
    """Weights that the graph uses."""
    tensors = [numpy_helper.to_array(tensor) for tensor in onnx.load(path).graph.initializer]
    return sum(array.size for array in tensors if array.dtype.kind == "f" and array.ndim > 0)


def _picture(height: int, width: int) -> Tensor:
    return to_tensor(natural_picture(width, height))


def _compare(name: str, found: np.ndarray, expected: Tensor, moments: bool) -> float:
    """The largest error as a share of max|output|; raises ExportError for another shape and for values that are not numbers."""
    if found.shape != tuple(expected.shape):
        raise ExportError(f"The {name} gives {found.shape} in place of {tuple(expected.shape)}.")
    if not torch.isfinite(expected).all():
        raise ExportError(f"The {name} gives values that are not numbers in PyTorch, too.")
    return float(relative_error(found, expected.numpy(), moments).max())


@torch.no_grad()
def _check(networks: Networks, encode: Callable[[Tensor], Tensor], decode: Callable[[Tensor], Tensor] | None) -> float:
    """`encode` and `decode`, where there is one, against those of the autoencoder, at two sizes -> the largest error as a share of max|output|."""
    worst = 0.0
    for rows, columns in CELLS:
        picture = _picture(rows * networks.downscale, columns * networks.downscale)
        wanted = networks.encode(picture)
        worst = max(worst, _compare("encoder", encode(picture).numpy(), wanted, networks.output == "moments"))
        if decode:
            latent = wanted[:, : networks.channels].contiguous()
            worst = max(worst, _compare("decoder", decode(latent).numpy(), networks.decode(latent), False))
    if not worst < TOLERANCE:
        raise ExportError(f"What is exported differs from PyTorch by {worst:.1e} of max|output|; {TOLERANCE:.0e} is allowed.")
    return worst


def _run_by(network: InferenceSession) -> Callable[[Tensor], Tensor]:
    """A network as onnxruntime runs it."""
    name = network.get_inputs()[0].name
    return lambda values: torch.from_numpy(network.run(None, {name: values.numpy()})[0])


def _rounded(exact: Networks) -> Networks:
    """The modules with weights as float16 stores them; what is checked against is then these modules in PyTorch."""
    encoder, decoder = copy.deepcopy((exact.encoder, exact.decoder))
    for module in (encoder, decoder):
        if module is not None:
            round_to_half(module)
    return replace(exact, encoder=encoder, decoder=decoder, encode=encoder, decode=decoder)


@torch.no_grad()
def _half_cost(exact: Networks, model: OnnxModel, pictures: list[np.ndarray]) -> float:
    """Mean PSNR in dB that rounding the weights to float16 costs; raises ExportError where it is too much."""
    lost = []
    for picture in pictures[:4]:
        latent = exact.encode(pad_to_multiple(to_tensor(picture), exact.downscale))[:, : exact.channels]
        before = metrics.psnr(picture, metrics.to_bytes(exact.decode(latent)[..., : picture.shape[0], : picture.shape[1]]))
        lost.append((before or 99.0) - (metrics.psnr(picture, model(picture)) or 99.0))
    change = float(np.mean(lost))
    if not abs(change) < HALF_TOLERANCE_DB:
        raise ExportError(f"Weights in float16 change the PSNR by {-change:.2f} dB. Leave --fp16 out.")
    return change


@torch.no_grad()
def _receipt(networks: Networks, folder: Path, entry: dict) -> None:
    """parity.safetensors: one small picture through PyTorch."""
    side = max(64, 2 * networks.downscale)
    image = _picture(side, side)
    moments = networks.encode(image)
    mean, logvar = moments[:, : networks.channels], moments[:, networks.channels :]
    scale, shift = (torch.tensor(entry["latent"][key], dtype=torch.float32).reshape(1, -1, 1, 1) for key in ("scale", "shift"))
    pixels = networks.decode(mean.contiguous())
    tensors = receipt_tensors(image, mean, logvar, (mean - shift) * scale, pyramid(pixels)[0], pixels.clamp(-1, 1))
    write_tensors(folder, entry, tensors, folder / "parity.safetensors")


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "autoencoder"


def _measured_latent(model: OnnxModel, pictures: list[np.ndarray], networks: Networks) -> dict:
    """Scale, shift, and mean, spread and axes of the latent in the units that these give."""
    scale, shift = (np.reshape(value, (-1, 1, 1)) for value in (networks.scale, networks.shift))
    facts = latent_statistics([(model.mean(picture)[0] - shift) * scale for picture in pictures])
    return facts | {"scale": networks.scale, "shift": networks.shift}


def export_autoencoder(vae: nn.Module, said: Said, folder: Path, half: bool = False, calibration: Path | None = None,
                       packed: bool = False) -> dict:
    """Writes encoder.onnx, decoder.onnx, parity.safetensors and manifest.json to `folder` -> the entry of the manifest.

    Pictures of `calibration` give the latent's mean, spread and axes, and the quality that the manifest states; without it
    generated pictures do, and no quality is stated. Raises ExportError, and then writes nothing.
    """
    for name, net in (("encoder", vae.encoder), ("decoder", vae.decoder if hasattr(vae, "decoder") else nn.Identity())):
        size = sum(4 * parameter.numel() for parameter in net.parameters())
        if size > LARGEST:
            raise ExportError(f"The {name} has {size / 1e9:.1f} GB of weights, and one ONNX file holds 2 GB.")
    pictures = generated_pictures()
    if calibration:
        pictures = [resized(read_picture(path), SIDE) for path in spread_over(calibration, PICTURES)]
    exact = networks_of(vae, packed)
    # What is exported is not always made by the class's own code: flat convolutions, the search of a codebook.
    error = _check(exact, exact.encoder, exact.decoder)
    networks = _rounded(exact) if half else exact
    entry = {
        "id": _slug(said.title), "revision": "1", "title": said.title,
        "summary": " ".join([f"{networks.class_name} of diffusers.", *networks.notes]), "latentChannels": networks.channels,
        "downscale": networks.downscale, "multiple": max(8, networks.downscale), "levels": 3, "wavelet": "haar", "norm": "smc",
        **({} if half else {"weights": "fp32"}), "range": [-1, 1],
    }
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder.parent) as staged:
        place = Path(staged)
        fields = _stored(networks, place, half)
        entry |= fields
        if any(net.get("global") for net in fields.values()):
            entry["norm"] = "group"
        model = OnnxModel(place, entry)
        decode = _run_by(model.decoder) if networks.decoder else None
        error = max(error, _check(networks, _run_by(model.encoder), decode))
        print(f"checked against PyTorch at {len(CELLS)} sizes: {error:.1e} of max|output|")
        if half and networks.decoder:
            print(f"weights in float16 cost {_half_cost(exact, model, pictures):.4f} dB")
        entry["latent"] = _measured_latent(model, pictures, networks)
        print(f"the latent was measured on {f'{len(pictures)} pictures of {calibration}' if calibration else GENERATED}")
        if networks.decoder:
            _receipt(networks, place, entry)
            if calibration:
                found = evaluate(model, calibration, SIDE, PICTURES)
                entry["quality"] = {"set": calibration.resolve().name, "psnr": round(found.psnr, 2), "ssim": round(found.ssim, 3)}
        entry |= {"trainedOn": said.trained_on, "license": said.license}
        entry |= {"licenseUrl": said.license_url} if said.license_url else {}
        write_json({"version": 1, "default": entry["id"], "models": [entry]}, place / "manifest.json")
        folder.mkdir(exist_ok=True)
        for file in sorted(place.iterdir()):
            shutil.move(file, folder / file.name)
    return entry
