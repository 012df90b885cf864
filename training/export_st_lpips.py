"""Writes the app's perceptual measure from the weights of PyPI: `python export_st_lpips.py`.

    pip install --no-deps stlpips-pytorch==0.0.2

It makes `public/measures/st-lpips.onnx`, what the app pins of it (`src/core/metrics/st-lpips-file.json`), and the values of
PyTorch that tests compare with (`e2e/fixtures/goldens/st-lpips.json`).
"""

import json
from pathlib import Path

import torch

from fixtures.golden_models import read_golden
from litevae.data import to_tensor
from litevae.metrics import to_bytes
from litevae.onnx_export import write_json
from litevae.perceptual import ST_LPIPS, ShiftTolerantLpips, read_weights
from litevae.perceptual_export import DistanceMap, export_st_lpips

ROOT = Path(__file__).resolve().parent.parent
FILE = "measures/st-lpips.onnx"


@torch.no_grad()
def golden(net: ShiftTolerantLpips) -> dict:
    """What the tiny model's reconstruction of its golden picture is worth: the exact distance, and every 31st value of the map."""
    stored = read_golden(ROOT / "e2e" / "fixtures" / "goldens" / "tiny-f8c12", "64x64")
    pair = [to_tensor(to_bytes(stored[name])) for name in ("input", "reconstruction")]
    found = DistanceMap(net)(*pair).flatten()
    return {"distance": net(*pair).item(), "step": 31, "map": [float(f"{value:.6g}") for value in found[::31]]}


def main() -> None:
    net = ShiftTolerantLpips(read_weights(ST_LPIPS))
    facts = export_st_lpips(net, ROOT / "public" / FILE)
    print(f"{FILE}: {facts['bytes']:,} bytes, error {facts.pop('error'):.1e}")
    pinned = json.dumps({"file": FILE} | facts, indent=2)
    (ROOT / "src" / "core" / "metrics" / "st-lpips-file.json").write_text(pinned + "\n")
    write_json(golden(net), ROOT / "e2e" / "fixtures" / "goldens" / "st-lpips.json")


if __name__ == "__main__":
    main()
