"""The exporter, its checks, what is committed, and the import of open-litevae checkpoints."""

import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import pytest
import torch
import torch.nn.functional as F

from litevae import golden_models, metrics
from litevae.data import read_picture, to_tensor
from litevae.evaluator import OnnxModel, TorchModel
from litevae.model import Config, LiteVAE
from litevae.model_card import write_card
from litevae.onnx_export import decoder_receptive_field, encoder_receptive_field, extent
from litevae.open_litevae import import_open_litevae
from litevae.package import Described, ExportError, check_graphs, check_rounding, export_model, rounded_and_folded
from litevae.wavelet import haar, pad_to_multiple, pyramid

from conftest import NARROW

ROOT = Path(__file__).resolve().parents[2]
ABOUT = Described("test-f8c12", "3", "Test", "A test.", "smc", "waves", "none", "https://example.org/")


@pytest.fixture
def good_pictures(picture_folder, tmp_path):
    folder = tmp_path / "good"
    folder.mkdir()
    for path in sorted(picture_folder.glob("*.png"))[:4]:
        if path.name != "broken.png":
            (folder / path.name).write_bytes(path.read_bytes())
    return folder


def export(model, good_pictures, folder, **more):
    return export_model(model.encoder, model.decoder, 12, ABOUT, folder, good_pictures, good_pictures, "test set", **more)


def test_export_writes_a_whole_manifest_entry(small_model, good_pictures, tmp_path):
    folder = tmp_path / "models"
    entry, report = export(small_model, good_pictures, folder)
    export(small_model, good_pictures, folder)  # a second time replaces
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["version"] == 1 and manifest["default"] == "test-f8c12" and manifest["models"] == [entry]
    assert {"id", "revision", "title", "summary", "latentChannels", "downscale", "levels", "wavelet", "norm", "range",
            "encoder", "decoder", "latent", "quality", "trainedOn", "license", "licenseUrl"} <= entry.keys()
    for net in ("encoder", "decoder"):
        content = (folder / entry[net]["file"]).read_bytes()
        assert entry[net]["bytes"] == len(content) < 25 * 2**20
        assert entry[net]["sha256"] == hashlib.sha256(content).hexdigest()
        graph = onnx.load_from_string(content)
        assert [o.version for o in graph.opset_import] == [17]
        big = [t for t in graph.graph.initializer if np.prod(t.dims) > 64]
        assert big and all(t.data_type == onnx.TensorProto.FLOAT16 for t in big)
        for value in [*graph.graph.input, *graph.graph.output]:
            assert value.type.tensor_type.elem_type == onnx.TensorProto.FLOAT
            assert all(d.dim_param for d in value.type.tensor_type.shape.dim[2:])
    assert report["graphError"] < 1e-4 and abs(report["roundingLossDb"]) < 0.02
    latent = entry["latent"]
    assert len(latent["mean"]) == len(latent["std"]) == 12 and min(latent["std"]) > 0
    basis = np.array(latent["pca"])
    assert np.allclose(basis @ basis.T, np.eye(3), atol=1e-3)
    write_card(tmp_path / "card.md", entry, report, [("test set", report["quality"])], "One minute.", "Waves.")
    text = (tmp_path / "card.md").read_text()
    assert f"{entry['encoder']['parameters']:,}" in text and "Apache-2.0" in text and "Waves." in text


def test_exported_model_gives_pytorchs_pictures(small_model, good_pictures, tmp_path):
    entry, _ = export(small_model, good_pictures, tmp_path)
    onnx_model, torch_model = OnnxModel(tmp_path, entry), TorchModel(small_model)
    picture = read_picture(sorted(good_pictures.iterdir())[0])[:61, :43]  # padded and cropped
    difference = onnx_model(picture).astype(int) - torch_model(picture).astype(int)
    assert onnx_model(picture).shape == picture.shape and np.abs(difference).max() <= 1


def test_checks_refuse_wrong_graphs(small_model, good_pictures, tmp_path):
    entry, _ = export(small_model, good_pictures, tmp_path)
    rounded = rounded_and_folded(small_model.encoder), rounded_and_folded(small_model.decoder)
    with torch.no_grad():
        rounded[1].head.bias += 0.01
    with pytest.raises(ExportError, match="differs from PyTorch"):
        check_graphs(*rounded, tmp_path, entry)
    with torch.no_grad():
        rounded[1].head.bias += 0.5
    with pytest.raises(ExportError, match="float16"):
        check_rounding((small_model.encoder, small_model.decoder), rounded, good_pictures, "coefficients", 2)


def test_logvar_is_clamped_in_the_graph(small_model, good_pictures, tmp_path):
    with torch.no_grad():
        small_model.encoder.agg.out.bias[12:] = torch.tensor([90.0] * 6 + [-90.0] * 6)
    entry, _ = export(small_model, good_pictures, tmp_path)
    session = ort.InferenceSession(str(tmp_path / entry["encoder"]["file"]))
    bands = {f"bands{i}": np.zeros((1, 12, 64 >> i, 32 >> i), np.float32) for i in (1, 2, 3)}
    (moments,) = session.run(None, bands)
    assert moments.shape == (1, 24, 8, 4)
    assert (moments[:, 12:18] == 20).all() and (moments[:, 18:] == -30).all()


