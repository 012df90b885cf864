"""Autoencoders of diffusers as the app's two networks: a picture to moments, a latent to a picture, nothing drawn.

Written against diffusers 0.42.1 (Apache-2.0), models/autoencoders; nothing of it is copied. The package is imported
when a model is loaded.
"""

import copy
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .model import LOGVAR_RANGE
from .package import ExportError
from .single_image import flatten

VIDEO = ("AutoencoderKLWan", "AutoencoderKLQwenImage", "AutoencoderKLCosmos")
CLASSES = ("AutoencoderKL", "AutoencoderTiny", "AsymmetricAutoencoderKL", "AutoencoderDC", "VQModel", "AutoencoderKLFlux2",
           "ConsistencyDecoderVAE", *VIDEO)
DOWNSCALES = (8, 16, 32, 64)
PIP = "pip install diffusers==0.42.1"


@dataclass
class Networks:
    """What is exported of one autoencoder, and what its own methods give, to check against."""

    class_name: str
    encoder: nn.Module
    decoder: nn.Module | None
    encode: Callable[[Tensor], Tensor]
    decode: Callable[[Tensor], Tensor]
    output: str  # "moments" or "latent"
    channels: int
    downscale: int
    scale: float | list[float]
    shift: float | list[float]
    notes: list[str]


def _diffusers() -> ModuleType:
    try:
        import diffusers
    except ImportError as error:
        raise ExportError(f"This command needs the package diffusers, which is not here. Install it: {PIP}") from error
    return diffusers


def _configuration(source: str, diffusers: ModuleType) -> tuple[dict, str, bool]:
    """-> config.json, the subfolder that it lies in, whether `source` is on this disk. A path never asks the network."""
    folder = Path(source).expanduser()
    if folder.is_file():
        raise ExportError(f"{source} is a file. Put weights as diffusion_pytorch_model.safetensors beside their config.json "
                          "and give the folder.")
    if folder.exists():
        for subfolder in ("", "vae"):
            file = folder / subfolder / "config.json"
            if file.is_file():
                return json.loads(file.read_text()), subfolder, True
        raise ExportError(f"{source} has no config.json, and no vae/config.json.")
    if not re.fullmatch(r"[\w-][\w.-]*/[\w.-]+", source):
        raise ExportError(f"There is no folder {source}, and it is no id such as owner/name.")
    for subfolder in ("", "vae"):
        try:
            found = diffusers.AutoencoderKL.load_config(source, subfolder=subfolder or None)
        except OSError as error:
            why = error
            continue
        if "_class_name" in found:
            return dict(found), subfolder, False
    raise ExportError(f"There is no folder {source}, and no autoencoder could be had from the hub: {why}")


def load(source: str) -> nn.Module:
    """The autoencoder of a folder that save_pretrained wrote, of its `vae` folder, or of an id, which is downloaded; float32.

    Raises ExportError with a sentence for what is missing or of another class.
    """
    diffusers = _diffusers()
    config, subfolder, local = _configuration(source, diffusers)
    name = config.get("_class_name", "")
    if name not in CLASSES:
        raise ExportError(f"{source} is of the class {name or 'that config.json does not name'}. "
                          f"This command knows {', '.join(CLASSES)}.")
    more = {"subfolder": subfolder} if subfolder else {}
    try:
        vae = getattr(diffusers, name).from_pretrained(source, local_files_only=local, torch_dtype=torch.float32, **more)
    except (OSError, ValueError, RuntimeError) as error:
        raise ExportError(f"{source} could not be loaded as {name}: {error}") from error
    return vae.float().eval()


class Method(nn.Module):
    """One function of an autoencoder as a module that can be exported."""

    def __init__(self, vae: nn.Module, function: Callable[[nn.Module, Tensor], Tensor]) -> None:
        super().__init__()
        self.vae, self.function = vae, function

    def forward(self, values: Tensor) -> Tensor:
        return self.function(self.vae, values)


def _clamped(moments: Tensor) -> Tensor:
    mean, logvar = moments.chunk(2, dim=1)
    return torch.cat([mean, logvar.clamp(*LOGVAR_RANGE)], dim=1)


def encoded(vae: nn.Module, picture: Tensor) -> Tensor:
    """[1,3,H,W] -> what encode() of any class says of its latent: mean and log-variance, or the mean alone."""
    video = type(vae).__name__ in VIDEO
    out = vae.encode(picture.unsqueeze(2) if video else picture)
    found = getattr(out, "latent_dist", None)
    if found is None:
        values = out.latents if hasattr(out, "latents") else out.latent
    else:
        values = torch.cat([found.mean, found.logvar], dim=1) if hasattr(found, "logvar") else found.mode()
    return values[:, :, 0] if video else values


def decoded(vae: nn.Module, latent: Tensor) -> Tensor:
    """[1,nz,h,w] -> [1,3,H,W]"""
    video = type(vae).__name__ in VIDEO
    picture = vae.decode(latent.unsqueeze(2) if video else latent).sample
    return picture[:, :, 0] if video else picture


def _patched(vae: nn.Module, frame: Tensor, back: bool) -> Tensor:
    """Patches of Wan 2.2, whose channels count columns first."""
    side = getattr(vae.config, "patch_size", None) or 1
    if side == 1:
        return frame
    return (F.pixel_shuffle if back else F.pixel_unshuffle)(frame.transpose(2, 3), side).transpose(2, 3)


