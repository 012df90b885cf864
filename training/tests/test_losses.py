"""Every loss gives finite, non-zero gradients, and says what it should about easy cases."""

import sys

import pytest
import torch

from litevae.discriminator import UNetDiscriminator
from litevae.losses import TERMS, Losses, high_pass, hinge, parse_weights
from litevae.metrics import psnr, ssim, to_bytes

PICTURES = 2, 3, 64, 64


def batch():
    x = torch.rand(PICTURES) * 2 - 1
    y = (x + 0.2 * torch.randn(PICTURES)).requires_grad_()
    mean = torch.randn(2, 12, 8, 8, requires_grad=True)
    logvar = torch.randn(2, 12, 8, 8, requires_grad=True)
    return x, y, mean, logvar


@pytest.mark.parametrize("name", [n for n in TERMS if n not in ("lpips", "stlpips")])
def test_gradients(name):
    x, y, mean, logvar = batch()
    losses = Losses({name: 0.7})
    terms = losses.terms(x, y, mean, logvar, UNetDiscriminator(8, (1, 2)))
    assert list(terms) == [name]
    total = losses.total(terms)
    assert total.item() == pytest.approx(0.7 * terms[name].item())
    total.backward()
    for tensor in (mean, logvar) if name == "kl" else (y,):
        assert torch.isfinite(tensor.grad).all()
        assert tensor.grad.abs().max() > 0


def test_lpips_says_what_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "lpips", None)  # import then fails, installed or not
    with pytest.raises(RuntimeError, match="pip install lpips"):
        Losses({"lpips": 1.0})


@pytest.mark.parametrize("name", ["l1", "wavelet", "gauss", "ssim", "structure"])
def test_smallest_for_equal_pictures(name):
    x, y, mean, logvar = batch()
    losses = Losses({name: 1.0})
    assert losses.terms(x, x, mean, logvar)[name] < 2e-3 < losses.terms(x, y, mean, logvar)[name]


def test_psnr_loss_is_minus_the_measured_psnr():
    """Up to the constant of the range, for errors far above the floor."""
    x, y, mean, logvar = batch()
    noisy = (x + 0.1 * torch.randn(PICTURES)).clamp(-1, 1)
    found = Losses({"psnr": 1.0}).terms(x, noisy, mean, logvar)["psnr"].item()
    measured = sum(psnr(to_bytes(a), to_bytes(b)) for a, b in zip(x, noisy)) / len(x)
    assert found + measured == pytest.approx(20 * torch.log10(torch.tensor(2.0)).item(), abs=0.1)


def test_ssim_loss_is_one_minus_the_measured_ssim():
    x, _, mean, logvar = batch()
    noisy = (x + 0.3 * torch.randn(PICTURES)).clamp(-1, 1)
    found = Losses({"ssim": 1.0}).terms(x, noisy, mean, logvar)["ssim"].item()
    measured = sum(ssim(to_bytes(a), to_bytes(b)) for a, b in zip(x, noisy)) / len(x)
    assert found == pytest.approx(1 - measured, abs=1e-3)


def test_wavelet_loss_does_not_see_brightness():
    x, _, mean, logvar = batch()
    losses = Losses({"wavelet": 1.0, "l1": 1.0})
    terms = losses.terms(x, x + 0.5, mean, logvar)
    assert terms["l1"] == pytest.approx(0.5)
    assert terms["wavelet"] < 1.01e-3  # Charbonnier's own constant


def test_high_pass_removes_flat_areas():
    assert high_pass(torch.full((1, 3, 16, 16), 0.6)).abs().max() < 1e-6


def test_hinge_and_discriminator_gradients():
    critic = UNetDiscriminator(8, (1, 2, 4))
    real, fake = critic(torch.rand(PICTURES)), critic(torch.rand(PICTURES))
    assert real[0].shape == (2, 1, 64, 64) and real[1].shape == (2, 1)
    loss = hinge(real, fake)
    loss.backward()
    gradients = [p.grad for p in critic.parameters()]
    assert all(g is not None and torch.isfinite(g).all() for g in gradients)
    assert sum(float(g.abs().sum()) for g in gradients) > 0
    sure = torch.tensor([3.0])
    assert hinge((sure, sure), (-sure, -sure)) == 0
    assert hinge((-sure, -sure), (sure, sure)) == 8


def test_weights_are_parsed_strictly():
    assert parse_weights("l1=1,kl=1e-6,gauss=0") == {"l1": 1.0, "kl": 1e-6}
    for wrong in ("l3=1", "l1=-1", "l1=nan", "l1"):
        with pytest.raises(ValueError):
            parse_weights(wrong)
