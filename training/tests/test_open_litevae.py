"""The import of open-litevae checkpoints; names and shapes are written down here a second time, independently."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from litevae import metrics
from litevae.data import read_picture, to_tensor
from litevae.evaluator import OnnxModel
from litevae.model import parameters
from litevae.open_litevae import SIZES, OpenDecoder, OpenEncoder, import_open_litevae
from litevae.package import Described, export_model, rounded_and_folded
from litevae.wavelet import haar, pad_to_multiple, pyramid


def test_counts():
    """That project's README and configuration: 0.97, 6.6, 34 and 41.15 M, and a 53.33 M decoder."""
    with torch.device("meta"):
        counts = [parameters(OpenEncoder(size)) for size in SIZES]
        assert counts == [977_084, 6_623_036, 34_125_596, 41_154_172]
        assert parameters(OpenDecoder()) == 53_332_642


def _conv(state, name, outputs, inputs, kernel):
    state[f"{name}.weight"] = torch.randn(outputs, inputs, kernel, kernel) / (inputs * kernel**2) ** 0.5
    state[f"{name}.bias"] = 0.1 * torch.randn(outputs)


def _unet(state, name, inputs, outputs, widths, blocks):
    def block(place, i, o):
        _conv(state, f"{place}.conv1", o, i, 3)
        _conv(state, f"{place}.conv2", o, o, 3)
        for norm in ("norm1", "norm2"):
            state[f"{place}.{norm}.weight"] = 1 + 0.1 * torch.randn(o)
            state[f"{place}.{norm}.bias"] = 0.1 * torch.randn(o)
        if i != o:
            _conv(state, f"{place}.residual_conv", o, i, 1)

    _conv(state, f"{name}.init_conv", widths[0], inputs, 3)
    for level in range(2):
        here, deeper = widths[level], widths[level + 1]
        for i in range(blocks):
            block(f"{name}.down_blocks.{level}.{i}", here, here)
        _conv(state, f"{name}.down_blocks.{level}.{blocks}", deeper, here, 1)
        back = widths[1 - level]
        _conv(state, f"{name}.up_blocks.{level}.0", back, widths[2 - level], 1)
        for i in range(blocks):
            block(f"{name}.up_blocks.{level}.{i + 1}", 2 * back, back)
    for i in range(blocks):
        block(f"{name}.mid_block.{i}", widths[2], widths[2])
    _conv(state, f"{name}.conv_out", outputs, widths[0], 1)


def open_checkpoint(width=8):
    state = {"loss.discriminator.weight": torch.zeros(1)}
    for level in range(3):
        _unet(state, f"encoder.extractors.{level}", 12, 12, (16, 32, 32), 3)
    _unet(state, "encoder.aggregator", 36, 24, (16, 32, 32), 3)

    def smc(name, i, o):
        _conv(state, f"{name}.conv", o, i, 3)
        state[f"{name}.gain"], state[f"{name}.scales"] = torch.full((1,), 1.2), 1 + 0.1 * torch.randn(i)

    def block(name, i, o):
        smc(f"{name}.conv1", i, o)
        smc(f"{name}.conv2", o, o)
        if i != o:
            _conv(state, f"{name}.nin_shortcut", o, i, 1)

    current = 4 * width
    _conv(state, "decoder.conv_in", current, 12, 3)
    for i in range(3):
        block(f"decoder.mid.{i}", current, current)
    for level in (3, 2, 1, 0):
        target = width * (1, 2, 4, 4)[level]
        for i in range(3):
            block(f"decoder.up.{level}.block.{i}", current if i == 0 else target, target)
        current = target
        if level:
            _conv(state, f"decoder.up.{level}.upsample.conv", current, current, 3)
    smc("decoder.conv_norm", current, current)
    _conv(state, "decoder.conv_out", 3, current, 3)
    return state


