"""Tiny models of the other contracts, as they are committed."""

import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch

from fixtures import parity, tiny_kinds
from fixtures.golden_models import run_model
from litevae import receipt
from litevae.data import read_picture

FIXTURES = Path(__file__).resolve().parents[2] / "e2e" / "fixtures"
MANIFEST = FIXTURES / "tiny-kinds" / "manifest.json"
GOLDENS = FIXTURES / "goldens" / "tiny-kinds"
MODELS = json.loads(MANIFEST.read_text())["models"]


def test_committed_kinds_are_what_the_code_writes(tmp_path):
    tiny_kinds.write_kinds(tmp_path)
    new = json.loads((tmp_path / "manifest.json").read_text())["models"]
    for committed, written in zip(MODELS, new, strict=True):
        for net in ("encoder", "decoder"):
            file = MANIFEST.parent / committed[net]["file"]
            assert hashlib.sha256(file.read_bytes()).hexdigest() == committed[net]["sha256"]
            weights = [onnx.load(str(path)).graph.initializer for path in (file, tmp_path / written[net]["file"])]
            assert [t.raw_data for t in weights[0]] == [t.raw_data for t in weights[1]]
            committed[net] |= {"sha256": "", "bytes": 0}
            written[net] |= {"sha256": "", "bytes": 0}
        assert committed == written
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < 25_000


@pytest.mark.parametrize("model", MODELS, ids=[model["id"] for model in MODELS])
def test_committed_goldens_are_what_the_networks_give(model):
    case = next(c for c in json.loads((GOLDENS / "index.json").read_text())["cases"] if c["name"] == model["id"])
    stored = (GOLDENS / case["file"]).read_bytes()

    def golden(name: str) -> np.ndarray:
        tensor = case["tensors"][name]
        return np.frombuffer(stored, "<f4", int(np.prod(tensor["dims"])), tensor["offset"]).reshape(tensor["dims"])

    values = run_model(MANIFEST, model, read_picture(GOLDENS / case["picture"]))
    for name in ("mean", "logvar", "coefficients", "reconstruction"):
        assert golden(name).shape == values[name].shape
        assert np.allclose(golden(name), values[name], atol=1e-5), name
    scale, shift = model["latent"]["scale"], model["latent"]["shift"]
    assert np.allclose(golden("latent") / scale + shift, values["mean"], atol=1e-5)
    assert (golden("logvar").shape[1] == 0) == (model["encoder"]["output"] == "latent")
    assert case["psnr"] > 20  # block means are still a picture


def test_models_without_a_twin_in_pytorch_get_no_receipt(tmp_path):
    copy = tmp_path / "models"
    shutil.copytree(MANIFEST.parent, copy)
    parity.write_parity(copy / "manifest.json")
    assert not (copy / receipt.FILE).exists()
    assert json.loads((copy / "manifest.json").read_text())["models"] == json.loads(MANIFEST.read_text())["models"]


def test_pixel_networks_pass_block_means_on():
    picture = torch.rand(1, 3, 16, 24)
    net = tiny_kinds.PixelEncoder(torch.Generator().manual_seed(0), moments=True)
    with torch.no_grad():
        moments, brighter = net(picture), net(picture + 0.5)
    assert moments.shape == (1, 8, 2, 3) and (moments[:, 4:] < -1.5).all()
    assert ((brighter - moments)[:, :3] - 0.5).abs().max() < 0.1
