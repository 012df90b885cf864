"""Evaluation of a model on a folder: 8-bit rounded output, posterior mean, as the app computes it."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from . import metrics
from .data import list_pictures, read_picture, to_tensor
from .model import LiteVAE
from .onnx_export import session
from .perceptual import Perceptual, frechet
from .wavelet import image_from_coefficients, pad_to_multiple, pyramid

# Published rows (arXiv 2405.14477, tables 1 and 2a), ImageNet validation, nz 12: (name, side, rFID, LPIPS, PSNR, SSIM).
PAPER_ROWS = [
    ("paper: VAE 34.2 M", 128, 0.95, 0.069, 29.25, 0.86), ("paper: LiteVAE-S 1.0 M", 128, 1.11, 0.075, 29.12, 0.86),
    ("paper: LiteVAE-B 6.8 M", 128, 0.94, 0.069, 29.55, 0.87), ("paper: VAE 34.2 M", 256, 0.23, 0.073, 30.41, 0.86),
    ("paper: LiteVAE-B 6.8 M", 256, 0.23, 0.072, 30.91, 0.88),
]


class TorchModel:
    """A LiteVAE in float32."""

    def __init__(self, model: LiteVAE) -> None:
        self.model = model.eval()

    @torch.no_grad()
    def __call__(self, picture: np.ndarray) -> np.ndarray:
        """uint8 [H,W,3] -> its reconstruction, the same."""
        return metrics.to_bytes(self.model(to_tensor(picture), sample=False)[0])


class OnnxModel:
    """The exported pair of nets, by onnxruntime on the CPU: what users of the app get. `entry` is that of a manifest."""

    def __init__(self, folder: Path, entry: dict, threads: int = 0) -> None:
        self.image_in, self.names = entry["encoder"]["inputKind"] == "image", entry["encoder"]["inputs"]
        self.unsigned, self.multiple = entry["range"][0] == 0, entry.get("multiple", 8)
        self.channels = entry["latentChannels"]
        self.encoder = session(folder / entry["encoder"]["file"], threads)
        if "decoder" in entry:
            self.image_out, self.latent = entry["decoder"]["output"] == "image", entry["decoder"].get("input", "latent")
            self.decoder = session(folder / entry["decoder"]["file"], threads)

    def inputs(self, picture: np.ndarray) -> dict[str, np.ndarray]:
        """uint8 [H,W,3] -> what the encoder reads, by the names of its inputs."""
        padded = pad_to_multiple(to_tensor(picture), self.multiple)
        read = [(padded + 1) / 2 if self.unsigned else padded] if self.image_in else pyramid(padded)
        return {name: tensor.numpy() for name, tensor in zip(self.names, read, strict=True)}

    def mean(self, picture: np.ndarray) -> np.ndarray:
        """uint8 [H,W,3] -> posterior mean [1,nz,h,w]."""
        (moments,) = self.encoder.run(None, self.inputs(picture))
        return np.ascontiguousarray(moments[:, : self.channels])

    def __call__(self, picture: np.ndarray) -> np.ndarray:
        """uint8 [H,W,3] -> its reconstruction, the same."""
        (out,) = self.decoder.run(None, {self.latent: self.mean(picture)})
        image = torch.from_numpy(out)
        if not self.image_out:
            image = image_from_coefficients(image)
        elif self.unsigned:
            image = 2 * image - 1
        return metrics.to_bytes(image[..., : picture.shape[0], : picture.shape[1]])


def resized(picture: np.ndarray, side: int) -> np.ndarray:
    """Short side to `side` by bicubic, then the centre square; 0 leaves the picture as it is."""
    if side == 0:
        return picture
    height, width = picture.shape[:2]
    scale = side / min(height, width)
    size = max(side, round(width * scale)), max(side, round(height * scale))
    image = np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BICUBIC))
    y, x = (image.shape[0] - side) // 2, (image.shape[1] - side) // 2
    return np.ascontiguousarray(image[y : y + side, x : x + side])


class Lpips:
    """LPIPS (AlexNet, as in the usual tables), or nothing where the package or its weights are missing."""

    @staticmethod
    def load() -> "Lpips | None":
        try:
            import lpips

            found = Lpips()
            found.net = lpips.LPIPS(net="alex", verbose=False).eval()
            return found
        except Exception as error:  # a missing package, or weights that cannot be downloaded
            print(f"LPIPS is not measured: {type(error).__name__}: {error}")
            return None

    @torch.no_grad()
    def __call__(self, a: np.ndarray, b: np.ndarray) -> float:
        return float(self.net(to_tensor(a), to_tensor(b)))


class Frechet:
    """Frechet distance of the features of a TorchScript Inception (uint8 [N,3,H,W] -> [N,2048]).

    The usual file gives class scores unless it is called with return_features=True. Raises ValueError for a net that
    gives another number of features: its distance would be no FID.
    """

    def __init__(self, inception: Path, features: int = 2048) -> None:
        self.net = torch.jit.load(str(inception), map_location="cpu").eval()
        named = any(argument.name == "return_features" for argument in self.net.forward.schema.arguments)
        self.options, self.count = ({"return_features": True} if named else {}), features
        self.features: tuple[list[np.ndarray], list[np.ndarray]] = ([], [])

    @torch.no_grad()
    def add(self, *pair: np.ndarray) -> None:
        for store, picture in zip(self.features, pair, strict=True):
            batch = torch.from_numpy(np.array(picture)).permute(2, 0, 1)[None]
            values = self.net(batch, **self.options).flatten().double().numpy()
            if values.size != self.count:
                raise ValueError(f"the Inception gives {values.size} features, and FID is of {self.count}")
            store.append(values)

    def distance(self) -> float:
        return frechet_distance(*(np.stack(f) for f in self.features))


def frechet_distance(a: np.ndarray, b: np.ndarray) -> float:
    """Of features [N,D]."""
    return frechet(*((f.mean(0), np.cov(f, rowvar=False)) for f in (a, b)))


@dataclass
class Result:
    """Means over pictures. `bands` are shares of the whole squared error; `worst` is [(name, PSNR)]."""

    side: int
    pictures: int
    psnr: float
    ssim: float
    ms_ssim: float | None
    lpips: float | None
    rfid: float | None
    bands: dict[str, float]
    worst: list[tuple[str, float]]
    st_lpips: float | None = None
    frechet_lite0: float | None = None


def evaluate(model, folder: Path, side: int = 0, limit: int = 0, lpips: Lpips | None = None,
             inception: Path | None = None, perceptual: bool = False) -> Result:
    """Runs `model` (picture -> picture) over a folder; unreadable pictures are an error here.

    With `perceptual` ST-LPIPS and the Frechet distance of Lite0, where their weights are installed; says if they are not.
    """
    rows, energies = [], {}
    inception_distance = Frechet(inception) if inception else None
    networks = Perceptual() if perceptual else None
    for sentence in networks.missing if networks else ():
        print(sentence)
    paths = list_pictures(folder)
    for path in paths[:limit] if limit else paths:
        picture = resized(read_picture(path), side)
        out = model(picture)
        error = (torch.from_numpy(picture.astype(np.float64)) - torch.from_numpy(out.astype(np.float64)))
        for name, energy in metrics.band_energies(error.permute(2, 0, 1)[None]).items():
            energies[name] = energies.get(name, 0.0) + energy
        rows.append((path.name, metrics.psnr(picture, out), metrics.ssim(picture, out), metrics.ms_ssim(picture, out),
                     lpips(picture, out) if lpips else None))
        if inception_distance:
            inception_distance.add(picture, out)
        if networks:
            networks.add(picture, out)

    def mean(column: int) -> float | None:
        values = [row[column] for row in rows if row[column] is not None]
        return float(np.mean(values)) if values else None

    whole = sum(energies.values()) or 1.0
    worst = sorted(((row[0], row[1]) for row in rows if row[1] is not None), key=lambda pair: pair[1])[:5]
    return Result(side, len(rows), mean(1), mean(2), mean(3), mean(4), inception_distance.distance() if inception_distance else None,
                  {name: energy / whole for name, energy in energies.items()}, worst,
                  networks.st_lpips() if networks else None, networks.frechet_lite0() if networks else None)


def table(name: str, results: list[Result]) -> str:
    """Markdown: our rows, then the paper's."""
    def show(value: float | None, digits: int) -> str:
        return "not measured" if value is None else f"{value:.{digits}f}"

    lines = ["| model | pictures | side | PSNR | SSIM | MS-SSIM | LPIPS | rFID | ST-LPIPS | Frechet, Lite0 at 1/8 |",
             "|---|---|---|---|---|---|---|---|---|---|"]
    for r in results:
        lines.append(f"| {name} | {r.pictures} | {r.side or 'as it is'} | {show(r.psnr, 2)} | {show(r.ssim, 3)} | "
                     f"{show(r.ms_ssim, 4)} | {show(r.lpips, 3)} | {show(r.rfid, 2)} | "
                     f"{show(r.st_lpips, 5)} | {show(r.frechet_lite0, 2)} |")
    for label, side, rfid, lpips, psnr, ssim in PAPER_ROWS:
        lines.append(f"| {label} | not stated | {side} | {psnr} | {ssim} | | {lpips} | {rfid} | | |")
    for r in results:
        share = ", ".join(f"{k} {100 * v:.1f} %" for k, v in r.bands.items())
        lines += ["", f"Side {r.side or 'as it is'}: squared error by sub-band: {share}.",
                  "Worst: " + ", ".join(f"{n} {p:.2f} dB" for n, p in r.worst) + "."]
    return "\n".join(lines)
