"""Parameter counts of the paper, self-modulation, and shapes."""

import copy

import pytest
import torch

from litevae import baseline
from litevae.baseline import SDDecoder, SDEncoder
from litevae.model import Config, Encoder, LiteVAE, Pool, SelfModulatedConv, fold, parameters

from conftest import NARROW


@pytest.mark.parametrize(("size", "latent", "downsample", "count"), [
    ("S", 4, "average", 1_035_692), ("B", 4, "average", 6_750_636), ("M", 4, "average", 32_750_124),
    ("L", 4, "average", 41_422_380), ("S", 12, "average", 1_038_012), ("B", 12, "average", 6_755_260),
    ("M", 12, "average", 32_754_748), ("L", 12, "average", 41_431_612), ("L", 4, "learned3x3", 41_424_996),
    ("L", 4, "learned", 41_425_284),
])
def test_encoder_counts(size, latent, downsample, count):
    with torch.device("meta"):
        config = Config(size=size, latent_channels=latent, norm="group", downsample=downsample)
        assert parameters(Encoder(config)) == count


def test_baseline_counts():
    with torch.device("meta"):
        assert parameters(SDEncoder(4)) == 34_163_592
        assert parameters(SDDecoder(4)) == 49_490_179
        assert parameters(SDDecoder(12)) == 49_527_043
        assert parameters(SDDecoder(4, "smc")) == 49_479_327


def test_baseline_shapes(monkeypatch):
    monkeypatch.setattr(baseline, "WIDTHS", (32, 32, 64, 64))
    with torch.no_grad():
        moments = SDEncoder(4)(torch.zeros(1, 3, 32, 48))
        assert moments.shape == (1, 8, 4, 6)
        assert all(SDDecoder(4, norm)(moments[:, :4]).shape == (1, 3, 32, 48) for norm in ("group", "smc"))


def test_default_model_counts():
    with torch.device("meta"):
        model = LiteVAE(Config())
    assert parameters(model.encoder) == 1_034_412 + 2_316 + 588
    assert parameters(model.decoder) == 5_054_304


def test_self_modulation_follows_the_equation():
    conv = SelfModulatedConv(5, 3)
    with torch.no_grad():
        conv.s.copy_(torch.tensor([0.5, -2.0, 1.0, 3.0, 0.1]))
        conv.g.fill_(1.7)
    w = conv.weight()
    for j in range(3):
        scaled = torch.stack([conv.s[i] * conv.w[j, i] for i in range(5)])
        expected = 1.7 * scaled / (scaled.square().sum() + 1e-8).sqrt()
        assert torch.allclose(w[j], expected, atol=1e-6)
    assert torch.allclose(w.flatten(1).norm(dim=1), torch.full((3,), 1.7), atol=1e-4)


def test_folding_changes_nothing(small_model):
    with torch.no_grad():
        for module in small_model.modules():
            if isinstance(module, SelfModulatedConv):
                module.s.uniform_(0.2, 3)
                module.g.uniform_(0.5, 1.5)
        image = torch.rand(1, 3, 40, 56) * 2 - 1
        before = small_model(image, sample=False)
        folded = fold(copy.deepcopy(small_model))
        after = folded(image, sample=False)
    assert not any(isinstance(m, SelfModulatedConv) for m in folded.modules())
    for a, b in zip(before, after):
        assert (a - b).abs().max() < 1e-5 * a.abs().max()


@pytest.mark.parametrize("factor", [2, 4])
def test_learned_pool_starts_as_average(factor):
    x = torch.randn(2, 12, 16, 24)
    expected = torch.nn.functional.avg_pool2d(x, factor)
    assert torch.allclose(Pool(factor, factor)(x), expected, atol=1e-6)


@pytest.mark.parametrize("norm", ["smc", "group"])
def test_any_picture_size(norm):
    model = LiteVAE(Config(norm=norm, latent_channels=4, downsample="learned3x3", **NARROW))
    with torch.no_grad():
        y, mean, logvar = model(torch.rand(2, 3, 13, 30) * 2 - 1)
    assert y.shape == (2, 3, 13, 30)
    assert mean.shape == logvar.shape == (2, 4, 2, 4)


def test_smc_tiles_exactly_and_group_does_not(small_model):
    """A pixel far away changes nothing near by without statistics over the picture, and something with them."""
    image = torch.rand(1, 3, 1040, 16) * 2 - 1  # a strip higher than the encoder's field
    other = image.clone()
    other[..., -8:, :] *= -1
    with torch.no_grad():
        group = LiteVAE(Config(norm="group", **NARROW))
        change = {name: (model.encode(image)[0] - model.encode(other)[0])[..., :40, :].abs().max().item()
                  for name, model in (("smc", small_model), ("group", group))}
    assert change["smc"] == 0
    assert change["group"] > 1e-7


def test_logvar_is_clamped(small_model):
    with torch.no_grad():
        small_model.encoder.agg.out.bias[12:] = torch.tensor([100.0] * 6 + [-100.0] * 6)
        _, _, logvar = small_model(torch.zeros(1, 3, 16, 16))
    assert logvar[:, :6].eq(20).all() and logvar[:, 6:].eq(-30).all()
