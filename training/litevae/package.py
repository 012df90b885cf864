"""A trained model as the app wants it: both nets, checked, and the whole manifest entry."""

import copy
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch
from torch import nn

from . import metrics
from .data import list_pictures, read_picture, spread_over, to_tensor
from .evaluator import OnnxModel, evaluate, resized
from .half import HalfError
from .half_variants import chosen, relative_error, write_variants
from .graph_facts import tiling_facts
from .model import fold, parameters
from .onnx_export import (Moments, export_decoder, export_encoder, round_to_half, session, write_json)
from .published import initializers
from .receipt import SIDE, write_receipt
from .upsampling import split_upsampling
from .wavelet import image_from_coefficients, pad_to_multiple, pyramid

GRAPH_TOLERANCE = 1e-4  # of max|output|, ONNX against PyTorch with the same float16-rounded weights
ROUNDING_TOLERANCE_DB = 0.02  # what storing weights as float16 may cost, mean over pictures
PICTURES = 20  # that roundings are checked on
CHECK_SIZES = ((64, 64), (96, 160), (256, 128))
SHARED_TOLERANCE = 1e-2  # of max|output|: a shared encoder against the one trained with, which differ by float16 rounding
STUDY_RECEIPT_SIDE = 32  # a quarter of the bytes


class ExportError(Exception):
    """A check failed: the files must not be published."""


@dataclass
class Described:
    """What the manifest says about a model and no file can tell."""

    id: str
    revision: str
    title: str
    summary: str
    norm: str
    trained_on: str
    license: str
    license_url: str = ""  # "": a LICENSE.txt beside the weights
    output: str = "coefficients"
    license_note: str = ""  # sentences for LICENSE.txt and the card
    # What it was trained to compare; the manifest then lists it as a model of that study. It is small and shown for its
    # pictures: it has no float16 build, and a smaller receipt.
    study: str = ""
    encoder_of: str = ""  # id of a model of the manifest whose very encoder it has, frozen: its file is named and not copied


LICENSE = """The weights in this folder ({about.id}, revision {about.revision}): {about.license}.

Trained on: {about.trained_on}.
{about.license_note}
The weights are given as they are, without any warranty. The licence of the project's code does not cover them.
"""


def rounded_and_folded(net: nn.Module) -> nn.Module:
    lean = split_upsampling(fold(copy.deepcopy(net).float().eval()))
    return round_to_half(lean).to(memory_format=torch.contiguous_format)


