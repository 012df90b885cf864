"""Measures a model on a folder: `python evaluate.py WEIGHTS PICTURES` (WEIGHTS: .pt, .npz or a manifest.json)."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from litevae.checkpoint import load_weights
from litevae.evaluator import Lpips, OnnxModel, TorchModel, evaluate, table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("pictures", type=Path)
    parser.add_argument("--sides", type=int, nargs="+", default=[0], help="0: as they are; else resize and crop square")
    parser.add_argument("--limit", type=int, default=0, help="only the first so many pictures")
    parser.add_argument("--lpips", action="store_true", help="needs the package lpips and its weights")
    parser.add_argument("--perceptual", action="store_true",
                        help="ST-LPIPS, and a Frechet distance of EfficientNet-Lite0; needs two packages of weights")
    parser.add_argument("--inception", type=Path, help="TorchScript Inception for rFID")
    parser.add_argument("--raw", action="store_true", help="of a .pt: the last weights, not their average")
    parser.add_argument("--json", type=Path, help="also write the numbers here")
    a = parser.parse_args()
    if a.weights.suffix == ".json":
        manifest = json.loads(a.weights.read_text())
        entry = next(m for m in manifest["models"] if m["id"] == manifest["default"])
        model, name = OnnxModel(a.weights.parent, entry), entry["id"]
    else:
        model, name = TorchModel(load_weights(a.weights, ema=not a.raw)), a.weights.stem
    lpips = Lpips.load() if a.lpips else None
    results = [evaluate(model, a.pictures, side, a.limit, lpips, a.inception, a.perceptual) for side in a.sides]
    print(table(name, results))
    if a.json:
        a.json.write_text(json.dumps([asdict(r) for r in results], indent=1) + "\n")


if __name__ == "__main__":
    main()
