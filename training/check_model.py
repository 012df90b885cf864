"""PSNR and SSIM of a model on each picture of a folder: `python check_model.py FOLDER PICTURES`.

FOLDER holds encoder.onnx and decoder.onnx, and a manifest.json or none: names and shapes are then read off the graphs. Pixels are
prepared, rounded and measured as the app does it, with the posterior mean. The pictures must have the size that they have in the
app, since browsers scale in their own ways.
"""

import argparse
import json
from pathlib import Path

import numpy as np

from litevae import metrics
from litevae.data import list_pictures, read_picture
from litevae.evaluator import OnnxModel
from litevae.onnx_export import session


def entry_of(folder: Path, unsigned: bool) -> dict:
    """The entry of the folder's manifest, or what the graphs say. Raises ValueError for graphs that do not fit."""
    manifest = folder / "manifest.json"
    if manifest.is_file():
        found = json.loads(manifest.read_text())
        return next(model for model in found["models"] if model["id"] == found["default"])
    encoder, decoder = (session(folder / f"{net}.onnx") for net in ("encoder", "decoder"))
    (read, *more), (latent,) = encoder.get_inputs(), decoder.get_inputs()
    if more or read.shape[1] != 3:
        raise ValueError("The encoder reads something else than a picture. Give a folder with a manifest.json.")
    (moments,) = encoder.run(None, {read.name: np.zeros((1, 3, 64, 64), np.float32)})
    channels = latent.shape[1]
    downscale = 64 // moments.shape[2]
    return {
        "id": folder.name, "latentChannels": channels, "downscale": downscale, "multiple": max(8, downscale),
        "range": [0 if unsigned else -1, 1],
        "encoder": {"file": "encoder.onnx", "inputKind": "image", "inputs": [read.name]},
        "decoder": {"file": "decoder.onnx", "input": latent.name, "output": "image"},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("pictures", type=Path)
    parser.add_argument("--unsigned", action="store_true",
                        help="without a manifest: pixels of the networks are 0 to 1, not -1 to 1")
    parser.add_argument("--json", type=Path, help="also write the numbers here")
    a = parser.parse_args()
    entry = entry_of(a.folder, a.unsigned)
    model, rows = OnnxModel(a.folder, entry), {}
    print(f"| {entry['id']} | size | PSNR dB | SSIM |\n|---|---|---|---|")
    for path in list_pictures(a.pictures):
        picture = read_picture(path)
        out = model(picture)
        rows[path.name] = {"psnr": metrics.psnr(picture, out), "ssim": metrics.ssim(picture, out)}
        psnr, ssim = ("none" if value is None else f"{value:.4f}" for value in rows[path.name].values())
        print(f"| {path.name} | {picture.shape[1]} x {picture.shape[0]} | {psnr} | {ssim} |")
    if a.json:
        a.json.write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main()