@torch.no_grad()
def check_graphs(encoder: nn.Module, decoder: nn.Module, folder: Path, entry: dict) -> float:
    """Largest error over sizes as a share of max|output|, which mean and log-variance have apart; raises ExportError."""
    sessions = [session(folder / entry[net]["file"]) for net in ("encoder", "decoder")]
    generator, worst = torch.Generator().manual_seed(1), 0.0
    for height, width in CHECK_SIZES:
        # Smooth noise: white noise would be unlike any picture the net has seen.
        noise = torch.randn(1, 3, height // 8 + 1, width // 8 + 1, generator=generator)
        image = torch.nn.functional.interpolate(noise, size=(height, width), mode="bilinear").clamp(-1, 1)
        bands = pyramid(image)
        expected = Moments(encoder)(*bands)
        latent = expected.chunk(2, dim=1)[0].contiguous()
        pairs = [(sessions[0], {f"bands{i}": b.numpy() for i, b in enumerate(bands, start=1)}, expected),
                 (sessions[1], {"latent": latent.numpy()}, decoder(latent))]
        for net, inputs, wanted in pairs:
            (found,) = net.run(None, inputs)
            if found.shape != tuple(wanted.shape):
                raise ExportError(f"shape {found.shape} instead of {tuple(wanted.shape)} at {height}x{width}")
            worst = max(worst, float(relative_error(found, wanted.numpy(), net is sessions[0]).max()))
    if not worst < GRAPH_TOLERANCE:
        raise ExportError(f"the graph differs from PyTorch by {worst:.2e} of max|output|")
    return worst


@torch.no_grad()
def check_rounding(exact: tuple[nn.Module, nn.Module], rounded: tuple[nn.Module, nn.Module], pictures: Path,
                   output: str, count: int = PICTURES) -> float:
    """Mean PSNR lost to float16 weights over `count` pictures, dB; raises ExportError above the tolerance."""
    def psnr(nets: tuple[nn.Module, nn.Module], picture: np.ndarray) -> float:
        mean = nets[0](*pyramid(pad_to_multiple(to_tensor(picture)))).chunk(2, dim=1)[0]
        image = image_from_coefficients(nets[1](mean)) if output == "coefficients" else nets[1](mean)
        out = metrics.to_bytes(image[..., : picture.shape[0], : picture.shape[1]])
        return metrics.psnr(picture, out) or 99.0

    change = float(np.mean([psnr(exact, picture) - psnr(rounded, picture) for picture in chosen(pictures, count)]))
    if not abs(change) < ROUNDING_TOLERANCE_DB:
        raise ExportError(f"float16 weights change PSNR by {-change:.3f} dB")
    return change


@torch.no_grad()
def shared_encoder(encoder: nn.Module, file: Path) -> nn.Module:
    """The encoder of `file`, with its very weights. Raises ExportError where `encoder` computes something else."""
    found = rounded_and_folded(encoder)
    arrays = {name.removeprefix("encoder."): array for name, array in initializers(file, "encoder.").items()}
    try:
        found.load_state_dict({name: array for name, array in arrays.items() if name in found.state_dict()})
    except RuntimeError as error:
        raise ExportError(f"{file} is an encoder of another shape: {error}") from error
    image = torch.nn.functional.interpolate(torch.randn(1, 3, 9, 9, generator=torch.Generator().manual_seed(1)), size=(64, 64),
                                            mode="bilinear").clamp(-1, 1)
    outputs = [net(*pyramid(image)).numpy() for net in (found, encoder.eval())]
    off = float(relative_error(*outputs, True).max())
    if not off < SHARED_TOLERANCE:
        raise ExportError(f"{file} is not the encoder that the model was trained with: {off:.1e} of max|output| off")
    return found


def keep_shared(models: list[dict], folder: Path, entry: dict) -> None:
    """Before `entry` takes the place of its namesake: files of that one which other models name move to `shared/`."""
    new = {entry[net]["file"]: entry[net]["sha256"] for net in ("encoder", "decoder")}
    for net in (model[net] for model in models if model["id"] != entry["id"] for net in ("encoder", "decoder")):
        file = Path(net["file"])
        if file.parts[0] == entry["id"] and new.get(net["file"]) != net["sha256"]:
            net["file"] = f"shared/{net['sha256'][:16]}.onnx"
            (folder / "shared").mkdir(exist_ok=True)
            shutil.copy(folder / file, folder / net["file"])


def short(array: np.ndarray) -> list:
    return np.round(array, 5).tolist()


def latent_statistics(latents: list[np.ndarray]) -> dict:
    """mean, std and a fixed PCA basis [3][nz] of latents [nz,h,w]; rows of length 1, largest component positive.

    A latent of fewer than three channels has rows of zeros at the end.
    """
    values = np.concatenate([latent.reshape(latent.shape[0], -1).T for latent in latents]).astype(np.float64)
    _, vectors = np.linalg.eigh(np.atleast_2d(np.cov(values, rowvar=False)))
    basis = vectors[:, ::-1].T[:3]
    basis *= np.sign(basis[range(len(basis)), np.abs(basis).argmax(axis=1)])[:, None]
    basis = np.concatenate([basis, np.zeros((3 - len(basis), values.shape[1]))])
    return {"mean": short(values.mean(0)), "std": short(values.std(0)), "pca": short(basis)}


def _statistics(model: OnnxModel, pictures: Path, count: int = 200) -> dict:
    means = [model.mean(resized(read_picture(path), 256))[0] for path in spread_over(pictures, count)]
    return latent_statistics(means) | {"scale": 1, "shift": 0}


def read_manifest(path: Path) -> dict | None:
    """None where there is none yet."""
    if not path.exists():
        return None
    manifest = json.loads(path.read_text())
    if manifest.get("version") != 1:
        raise ExportError(f"{path} has the unknown version {manifest.get('version')!r}")
    return manifest


def export_model(encoder: nn.Module, decoder: nn.Module, latent_channels: int, about: Described, folder: Path,
                 calibration: Path, quality: Path, quality_name: str) -> tuple[dict, dict]:
    """Writes folder/<id>/*.onnx, checks them, and puts the entry into folder/manifest.json; a first model is the default.

    calibration: pictures of the training kind, for latent statistics and the rounding check; quality: the
    evaluation set that the manifest quotes. -> (entry, report). Raises ExportError, and then changes nothing: files are
    made beside the old ones and take their places once every check has passed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if about.id in ("", "..") or Path(about.id).name != about.id:
        raise ExportError(f"{about.id!r} cannot be an id: it becomes the name of a folder")
    if len(list_pictures(calibration)) < PICTURES:
        raise ExportError(f"{calibration} has fewer than {PICTURES} pictures: the roundings are checked on so many")
    manifest = read_manifest(folder / "manifest.json") or {"version": 1, "default": about.id, "models": []}
    with TemporaryDirectory(dir=folder) as staged:
        shared = None
        if about.encoder_of:
            shared = next((model for model in manifest["models"] if model["id"] == about.encoder_of), None)
            if shared is None:
                raise ExportError(f"{folder} has no model {about.encoder_of!r} whose encoder could be shared")
            file = shared["encoder"]["file"]
            (Path(staged) / file).parent.mkdir(parents=True)
            shutil.copy(folder / file, Path(staged) / file)
        entry, report = _checked(encoder, decoder, latent_channels, about, Path(staged), calibration, quality,
                                 quality_name, shared)
        keep_shared(manifest["models"], folder, entry)
        shutil.rmtree(folder / about.id, ignore_errors=True)
        os.replace(Path(staged) / about.id, folder / about.id)
    models = {model["id"]: model for model in manifest["models"]} | {about.id: entry}
    write_json(manifest | {"models": list(models.values())}, folder / "manifest.json")
    return entry, report


def _checked(encoder: nn.Module, decoder: nn.Module, latent_channels: int, about: Described, folder: Path,
             calibration: Path, quality: Path, quality_name: str, shared: dict | None) -> tuple[dict, dict]:
    """`shared`: another model's entry, whose encoder is in `folder`, too."""
    target = folder / about.id
    rounded = (shared_encoder(encoder, folder / shared["encoder"]["file"]) if shared else rounded_and_folded(encoder),
               rounded_and_folded(decoder))
    fields = {"decoder": export_decoder(rounded[1], latent_channels, about.output, target / "decoder.onnx")}
    fields["encoder"] = shared["encoder"] if shared else export_encoder(rounded[0], target / "encoder.onnx")
    for net, module in (("encoder", encoder), ("decoder", decoder)):
        fields[net] = {"file": f"{about.id}/{net}.onnx", "parameters": parameters(module)} | fields[net]
    entry = {
        "id": about.id, "revision": about.revision, "title": about.title, "summary": about.summary,
        "latentChannels": latent_channels, "downscale": 8, "levels": 3, "wavelet": "haar", "norm": about.norm,
        "range": [-1, 1],
        "encoder": fields["encoder"] | {"inputKind": "bands", "inputs": ["bands1", "bands2", "bands3"],
                                        "output": "moments", "variants": []},
        "decoder": fields["decoder"] | {"input": "latent", "output": about.output, "variants": []},
    }
    report = {"graphError": check_graphs(*rounded, folder, entry),
              "roundingLossDb": check_rounding((encoder.eval(), decoder.eval()), rounded, calibration, about.output)}
    for net in fields:
        entry[net] |= tiling_facts(folder / entry[net]["file"])
    if about.study:
        report["half"] = "the model is one of a study"
    else:
        try:
            report["half"] = write_variants(folder, entry, chosen(calibration, PICTURES))
        except HalfError as error:  # the model is whole without it
            report["half"] = str(error)
    if about.output == "coefficients":  # the app compares its backends where there is none
        write_receipt(folder, entry, rounded, STUDY_RECEIPT_SIDE if about.study else SIDE)
    model = OnnxModel(folder, entry)
    entry["latent"] = shared["latent"] if shared else _statistics(model, calibration)
    measured = evaluate(model, quality)
    entry["quality"] = {"set": quality_name, "psnr": round(measured.psnr, 2), "ssim": round(measured.ssim, 3)}
    entry |= {"study": about.study} if about.study else {}
    entry |= {"trainedOn": about.trained_on, "license": about.license,
              "licenseUrl": about.license_url or f"{about.id}/LICENSE.txt"}
    if not about.license_url:
        (target / "LICENSE.txt").write_text(LICENSE.format(about=about))
    report["quality"] = measured
    return entry, report
