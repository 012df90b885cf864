"""The exporter, its checks, and what is committed."""

import dataclasses
import hashlib
import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import pytest
import torch

from fixtures import golden_models, parity
from litevae import baseline, metrics, package
from litevae.checkpoint import load_weights
from litevae.data import read_picture, to_tensor
from litevae.evaluator import OnnxModel, TorchModel
from litevae.model import Config, LiteVAE, SelfModulatedConv
from litevae.model_card import write_card
from litevae.package import Described, ExportError, check_graphs, check_rounding, export_model, rounded_and_folded
from litevae.upsampling import UpsampledConv, joined, split_upsampling

from conftest import NARROW

ROOT = Path(__file__).resolve().parents[2]
ABOUT = Described("test-f8c12", "3", "Test", "A test.", "smc", "waves", "none")


def export(model, good_pictures, folder, **more):
    return export_model(model.encoder, model.decoder, 12, ABOUT, folder, good_pictures, good_pictures, "test set",
                        **more)


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
    assert "waves" in (folder / entry["licenseUrl"]).read_text()
    assert report["graphError"] < 1e-4 and abs(report["roundingLossDb"]) < 0.02
    latent = entry["latent"]
    assert len(latent["mean"]) == len(latent["std"]) == 12 and min(latent["std"]) > 0
    basis = np.array(latent["pca"])
    assert np.allclose(basis @ basis.T, np.eye(3), atol=1e-3)
    write_card(tmp_path / "card.md", entry, report, [("test set", report["quality"])], ABOUT, "One minute.", "Waves.")
    text = (tmp_path / "card.md").read_text()
    assert f"{entry['encoder']['parameters']:,}" in text and "Apache-2.0" in text and "Waves." in text
    assert "A second pair of files" in text and "no hardware GPU has been measured" in text
    assert "research" not in text, "says nothing that it was not told"
    receipt = read_parity(folder / entry["parity"]["file"])
    parity.write_parity(folder / "manifest.json")  # of another shape than the default: stays
    assert json.loads((folder / "manifest.json").read_text())["models"] == [entry]
    (folder / entry["parity"]["file"]).unlink()
    with pytest.raises(RuntimeError):
        parity.write_parity(folder / "manifest.json")
    with torch.no_grad():
        latent = small_model.encode(to_tensor(golden_models.natural_picture(64, 64)))[0]
    assert np.abs(receipt["mean"] - latent.numpy().ravel()).max() < 2e-3 * latent.abs().max()


def test_too_few_pictures_are_refused(small_model, good_pictures, tmp_path):
    sorted(good_pictures.iterdir())[0].unlink()
    with pytest.raises(ExportError, match="fewer than 4"):
        export(small_model, good_pictures, tmp_path / "models")


@pytest.mark.parametrize("name", ["", ".", "..", "a/b"])
def test_an_id_is_the_name_of_a_folder(name, small_model, good_pictures, tmp_path):
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "kept").write_text("kept")
    about = dataclasses.replace(ABOUT, id=name)
    with pytest.raises(ExportError, match="cannot be an id"):
        export_model(small_model.encoder, small_model.decoder, 12, about, tmp_path / "models", good_pictures,
                     good_pictures, "test set")
    assert (tmp_path / "models" / "kept").exists()


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


def test_a_refused_export_changes_nothing(small_model, good_pictures, tmp_path, monkeypatch):
    folder = tmp_path / "models"

    def content():
        return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    export(small_model, good_pictures, folder)
    before = content()
    monkeypatch.setattr(package, "ROUNDING_TOLERANCE_DB", 0.0)
    with torch.no_grad():
        small_model.decoder.head.bias += 0.1
    with pytest.raises(ExportError, match="float16"):
        export(small_model, good_pictures, folder)
    assert content() == before


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


@pytest.mark.parametrize("norm", ["instance", "batch"])
def test_a_model_of_a_study_is_listed_as_one(norm, good_pictures, tmp_path):
    """At most 3 MB with its encoder, and with the receipt that the app checks itself by."""
    model = LiteVAE(Config(decoder_norm=norm, decoder_widths=(64, 48, 32), decoder_blocks=(2, 2, 2)))
    about = replace(ABOUT, study="norms")
    entry, _ = export_model(model.encoder, model.decoder, 12, about, tmp_path, good_pictures, good_pictures, "test set")
    assert entry["study"] == "norms" and entry["encoder"]["bytes"] + entry["decoder"]["bytes"] < 3e6
    assert (tmp_path / entry["parity"]["file"]).exists()
    assert ("receptiveField" in entry["decoder"]) == (norm == "batch")


def test_group_norm_exports(good_pictures, tmp_path):
    model = LiteVAE(Config(norm="group", downsample="average", **NARROW))
    entry, _ = export(model, good_pictures, tmp_path)
    assert "receptiveField" not in entry["encoder"] and entry["decoder"]["receptiveField"] > 0
    assert entry["encoder"]["activations"]["peak"] > entry["encoder"]["activations"]["largest"] > 0