def _encoded_frame(vae: nn.Module, picture: Tensor) -> Tensor:
    """encoded(), of a flattened video autoencoder without its cache of earlier frames."""
    cosmos = type(vae).__name__ == "AutoencoderKLCosmos"
    frame = picture if cosmos else _patched(vae, picture, back=False)
    values = vae.quant_conv(vae.encoder(frame.unsqueeze(2)))[:, :, 0]
    return values if cosmos else _clamped(values)


def _decoded_frame(vae: nn.Module, latent: Tensor) -> Tensor:
    cosmos, wan = (type(vae).__name__ == name for name in ("AutoencoderKLCosmos", "AutoencoderKLWan"))
    values = vae.post_quant_conv(latent.unsqueeze(2))
    picture = (vae.decoder(values, first_chunk=True) if wan else vae.decoder(values))[:, :, 0]
    return picture if cosmos else _patched(vae, picture, back=True).clamp(-1, 1)


class Nearest(nn.Module):
    """The entry of a codebook nearest to each cell, without a distance to every entry by channel, which would be huge."""

    def __init__(self, codebook: Tensor) -> None:
        super().__init__()
        self.codebook = nn.Parameter(codebook.detach().clone())

    def forward(self, latent: Tensor) -> tuple[Tensor, None, None]:
        """[1,C,h,w] -> (the same with entries of the codebook, and two values that a decoder ignores)"""
        cells = latent.permute(0, 2, 3, 1)
        distance = self.codebook.square().sum(1) - 2 * (cells @ self.codebook.T)
        return self.codebook[distance.argmin(-1)].permute(0, 3, 1, 2), None, None


def _per_channel(values: Tensor) -> float | list[float]:
    """One number where all are the same."""
    rows = [float(f"{value:.7g}") for value in values.tolist()]
    return rows[0] if len(set(rows)) == 1 else rows


def factors(vae: nn.Module, channels: int) -> tuple[float | list[float], float | list[float]]:
    """(scale, shift): a diffusion model sees (z - shift) * scale. Lists have a value for each channel of the latent."""
    config = vae.config
    scale = torch.full((channels,), float(getattr(config, "scaling_factor", None) or 1.0))
    shift = torch.full((channels,), float(getattr(config, "shift_factor", None) or 0.0))
    mean, std = (getattr(config, name, None) for name in ("latents_mean", "latents_std"))
    if mean is not None and std is not None:
        # Cosmos has a value for each frame, too: the first is the one of a picture.
        mean, std = (torch.tensor(values).reshape(channels, -1)[:, 0] for values in (mean, std))
        scale, shift = scale / std, mean
    return _per_channel(scale), _per_channel(shift)


def _packed(networks: Networks, vae: nn.Module) -> Networks:
    """FLUX.2's latent as its diffusion model has it: 2 x 2 cells as one, with the statistics of its BatchNorm."""
    def pack(moments: Tensor) -> Tensor:
        return torch.cat([F.pixel_unshuffle(part, 2) for part in moments.chunk(2, dim=1)], dim=1)

    norm = vae.bn
    return Networks(
        networks.class_name, Method(vae, lambda _, picture: pack(networks.encoder(picture))),
        Method(vae, lambda _, latent: networks.decoder(F.pixel_shuffle(latent, 2))),
        lambda picture: pack(networks.encode(picture)), lambda latent: networks.decode(F.pixel_shuffle(latent, 2)),
        "moments", 4 * networks.channels, 2 * networks.downscale,
        _per_channel((norm.running_var + norm.eps).rsqrt()), _per_channel(norm.running_mean),
        ["2 x 2 cells are one: channel = 4 * channel of the autoencoder + 2 * row + column."])


@torch.no_grad()
def networks_of(vae: nn.Module, packed: bool = False) -> Networks:
    """`packed`: FLUX.2's latent in 2 x 2 patches. Raises ExportError for what the app could not run."""
    name = type(vae).__name__
    moments = encoded(vae, torch.zeros(1, 3, 128, 128))
    _, width, rows, _ = moments.shape
    alone = name in ("AutoencoderTiny", "AutoencoderDC", "VQModel", "AutoencoderKLCosmos")
    channels, downscale = width if alone else width // 2, 128 // rows
    lean, encode, decode, notes = vae, encoded, decoded, []
    if name in VIDEO:
        lean, encode, decode = flatten(copy.deepcopy(vae)), _encoded_frame, _decoded_frame
        notes.append("It is for video; this is its use for one picture, a video of one frame.")
    elif name == "VQModel":
        lean = copy.deepcopy(vae)
        if getattr(vae.config, "lookup_from_codebook", False):
            raise ExportError("This VQModel decodes numbers of its codebook, not a latent. The app has no such decoder.")
        lean.quantize = Nearest(vae.quantize.embedding.weight)
        notes.append("The decoder takes the nearest entry of the codebook for each cell; the latent is what is before that.")
    if downscale not in DOWNSCALES:
        raise ExportError(f"It makes pictures {downscale} times smaller. The app runs {', '.join(map(str, DOWNSCALES))}.")
    scale, shift = factors(vae, channels)
    decoder: nn.Module | None = Method(lean, decode)
    if name == "ConsistencyDecoderVAE":
        decoder = None
        notes.append("Its decoder draws noise in each of its steps, so it is no function of the latent and is left out.")
    found = Networks(name, Method(lean, encode), decoder, lambda picture: encoded(vae, picture),
                     lambda latent: decoded(vae, latent), "latent" if alone else "moments", channels, downscale, scale, shift,
                     notes)
    if name == "AutoencoderKLFlux2" and packed:
        return _packed(found, vae)
    if packed:
        raise ExportError(f"--packed is for AutoencoderKLFlux2, and this is {name}.")
    return found
