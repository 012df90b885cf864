"""Wider encoders that compute the same, and what the widths cost as exported."""

import json
from pathlib import Path

import pytest
import torch

from litevae.graph_facts import multiplications
from litevae.model import Config, LiteVAE, SelfModulatedConv, parameters
from litevae.onnx_export import export_decoder, export_encoder
from litevae.package import rounded_and_folded
from litevae.published import load_published
from litevae.widen import widened

from conftest import NARROW
from runs_of_train import here, refusal

MODELS = Path(__file__).resolve().parents[2] / "public" / "models"


def trained(config: Config) -> LiteVAE:
    """Random, with gains, modulation and biases as training might leave them."""
    model = LiteVAE(config)
    with torch.no_grad():
        for module in model.modules():
            if isinstance(module, SelfModulatedConv):
                module.s.uniform_(0.3, 2)
                module.g.uniform_(0.5, 1.5)
                module.b.normal_(0, 0.2)
    return model


@pytest.mark.parametrize("size", ["SW", "B"])
def test_a_widened_encoder_computes_the_same(size):
    old = trained(Config(**NARROW))
    new = widened(old, size)
    image = torch.rand(1, 3, 40, 56) * 2 - 1
    with torch.no_grad():
        for before, after in zip(old(image, sample=False), new(image, sample=False)):
            assert (before - after).abs().max() < 1e-4 * before.abs().max()
    assert new.config.size == size
    with torch.device("meta"):
        assert parameters(new) == parameters(LiteVAE(Config(size=size, **NARROW)))


def test_copies_learn_different_things():
    new = widened(trained(Config(**NARROW)), "SW")
    new(torch.rand(1, 3, 32, 32) * 2 - 1, sample=False)[0].square().mean().backward()
    conv = new.encoder.agg.mid[0].c1
    gradient = conv.w.grad.flatten(1)
    first, second = gradient[:32], gradient[32:64]  # copies of the same filters
    assert (first - second).norm() > 0.1 * first.norm()


def test_the_published_model_is_widened_within_a_thousandth():
    entry = json.loads((MODELS / "manifest.json").read_text())["models"][0]
    old = load_published(MODELS / entry["id"], Config())
    image = torch.nn.functional.interpolate(torch.rand(1, 3, 9, 12), size=(64, 96), mode="bicubic").clamp(0, 1) * 2 - 1
    for size in ("SW", "B"):
        new = widened(old, size)
        with torch.no_grad():
            for before, after in zip(old(image, sample=False), new(image, sample=False)):
                assert (before - after).abs().max() < 1e-3 * before.abs().max()


def test_what_cannot_be_widened_is_refused(picture_folder, tmp_path, monkeypatch, capsys):
    with pytest.raises(ValueError, match="group norms"):
        widened(LiteVAE(Config(norm="group", **NARROW)), "B")
    with pytest.raises(ValueError, match="cannot hold"):
        widened(LiteVAE(Config(size="SW", **NARROW)), "S")
    run = ("--phases", "32x1", "--held-out", "0", "--steps", "1", "--losses", "l1=1")
    assert "give both" in refusal(monkeypatch, capsys, picture_folder, tmp_path, *run, "--widen-from", "S")
    here(monkeypatch, picture_folder, tmp_path / "narrow", *run)
    wide = (picture_folder, tmp_path / "wide", *run, "--size", "SW", "--start", str(tmp_path / "narrow" / "last.pt"))
    assert "size is S, not SW" in refusal(monkeypatch, capsys, *wide)
    here(monkeypatch, *wide, "--widen-from", "S")


def exported(model: LiteVAE, folder: Path) -> tuple[int, int]:
    """Multiply-accumulates at 256x256, and bytes, of both nets."""
    files = folder / "encoder.onnx", folder / "decoder.onnx"
    export_encoder(rounded_and_folded(model.encoder), files[0])
    export_decoder(rounded_and_folded(model.decoder), 12, "coefficients", files[1])
    return sum(multiplications(f, 256, 256) for f in files), sum(f.stat().st_size for f in files)


def test_multiplications_of_a_graph_are_those_of_its_layers(tmp_path):
    model = LiteVAE(Config(**NARROW))
    assert exported(model, tmp_path)[0] == pytest.approx(multiplications(tmp_path / "encoder.onnx", 256, 256) + sum([
        32 * 32 * 9 * (12 * 16 + 2 * 16 * 16), 2 * 64 * 64 * 9 * 16 * 16, 64 * 64 * 4 * 4 * 16 * 16 / 4,
        2 * 128 * 128 * 9 * 16 * 16, 128 * 128 * 4 * 4 * 16 * 16 / 4, 128 * 128 * 9 * 16 * 12]))
    assert multiplications(tmp_path / "decoder.onnx", 512, 256) == 2 * multiplications(tmp_path / "decoder.onnx", 256, 256)


@pytest.mark.parametrize("size", ["S", "SW"])
def test_the_default_model_keeps_its_budget_as_exported(size, tmp_path):
    """20 GMAC for a picture of 256x256, and 16 MB; with the wider aggregator, too."""
    work, size_in_bytes = exported(LiteVAE(Config(size=size)), tmp_path)
    assert 15e9 < work < 20e9 and size_in_bytes < 16e6
