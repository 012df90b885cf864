"""Any autoencoder of diffusers for the app, in one command: `python export_diffusers.py FOLDER_OR_ID --out DIR`.

FOLDER_OR_ID is a folder with config.json and weights, a pipeline's folder with such a `vae` in it, or an id of the hub, which
is downloaded. DIR gets encoder.onnx, decoder.onnx, parity.safetensors and manifest.json; drop it on the page. Everything is
checked against PyTorch first, and nothing is written when a check fails.
"""

import argparse
from pathlib import Path

from litevae.diffusers_nets import load
from litevae.diffusers_package import Said, export_autoencoder
from litevae.package import ExportError


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", metavar="FOLDER_OR_ID")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--fp16", action="store_true",
                        help="store weights as float16: half the bytes, the same inputs and outputs")
    parser.add_argument("--calibration", type=Path, metavar="FOLDER",
                        help="pictures that the latent is measured on; without it generated ones are used")
    parser.add_argument("--packed", action="store_true",
                        help="of FLUX.2: 128 channels at 1/16, as its diffusion model has them")
    parser.add_argument("--title", default="", help="in the app's menu (default: the folder's name, or the id)")
    parser.add_argument("--trained-on", default="not stated")
    parser.add_argument("--license", default="not stated", help="of the weights")
    parser.add_argument("--license-url", default="")
    a = parser.parse_args()
    title = a.title or (Path(a.source).resolve().name if Path(a.source).exists() else a.source)
    try:
        entry = export_autoencoder(load(a.source), Said(title, a.trained_on, a.license, a.license_url), a.out, a.fp16,
                                   a.calibration, a.packed)
    except (ExportError, FileNotFoundError, ValueError) as error:
        raise SystemExit(f"Nothing was written. {error}") from error
    size = sum(entry[net]["bytes"] for net in ("encoder", "decoder") if net in entry)
    print(f"{a.out}: {entry['latentChannels']} channels at 1/{entry['downscale']}, {size / 1e6:.1f} MB. "
          "Drop the folder on the page.")


if __name__ == "__main__":
    main()
