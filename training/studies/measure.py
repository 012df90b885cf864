"""Measures the ended runs of a study: `python -m studies.measure STUDY EVALUATION... --runs FOLDER` (norms or resolution).

Writes `results.csv` (quality, for each run, set and side) and for norms `features.csv` (the decoder's feature maps) beside
the study's logs. Rows that are there are kept, so it goes on where it stopped.
"""

import argparse
import csv
from pathlib import Path

import torch
from torch import Tensor

from litevae.checkpoint import load_weights
from litevae.data import list_pictures, read_picture, to_tensor
from litevae.evaluator import TorchModel, evaluate, resized
from litevae.model import LiteVAE, ResBlock

from . import runs

SIDES = {"norms": (64, 128, 256), "resolution": (64, 128, 256, 512)}
QUALITY = ("run", "set", "side", "pictures", "psnr", "ssim", "st_lpips", "frechet_lite0")
FEATURES = ("run", "block", "channels", "magnitude", "spread", "largest", "peak")
FEATURE_PICTURES = 16


def append(path: Path, columns: tuple[str, ...], rows: list[dict]) -> None:
    fresh = not path.exists()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", newline="") as file:
        writer = csv.DictWriter(file, columns)
        if fresh:
            writer.writeheader()
        writer.writerows([{k: f"{v:.6g}" if isinstance(v, float) else v for k, v in row.items()} for row in rows])


def quality(name: str, model: LiteVAE, folder: Path, side: int, limit: int) -> dict:
    found = evaluate(TorchModel(model), folder, side, limit, perceptual=True)
    return {"run": name, "set": folder.resolve().name, "side": side, "pictures": found.pictures, "psnr": found.psnr,
            "ssim": found.ssim, "st_lpips": found.st_lpips, "frechet_lite0": found.frechet_lite0}


def magnitudes(maps: Tensor) -> dict[str, float]:
    """Of feature maps [N,C,h,w]: how large they are, how unlike channels are, and how far single places stand out.

    magnitude: root mean square of all. spread: standard deviation over channels of each channel's root mean square, over
    their mean; largest: the largest of them over the median. peak: over places, the largest norm of a place's channels over
    the median norm, mean over pictures: droplets make it large.
    """
    channel = maps.square().mean((0, 2, 3)).sqrt()
    place = maps.square().sum(1).sqrt().flatten(1)
    return {"magnitude": float(maps.square().mean().sqrt()), "spread": float(channel.std() / channel.mean()),
            "largest": float(channel.max() / channel.median()),
            "peak": float((place.max(1).values / place.median(1).values).mean())}


@torch.no_grad()
def features(name: str, model: LiteVAE, folder: Path, side: int = 256) -> list[dict]:
    """A row for each residual block of the decoder: of its output, as the paper's figure 3 shows the last one's."""
    found: dict[int, list[Tensor]] = {}
    blocks = [m for m in model.decoder.modules() if isinstance(m, ResBlock)]
    hooks = [block.register_forward_hook(lambda module, given, out, i=i: found.setdefault(i, []).append(out))
             for i, block in enumerate(blocks)]
    for path in list_pictures(folder)[:FEATURE_PICTURES]:
        model(to_tensor(resized(read_picture(path), side)), sample=False)
    for hook in hooks:
        hook.remove()
    return [{"run": name, "block": i, "channels": maps[0].shape[1], **magnitudes(torch.cat(maps))}
            for i, maps in sorted(found.items())]


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("study", choices=SIDES)
    parser.add_argument("evaluation", type=Path, nargs="+", help="folders of evaluation pictures")
    parser.add_argument("--runs", type=Path, required=True)
    parser.add_argument("--logs", type=Path, help="of the study (default: studies/logs/<study>)")
    parser.add_argument("--sides", type=int, nargs="+")
    parser.add_argument("--limit", type=int, default=0, help="only the first so many pictures")
    parser.add_argument("--threads", type=int, default=1)
    a = parser.parse_args(arguments)
    torch.set_num_threads(a.threads)
    logs = a.logs or runs.LOGS / a.study
    done = {(row["run"], row["set"], row["side"]) for row in runs.read(logs / "results.csv")}
    seen = {row["run"] for row in runs.read(logs / "features.csv")}
    for log in sorted(logs.glob("*-seed*.validation.csv")):
        name = log.name.removesuffix(".validation.csv")
        model = load_weights(a.runs / name / "last.pt").eval()
        if a.study == "norms" and name not in seen:
            append(logs / "features.csv", FEATURES, features(name, model, a.evaluation[0]))
        for folder in a.evaluation:
            for side in a.sides or SIDES[a.study]:
                if (name, folder.resolve().name, str(side)) not in done:
                    row = quality(name, model, folder, side, a.limit)
                    append(logs / "results.csv", QUALITY, [row])
                    print(f"{name}, {row['set']} at {side}: {row['psnr']:.2f} dB", flush=True)


if __name__ == "__main__":
    main()