def _reference_unet(state, name, x):
    """The layout's forward pass by names alone."""
    def conv(place, x, padding):
        return F.conv2d(x, state[f"{place}.weight"], state[f"{place}.bias"], padding=padding)

    def block(place, x):
        skip = conv(f"{place}.residual_conv", x, 0) if f"{place}.residual_conv.weight" in state else x
        for i in (1, 2):
            x = F.silu(F.group_norm(conv(f"{place}.conv{i}", x, 1), 8, state[f"{place}.norm{i}.weight"],
                                    state[f"{place}.norm{i}.bias"]))
        return x + skip

    x, skips = conv(f"{name}.init_conv", x, 1), []
    for level in range(2):
        for i in range(3):
            x = block(f"{name}.down_blocks.{level}.{i}", x)
            skips.append(x)
        x = conv(f"{name}.down_blocks.{level}.3", x, 0)
    for i in range(3):
        x = block(f"{name}.mid_block.{i}", x)
    for level in range(2):
        x = conv(f"{name}.up_blocks.{level}.0", x, 0)
        for i in range(3):
            x = block(f"{name}.up_blocks.{level}.{i + 1}", torch.cat([x, skips.pop()], 1))
    return conv(f"{name}.conv_out", x, 0)


@torch.no_grad()
def test_open_litevae_import_computes_the_same():
    state = open_checkpoint()
    encoder, decoder, size = import_open_litevae(state)
    assert size == "S"
    image, features, approximation = torch.rand(1, 3, 32, 48) * 2 - 1, [], None
    approximation = image
    for level, pool in enumerate((4, 2, 1)):
        a, h, v, d = haar(approximation).chunk(4, dim=1)
        approximation = a  # unscaled, and in the order A, V, H, D
        found = _reference_unet(state, f"encoder.extractors.{level}", torch.cat([a, v, h, d], 1))
        features.append(F.avg_pool2d(found, pool))
    expected = _reference_unet(state, "encoder.aggregator", torch.cat(features, 1))
    found = encoder(*pyramid(image))
    assert (found - expected).abs().max() < 1e-4 * expected.abs().max()
    x = torch.randn(1, 12, 2, 3)
    assert decoder(x).shape == (1, 3, 16, 24)
    # One self-modulated block at the coarse end, by the equation and the order convolution then activation.
    block, x = "decoder.up.3.block.1", torch.randn(1, 32, 5, 5)
    y = x
    for i in (1, 2):
        w, s = state[f"{block}.conv{i}.conv.weight"], state[f"{block}.conv{i}.scales"].view(1, -1, 1, 1)
        w = 1.2 * w * s / ((w * s).square().sum((1, 2, 3), keepdim=True) + 1e-8).sqrt()
        y = F.silu(F.conv2d(y, w, state[f"{block}.conv{i}.conv.bias"], padding=1))
    assert torch.allclose(decoder.level[0][1](x), x + y, atol=1e-5)


def test_open_litevae_import_is_strict():
    for change in ("drop", "add", "shape", "quant"):
        state = open_checkpoint()
        if change == "drop":
            del state["decoder.mid.1.conv2.scales"]
        if change == "add":
            state["encoder.extractors.0.attention.weight"] = torch.zeros(1)
        if change == "shape":
            state["encoder.aggregator.conv_out.bias"] = torch.zeros(7)
        if change == "quant":
            state["quantizer.quant_conv.weight"] = torch.zeros(24, 12, 1, 1)
        with pytest.raises((ValueError, RuntimeError)):
            import_open_litevae(state)


def test_open_litevae_import_exports(good_pictures, tmp_path):
    encoder, decoder, _ = import_open_litevae(open_checkpoint())
    about = Described("open", "1", "Open", "Imported.", "group", "-", "-", "-", "image")
    entry, _ = export_model(encoder, decoder, 12, about, tmp_path, good_pictures, good_pictures, "test set")
    assert entry["decoder"]["output"] == "image" and entry["norm"] == "group"
    picture = read_picture(sorted(good_pictures.iterdir())[0])
    # Random weights amplify the rounding of weights, so compare with the nets as they are stored.
    encoder, decoder = rounded_and_folded(encoder), rounded_and_folded(decoder)
    latent = encoder(*pyramid(pad_to_multiple(to_tensor(picture)))).chunk(2, dim=1)[0]
    expected = metrics.to_bytes(decoder(latent)[..., : picture.shape[0], : picture.shape[1]])
    assert np.abs(OnnxModel(tmp_path, entry)(picture).astype(int) - expected).max() <= 1