def test_values_that_do_not_fit_float16_are_refused(small_model, good_pictures, tmp_path):
    with torch.no_grad():
        small_model.decoder.head.bias[0] = 1e6
    with pytest.raises(ValueError, match="float16"):
        export(small_model, good_pictures, tmp_path)


def test_group_norm_and_pixel_decoder_export(good_pictures, tmp_path):
    model = LiteVAE(Config(norm="group", downsample="average", **NARROW))
    entry, _ = export(model, good_pictures, tmp_path)
    assert entry["encoder"]["receptiveField"] is None and entry["decoder"]["receptiveField"] > 0


def test_receptive_fields():
    """Two 3x3 convolutions reach two cells to each side; measured by change on the real nets too."""
    net = torch.nn.Sequential(torch.nn.Conv2d(4, 4, 3, padding=1), torch.nn.Conv2d(4, 4, 3, padding=1)).double()
    assert extent(net, torch.randn(1, 4, 1, 32, dtype=torch.float64), 8, 8) == 33
    model = LiteVAE(Config(**NARROW))
    field = decoder_receptive_field(model.decoder, 12, "coefficients")
    latent = torch.randn(1, 12, 1, 40)
    other = latent.clone()
    other[..., 20 + (field // 2) // 8 + 2 :] += 1  # beyond the field of the pixels of cell 20
    with torch.no_grad():
        same = model.decode(latent)[..., 160:168] == model.decode(other)[..., 160:168]
    assert same.all()
    assert encoder_receptive_field(model.encoder) == 961


def test_committed_tiny_model_is_what_the_code_writes(tmp_path):
    fixtures = ROOT / "e2e" / "fixtures"
    golden_models.write_tiny_model(tmp_path)
    manifest = json.loads((fixtures / "tiny-f8c12" / "manifest.json").read_text())
    new = json.loads((tmp_path / "manifest.json").read_text())
    assert new["models"][0].keys() == manifest["models"][0].keys()
    for net in ("encoder", "decoder"):
        file = fixtures / "tiny-f8c12" / manifest["models"][0][net]["file"]
        assert hashlib.sha256(file.read_bytes()).hexdigest() == manifest["models"][0][net]["sha256"]
        weights = [onnx.load(str(path)).graph.initializer for path in (file, tmp_path / f"{net}.onnx")]
        assert [t.raw_data for t in weights[0]] == [t.raw_data for t in weights[1]]
    assert sum(p.stat().st_size for p in tmp_path.iterdir()) < 50_000


@pytest.mark.parametrize("manifest_file", [ROOT / "e2e/fixtures/tiny-f8c12/manifest.json",
                                           ROOT / "public/models/manifest.json"], ids=["tiny", "default"])
def test_committed_goldens_agree_with_the_committed_model(manifest_file):
    """Fails when weights change and goldens.py was not run again."""
    manifest = json.loads(manifest_file.read_text())
    entry = next(m for m in manifest["models"] if m["id"] == manifest["default"])
    folder = ROOT / "e2e" / "fixtures" / "goldens" / entry["id"]
    index = json.loads((folder / "index.json").read_text())
    for net in ("encoder", "decoder"):
        content = (manifest_file.parent / entry[net]["file"]).read_bytes()
        assert index[f"{net}Sha256"] == entry[net]["sha256"] == hashlib.sha256(content).hexdigest()
    for case in index["cases"]:
        picture = read_picture(folder / case["picture"])
        assert picture.shape == (case["height"], case["width"], 3)
        values = golden_models.run_model(manifest_file, entry, picture)
        stored = (folder / case["file"]).read_bytes()
        for name, value in values.items():
            tensor = case["tensors"][name]
            golden = np.frombuffer(stored, "<f4", value.size, tensor["offset"]).reshape(tensor["dims"])
            assert np.abs(golden - value).max() < 1e-4 * max(1, np.abs(golden).max()), name
        out = metrics.to_bytes(torch.from_numpy(values["reconstruction"]))
        assert metrics.psnr(picture, out) == pytest.approx(case["psnr"], abs=1e-3)


# --- open-litevae: names and shapes as that project's checkpoints have them, written down independently ---

def _conv(state, name, outputs, inputs, kernel):
    state[f"{name}.weight"] = torch.randn(outputs, inputs, kernel, kernel) / (inputs * kernel**2) ** 0.5
    state[f"{name}.bias"] = 0.1 * torch.randn(outputs)


def _unet(state, name, inputs, outputs, widths, blocks):
    def block(place, i, o):
        _conv(state, f"{place}.conv1", o, i, 3)
        _conv(state, f"{place}.conv2", o, o, 3)
        for norm in ("norm1", "norm2"):
            state[f"{place}.{norm}.weight"], state[f"{place}.{norm}.bias"] = 1 + 0.1 * torch.randn(o), 0.1 * torch.randn(o)
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