@pytest.mark.parametrize("norm", ["group", "smc"])
def test_the_papers_decoder_exports(norm, good_pictures, tmp_path, monkeypatch):
    monkeypatch.setattr(baseline, "WIDTHS", (32, 32, 32, 32))
    model = LiteVAE(Config(decoder="sd", decoder_norm=norm))
    about = dataclasses.replace(ABOUT, output="image")
    entry, _ = export_model(model.encoder, model.decoder, 12, about, tmp_path, good_pictures, good_pictures, "test set")
    assert entry["decoder"]["output"] == "image" and "parity" not in entry
    picture = read_picture(sorted(good_pictures.iterdir())[0])[:61, :43]
    difference = OnnxModel(tmp_path, entry)(picture).astype(int) - TorchModel(model)(picture).astype(int)
    assert np.abs(difference).max() <= 2


def test_committed_tiny_model_is_what_the_code_writes(tmp_path):
    fixtures = ROOT / "e2e" / "fixtures"
    golden_models.write_tiny_model(tmp_path)
    manifest = json.loads((fixtures / "tiny-f8c12" / "manifest.json").read_text())
    new = json.loads((tmp_path / "manifest.json").read_text())
    # The receipt is written afterwards, by goldens.py.
    assert new["models"][0].keys() | {"parity"} == manifest["models"][0].keys()
    for net in ("encoder", "decoder"):
        file = fixtures / "tiny-f8c12" / manifest["models"][0][net]["file"]
        assert hashlib.sha256(file.read_bytes()).hexdigest() == manifest["models"][0][net]["sha256"]
        weights = [onnx.load(str(path)).graph.initializer for path in (file, tmp_path / f"{net}.onnx")]
        assert [t.raw_data for t in weights[0]] == [t.raw_data for t in weights[1]]
    assert sum(p.stat().st_size for p in tmp_path.iterdir()) < 80_000


@pytest.mark.parametrize("manifest_file", [ROOT / "e2e/fixtures/tiny-f8c12/manifest.json",
                                           ROOT / "public/models/manifest.json"], ids=["tiny", "default"])
def test_committed_parity_files_are_what_pytorch_computes(tmp_path, manifest_file):
    """Fails when weights change and goldens.py was not run again."""
    copy = tmp_path / "models"
    shutil.copytree(manifest_file.parent, copy)
    parity.write_parity(copy / "manifest.json")
    for entry in json.loads(manifest_file.read_text())["models"]:
        old, new = (read_parity(folder / entry["parity"]["file"]) for folder in (manifest_file.parent, copy))
        assert old.keys() == new.keys()
        for name, value in new.items():
            assert np.abs(old[name] - value).max() < 1e-4 * max(1, np.abs(value).max()), name


def read_parity(path):
    content = path.read_bytes()
    length = int.from_bytes(content[:8], "little")
    header = json.loads(content[8:8 + length])
    header.pop("__metadata__")
    return {name: np.frombuffer(content[8 + length:], "<f4", (end - start) // 4, start)
            for name, entry in header.items() for start, end in [entry["data_offsets"]]}


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


def test_published_weights_become_trainable_again(small_model, good_pictures, tmp_path):
    for conv in (m for m in small_model.modules() if isinstance(m, SelfModulatedConv)):
        torch.nn.init.uniform_(conv.s, 0.5, 2)  # folding takes it into the filters
        torch.nn.init.constant_(conv.g, 1.7)
    for pool in small_model.encoder.pool:  # torch's exporter stores equal tensors once, and untrained biases are equal
        torch.nn.init.normal_(pool.conv.bias, std=0.1)
    export(small_model, good_pictures, tmp_path)
    again = load_weights(tmp_path / ABOUT.id, small_model.config)
    picture = read_picture(next(good_pictures.iterdir()))
    assert metrics.psnr(TorchModel(again)(picture), OnnxModel(tmp_path, json.loads(
        (tmp_path / "manifest.json").read_text())["models"][0])(picture)) > 60
    latent = torch.randn(1, 12, 4, 4)
    with torch.no_grad():
        assert torch.allclose(again.decoder(latent), small_model.decoder(latent), atol=5e-3)
    again.decode(latent).square().mean().backward()
    assert all(m.w.grad.abs().max() > 0 for m in again.decoder.modules() if isinstance(m, SelfModulatedConv))
    with pytest.raises(ValueError, match="does not fit"):
        load_weights(tmp_path / ABOUT.id, Config())


def test_split_upsampling_is_the_same_function():
    torch.manual_seed(3)
    net = torch.nn.Sequential(torch.nn.Upsample(scale_factor=2, mode="nearest"), torch.nn.Conv2d(5, 7, 3, padding=1))
    weight, x = net[1].weight.detach().clone(), torch.randn(2, 5, 6, 9)
    with torch.no_grad():
        expected = net(x)
        found = split_upsampling(net)(x)
    assert isinstance(net[1], UpsampledConv) and isinstance(net[0], torch.nn.Identity)
    assert torch.allclose(found, expected, atol=1e-5)
    assert torch.allclose(joined(list(net[1].kernels)), weight, atol=1e-6)


def test_exported_decoder_never_convolves_repeated_values(small_model, good_pictures, tmp_path):
    entry, _ = export(small_model, good_pictures, tmp_path)
    nodes = [node.op_type for node in onnx.load(tmp_path / entry["decoder"]["file"]).graph.node]
    assert nodes.count("DepthToSpace") == 2 and "Resize" not in nodes and "Pad" not in nodes
