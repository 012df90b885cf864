"""Puts models of both studies into the app: `python -m studies.publish TRAINING IMAGENET100 --norms RUNS --resolution RUNS`.

Each of their runs must have ended. The models of study A share the default model's encoder, with which they were trained.
"""

import argparse
from pathlib import Path

from litevae.checkpoint import load_weights
from litevae.package import Described, export_model

from . import norms, resolution, runs

NAMES = {"smc": "self-modulated convolutions", "group": "group norm", "instance": "instance norm", "batch": "batch norm",
         "none": "no norm"}
MIXED = "64-128-0.75"  # the best of the mixed ones
TRAINED_ON = "6,156 pictures, in a short run (see docs/studies.md)"
NOTE = "Many of the training pictures are for research only or come without a stated licence."


def described() -> list[tuple[str, str, Described]]:
    """(study, run, what the manifest says)."""
    found = []
    for arm in norms.ARMS:
        summary = f"Narrow wavelet decoder with {NAMES[arm]}, {norms.STEPS} steps on crops of 64 px, behind the encoder of {norms.ENCODER.name}."
        # The manifest's word for networks that see the whole picture at once.
        norm = "group" if arm in ("group", "instance") else "smc"
        found.append(("norms", f"{arm}-seed0", Described(
            f"study-norm-{arm}", "1", f"Study: {NAMES[arm]}", summary, norm, TRAINED_ON, "research use only",
            license_note=NOTE, study="norms", encoder_of=norms.ENCODER.name)))
    for name in ("64", "256", MIXED):
        first, second, share = [*name.split("-"), "", ""][:3]
        sides = f"{first} px, then {second} px" if second else f"{first} px"
        summary = (f"S encoder and narrow wavelet decoder, {resolution.STEPS} steps on pictures resized to {first} px"
                   + (f" for {100 * float(share):.0f} % of the pixels, then to {second} px." if second else "."))
        found.append(("resolution", f"{name}-seed0", Described(
            f"study-resolution-{'-'.join([first, second] if second else [first])}", "1", f"Study: trained at {sides}", summary, "smc",
            TRAINED_ON, "research use only", license_note=NOTE, study="resolution")))
    return found


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("calibration", type=Path, help="the training pictures")
    parser.add_argument("quality", type=Path, help="imagenet100")
    for study in ("norms", "resolution"):
        parser.add_argument(f"--{study}", type=Path, help="runs of the study of that name; without them its models stay as they are")
    parser.add_argument("--models", type=Path, default=runs.TRAINING.parent / "public" / "models")
    a = parser.parse_args(arguments)
    for study, run, about in described():
        if folder := getattr(a, study):
            model = load_weights(folder / run / "last.pt")
            entry, report = export_model(model.encoder, model.decoder, model.config.latent_channels, about, a.models,
                                         a.calibration, a.quality, "imagenet100-256")
            print(f"{about.id}: {entry['quality']['psnr']} dB; graph error {report['graphError']:.1e}", flush=True)


if __name__ == "__main__":
    main()
