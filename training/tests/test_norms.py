"""Norms of the wavelet decoder: they learn, fold, and export as the same function."""

import copy
import csv

import pytest
import torch
from torch import nn

from litevae.checkpoint import load_weights
from litevae.model import Config, LiteVAE, SelfModulatedConv, fold
from litevae.norms import NORMS, norm_layer
from litevae.onnx_export import export_decoder, session
from litevae.package import rounded_and_folded

from conftest import NARROW
from runs_of_train import here


@pytest.fixture(params=NORMS)
def decoder(request: pytest.FixtureRequest) -> nn.Module:
    """With scales, shifts and averages as training might leave them."""
    net = LiteVAE(Config(decoder_norm=request.param, latent_channels=4, **NARROW)).decoder
    with torch.no_grad():
        for parameter in net.parameters():
            if parameter.ndim == 1:
                parameter.add_(torch.randn_like(parameter) * 0.2)
        for _ in range(3):
            net(torch.randn(2, 4, 4, 4) * 3 + 1)  # a batch norm's averages move away from 0 and 1
    return net.eval()


def test_a_folded_decoder_is_the_same_function(decoder):
    latent = torch.randn(2, 4, 5, 3)
    with torch.no_grad():
        before = decoder(latent)
        folded = fold(copy.deepcopy(decoder))
        after = folded(latent)
    assert not any(isinstance(m, (SelfModulatedConv, nn.BatchNorm2d)) for m in folded.modules())
    assert (before - after).abs().max() < 1e-5 * before.abs().max()


def test_an_exported_decoder_is_the_same_function(decoder, tmp_path):
    latent = torch.randn(1, 4, 6, 10)
    lean = rounded_and_folded(decoder)
    export_decoder(lean, 4, "coefficients", tmp_path / "decoder.onnx")
    (found,) = session(tmp_path / "decoder.onnx").run(None, {"latent": latent.numpy()})
    with torch.no_grad():
        wanted = lean(latent)
        assert (decoder(latent) - wanted).abs().max() < 1e-2 * wanted.abs().max()
    assert (torch.from_numpy(found) - wanted).abs().max() < 1e-4 * wanted.abs().max()


def test_decoders_differ_in_their_norm_alone():
    shapes = {}
    for norm in NORMS:
        model = LiteVAE(Config(decoder_norm=norm, **NARROW))
        shapes[norm] = sorted(tuple(p.shape) for p in model.parameters() if p.ndim > 1)
    assert all(found == shapes["smc"] for found in shapes.values())


def test_an_unknown_norm_is_refused():
    with pytest.raises(ValueError, match="known are smc, group"):
        norm_layer("layer", 8)


def test_averages_survive_integer_buffers(picture_folder, tmp_path, monkeypatch):
    here(monkeypatch, picture_folder, tmp_path, "--steps", "3", "--decoder-norm", "batch", "--phases", "32x2", "--optimizer",
          "muon-all", "--validate-steps", "2")
    model = load_weights(tmp_path / "last.pt")
    batches = [v for k, v in model.state_dict().items() if k.endswith("num_batches_tracked")]
    assert batches and all(v.dtype == torch.int64 and v == 3 for v in batches)
    with (tmp_path / "validation.csv").open() as file:
        assert [row["step"] for row in csv.DictReader(file)] == ["2", "3"]
