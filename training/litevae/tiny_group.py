"""A tiny encoder with a GroupNorm, which sees the whole picture: tiles of it are approximate. Its decoder is the tiny model's."""

import json
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .graph_facts import tiling_facts
from .model import parameters
from .onnx_export import export_encoder, round_to_half, write_json
from .tiny import carry, seeded

HIDDEN = 8


class GroupEncoder(nn.Module):
    def __init__(self, generator: torch.Generator) -> None:
        super().__init__()
        self.first = seeded(nn.Conv2d(36, HIDDEN, 3, padding=1), generator, 0.08)
        self.norm = nn.GroupNorm(2, HIDDEN)
        self.second = seeded(nn.Conv2d(HIDDEN, 24, 3, padding=1), generator, 0.05)
        carry(self.first, self.second, [24, 25, 26])  # the approximation in bands3
        with torch.no_grad():
            self.second.bias[12:] -= 2

    def forward(self, bands1: Tensor, bands2: Tensor, bands3: Tensor) -> Tensor:
        joined = torch.cat([F.avg_pool2d(bands1, 4), F.avg_pool2d(bands2, 2), bands3], dim=1)
        return self.second(F.silu(self.norm(self.first(joined))))


def write_group(folder: Path, tiny_manifest: Path) -> None:
    """folder/encoder.onnx, and a manifest whose decoder is that of the tiny model."""
    encoder = round_to_half(GroupEncoder(torch.Generator().manual_seed(22)))
    path = folder / "encoder.onnx"
    file = export_encoder(encoder, path)
    manifest = json.loads(tiny_manifest.read_text())
    (entry,) = manifest["models"]
    del entry["parity"], entry["quality"]
    known = {key: entry["encoder"][key] for key in ("inputKind", "inputs", "output")}
    entry |= {"id": "tiny-group", "title": "Tiny test model with GroupNorm", "norm": "group",
              "encoder": {"file": path.name, **file, "parameters": parameters(encoder), **known, **tiling_facts(path), "variants": []}}
    entry["decoder"]["variants"] = []
    write_json(manifest | {"default": entry["id"]}, folder / "manifest.json")
