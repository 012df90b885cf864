"""Perceptual measures, with random weights of the real shapes: the real ones are 80 MB of packages that CI does not need."""

import sys

import numpy as np
import pytest
import torch

from litevae import losses, perceptual
from litevae.evaluator import evaluate, frechet_distance, table
from litevae.losses import Losses
from litevae.onnx_export import session
from litevae.perceptual import Gaussian, Lite0Features, Missing, Perceptual, ShiftTolerantLpips, frechet, read_weights
from litevae.perceptual_export import DistanceMap, export_st_lpips

from runs_of_train import refusal


def lpips_weights():
    shapes = {"slice1.0": (64, 3, 11), "slice2.5": (192, 64, 5), "slice3.9": (384, 192, 3), "slice4.11": (256, 384, 3),
              "slice5.13": (256, 256, 3)}
    weights = {"scaling_layer.shift": torch.full((1, 3, 1, 1), -0.1), "scaling_layer.scale": torch.full((1, 3, 1, 1), 0.45)}
    for i, (name, (outputs, inputs, side)) in enumerate(shapes.items()):
        weights[f"net.{name}.weight"] = torch.randn(outputs, inputs, side, side) / side / inputs**0.5
        weights[f"net.{name}.bias"] = torch.randn(outputs) * 0.1
        weights[f"lin{i}.model.1.weight"] = torch.rand(1, outputs, 1, 1)
    line = torch.tensor([1.0, 2, 1]) / 4
    for name, channels in (("slice1.1", 64), ("slice2.4", 64), ("slice3.8", 192)):
        weights[f"net.{name}.filt"] = torch.outer(line, line).expand(channels, 1, 3, 3).contiguous()
    return weights


def lite0_weights():
    widths, sides = (16, 24, 24, 40, 40), (3, 3, 3, 5, 5)
    weights, inputs = {}, 32

    def add(conv, norm, *shape):
        weights[f"{conv}.weight"] = torch.randn(shape) / (shape[1] * shape[2] ** 2) ** 0.5
        for part, values in (("weight", torch.ones), ("bias", torch.zeros), ("running_mean", torch.zeros),
                             ("running_var", torch.ones)):
            weights[f"{norm}.{part}"] = values(shape[0])

    add("_conv_stem", "_bn0", 32, 3, 3, 3)
    for i, (width, side) in enumerate(zip(widths, sides)):
        inner = 6 * inputs if i else inputs
        if i:
            add(f"_blocks.{i}._expand_conv", f"_blocks.{i}._bn0", inner, inputs, 1, 1)
        add(f"_blocks.{i}._depthwise_conv", f"_blocks.{i}._bn1", inner, 1, side, side)
        add(f"_blocks.{i}._project_conv", f"_blocks.{i}._bn2", width, inner, 1, 1)
        inputs = width
    return weights


def test_distance_grows_with_noise_and_has_a_gradient():
    net, a = ShiftTolerantLpips(lpips_weights()), torch.rand(2, 3, 64, 48) * 2 - 1
    noise = torch.randn_like(a)
    assert net(a, a).tolist() == [0, 0]
    near, far = net(a, a + 0.05 * noise), net(a, a + 0.5 * noise)
    assert near.shape == (2,) and (0 < near).all() and (near < far).all()
    b = (a + 0.1 * noise).requires_grad_()
    net(a, b).sum().backward()
    assert torch.isfinite(b.grad).all() and b.grad.abs().max() > 0
    flat = torch.zeros(1, 3, 64, 64, requires_grad=True)
    net(flat, flat).sum().backward()
    assert torch.isfinite(flat.grad).all()


def test_the_exported_map_has_the_distance_as_its_mean(tmp_path):
    net = ShiftTolerantLpips(lpips_weights())
    first = torch.rand(1, 3, 40, 56) * 2 - 1
    second = (first + 0.1 * torch.randn_like(first)).clamp(-1, 1)
    facts = export_st_lpips(net, tmp_path / "st.onnx")
    assert facts["error"] < 1e-3 and facts["bytes"] == (tmp_path / "st.onnx").stat().st_size
    (found,) = session(tmp_path / "st.onnx").run(None, {"first": first.numpy(), "second": second.numpy()})
    as_bytes = [torch.floor((x + 1) * 127.5 + 0.5) / 127.5 - 1 for x in (first, second)]
    assert found.shape == (1, 1, 40, 56) and found.mean() == pytest.approx(net(*as_bytes).item(), rel=1e-3)
    same = session(tmp_path / "st.onnx").run(None, {"first": as_bytes[0].numpy(), "second": as_bytes[0].numpy() + 1e-3})[0]
    assert (same == 0).all(), "pictures are compared as 8-bit pixels"


def test_the_map_is_large_where_pictures_differ():
    first = torch.rand(1, 3, 64, 64) * 2 - 1
    second = first.clone()
    second[..., :32] += 0.4 * torch.randn(1, 3, 64, 32)
    found = DistanceMap(ShiftTolerantLpips(lpips_weights()))(first, second)
    assert found[..., :24].mean() > 5 * found[..., 40:].mean()


def test_lite0_gives_40_features_at_an_eighth():
    assert Lite0Features(lite0_weights())(torch.rand(1, 3, 65, 48)).shape == (1, 40, 9, 6)


def test_a_gaussian_of_batches_is_that_of_all_positions():
    parts = [torch.randn(2, 5, 4, 3), torch.randn(1, 5, 7, 2) + 1]
    gaussian = Gaussian()
    for part in parts:
        gaussian.add(part)
    rows = torch.cat([p.permute(0, 2, 3, 1).reshape(-1, 5) for p in parts]).double().numpy()
    mean, covariance = gaussian.moments()
    assert np.allclose(mean, rows.mean(0)) and np.allclose(covariance, np.cov(rows, rowvar=False))
    assert frechet(gaussian.moments(), gaussian.moments()) == pytest.approx(0, abs=1e-6)
    assert frechet_distance(rows, rows + 2) == pytest.approx(20)


def test_the_evaluator_measures_them_where_they_are(good_pictures, monkeypatch):
    found = {perceptual.ST_LPIPS: lpips_weights(), perceptual.LITE0: lite0_weights()}
    monkeypatch.setattr(perceptual, "read_weights", found.__getitem__)
    result = evaluate(lambda picture: np.minimum(picture, 200), good_pictures, side=64, perceptual=True)
    assert result.st_lpips > 0 and result.frechet_lite0 > 0
    assert f"| {result.st_lpips:.5f} | {result.frechet_lite0:.2f} |" in table("mine", [result])


def test_what_is_not_installed_is_not_measured(good_pictures, capsys, monkeypatch):
    monkeypatch.setattr(perceptual, "ST_LPIPS", ("nobody-has-this==1", *perceptual.ST_LPIPS[1:]))
    monkeypatch.setattr(perceptual, "LITE0", ("numpy", "numpy/__init__.py", "0" * 64))
    result = evaluate(lambda picture: picture, good_pictures, side=64, perceptual=True)
    assert result.st_lpips is None and result.frechet_lite0 is None
    said = capsys.readouterr().out
    assert "pip install --no-deps nobody-has-this==1" in said and "is not the file of numpy" in said
    assert Perceptual().missing
    with pytest.raises(Missing):
        read_weights(perceptual.ST_LPIPS)


def test_a_loss_whose_network_is_missing_is_refused_in_a_sentence(picture_folder, tmp_path, monkeypatch, capsys):
    class NoHub:
        @staticmethod
        def LPIPS(**_):  # noqa: N802
            raise OSError("<urlopen error no route to host>")

    monkeypatch.setitem(sys.modules, "lpips", NoHub)
    said = refusal(monkeypatch, capsys, picture_folder, tmp_path, "--steps", "1", "--losses", "l1=1,lpips=1")
    assert "error: the loss lpips needs" in said and "no route to host" in said
    monkeypatch.setattr(losses, "ST_LPIPS", ("nobody-has-this==1", *perceptual.ST_LPIPS[1:]))
    said = refusal(monkeypatch, capsys, picture_folder, tmp_path, "--steps", "1", "--losses", "l1=1,stlpips=1")
    assert "pip install --no-deps nobody-has-this==1" in said


def test_st_lpips_is_a_loss(monkeypatch):
    monkeypatch.setattr(losses, "read_weights", lambda package: lpips_weights())
    x = torch.rand(1, 3, 64, 64) * 2 - 1
    y = (x + 0.1 * torch.randn_like(x)).requires_grad_()
    found = Losses({"stlpips": 2.0})
    terms = found.terms(x, y, torch.zeros(1), torch.zeros(1))
    found.total(terms).backward()
    assert found.total(terms).item() == pytest.approx(2 * terms["stlpips"].item()) and y.grad.abs().max() > 0
