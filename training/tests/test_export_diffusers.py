"""Autoencoders of diffusers, of small random weights on disk, through the export command's code and its checks."""

import json
import os
import subprocess
import sys
from pathlib import Path

import diffusers
import numpy as np
import onnx
import pytest
import torch

import check_model
from litevae import diffusers_package
from litevae.data import read_picture, to_tensor
from litevae.diffusers_nets import encoded, load, networks_of
from litevae.diffusers_package import Said, export_autoencoder
from litevae.evaluator import OnnxModel
from litevae.onnx_export import session
from litevae.package import ExportError
from litevae.receipt import natural_picture

TRAINING = Path(__file__).resolve().parents[1]
WIDTHS = (8, 8, 8, 16)
KL = {"block_out_channels": WIDTHS, "norm_num_groups": 4}
BLOCKS = {"down_block_types": ("DownEncoderBlock2D",) * 4, "up_block_types": ("UpDecoderBlock2D",) * 4}
DC_BLOCKS = ("ResBlock",) * 4 + ("EfficientViTBlock",) * 2
DC = {f"{net}_{key}": value for net in ("encoder", "decoder")
      for key, value in {"block_types": DC_BLOCKS, "block_out_channels": (8, 8, 8, 8, 16, 16),
                         "layers_per_block": (1,) * 6}.items()}
SPREAD = {"latents_mean": [0.5, -0.25, 0, 1], "latents_std": [2, 4, 1, 0.5]}
# Class and configuration, output, channels of the latent, downscale, scale and shift.
MADE = {
    "kl": ("AutoencoderKL", KL | BLOCKS | {"shift_factor": 0.0609, "scaling_factor": 1.5305}, "moments", 4, 8, 1.5305, 0.0609),
    "kl-per-channel": ("AutoencoderKL", KL | BLOCKS | SPREAD | {"scaling_factor": 0.5}, "moments", 4, 8,
                       [0.25, 0.125, 0.5, 1.0], SPREAD["latents_mean"]),
    "tiny": ("AutoencoderTiny", {"encoder_block_out_channels": (8,) * 4, "decoder_block_out_channels": (8,) * 4},
             "latent", 4, 8, 1.0, 0.0),
    "asymmetric": ("AsymmetricAutoencoderKL", {"down_block_out_channels": WIDTHS, "up_block_out_channels": WIDTHS,
                                               "norm_num_groups": 4} | BLOCKS, "moments", 4, 8, 0.18215, 0.0),
    "dc": ("AutoencoderDC", DC | {"latent_channels": 8, "attention_head_dim": 8, "scaling_factor": 0.41407},
           "latent", 8, 32, 0.41407, 0.0),
    "vq": ("VQModel", KL | BLOCKS | {"latent_channels": 3, "num_vq_embeddings": 64}, "latent", 3, 8, 0.18215, 0.0),
    "flux2": ("AutoencoderKLFlux2", KL | {"latent_channels": 8, "layers_per_block": 1}, "moments", 8, 8, 1.0, 0.0),
    "wan": ("AutoencoderKLWan", {"base_dim": 8, "num_res_blocks": 1, "z_dim": 4} | SPREAD, "moments", 4, 8,
            [0.5, 0.25, 1.0, 2.0], SPREAD["latents_mean"]),
    "wan2.2": ("AutoencoderKLWan", {"base_dim": 8, "num_res_blocks": 1, "z_dim": 4, "is_residual": True, "patch_size": 2,
                                    "in_channels": 12, "out_channels": 12, "scale_factor_spatial": 16} | SPREAD,
               "moments", 4, 16, [0.5, 0.25, 1.0, 2.0], SPREAD["latents_mean"]),
    "qwen": ("AutoencoderKLQwenImage", {"base_dim": 8, "num_res_blocks": 1, "z_dim": 4} | SPREAD, "moments", 4, 8,
             [0.5, 0.25, 1.0, 2.0], SPREAD["latents_mean"]),
    "cosmos": ("AutoencoderKLCosmos", {"encoder_block_out_channels": (8,) * 4, "decode_block_out_channels": (8,) * 4,
                                       "num_layers": 1, "resolution": 256, "latent_channels": 2, "latents_mean": [0.5, 9, -1, 9],
                                       "latents_std": [2, 9, 4, 9]}, "latent", 2, 8, [0.5, 0.25], [0.5, -1.0]),
}
SAID = Said("My autoencoder", "nothing", "none")


def saved(name: str, folder: Path) -> Path:
    """A folder as save_pretrained writes it; norms and biases are moved off their first values, so that each counts."""
    class_name, config, *_ = MADE[name]
    vae = getattr(diffusers, class_name)(**config)
    with torch.no_grad():
        for parameter in vae.parameters():
            if parameter.ndim == 1:
                parameter.add_(0.1 * torch.randn_like(parameter))
    if class_name == "AutoencoderKLFlux2":
        vae.bn.running_mean.copy_(torch.randn(32))
        vae.bn.running_var.copy_(torch.rand(32) + 0.5)
    vae.save_pretrained(folder / name)
    return folder / name


@pytest.fixture(autouse=True)
def small_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diffusers_package, "SIDE", 64)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")


@pytest.mark.parametrize("name", MADE)
def test_every_class_gives_files_that_compute_what_pytorch_does(name, tmp_path):
    _, _, output, channels, downscale, scale, shift = MADE[name]
    vae = load(str(saved(name, tmp_path)))
    out = tmp_path / "out"
    # Video classes also with rounded weights: theirs are sums of the class's own, so that rounding comes last.
    entry = export_autoencoder(vae, SAID, out, half=name in ("tiny", "cosmos"))
    assert json.loads((out / "manifest.json").read_text())["models"] == [entry]
    assert (entry["encoder"]["output"], entry["latentChannels"], entry["downscale"]) == (output, channels, downscale)
    latent = entry["latent"]
    assert latent["scale"] == pytest.approx(scale, abs=1e-6) and latent["shift"] == pytest.approx(shift, abs=1e-6)
    assert len(latent["mean"]) == len(latent["std"]) == channels and np.shape(latent["pca"]) == (3, channels)
    assert (entry["encoder"].get("global") is None) == (name == "tiny")  # all others norm or attend over the whole picture
    assert ("receptiveField" in entry["decoder"]) == (name == "tiny")
    # Once more by itself, at a size that no check has had, from an 8-bit picture.
    picture = natural_picture(7 * downscale, 5 * downscale)
    mean = OnnxModel(out, entry).mean(picture)
    with torch.no_grad():
        wanted = encoded(vae, to_tensor(picture))[:, :channels].numpy()
    assert np.abs(mean - wanted).max() < (2e-2 if name in ("tiny", "cosmos") else 1e-4) * np.abs(wanted).max()
    for net in ("encoder", "decoder"):
        graph = onnx.load(out / f"{net}.onnx").graph
        assert not {node.op_type for node in graph.node} & {"RandomNormal", "RandomNormalLike", "If", "Loop"}
        assert all(len(kernel.dims) < 5 for kernel in graph.initializer), "a convolution in time is left"


def test_what_the_app_does_not_run_is_refused(tmp_path):
    three = {"block_out_channels": (8, 8, 16), "down_block_types": ("DownEncoderBlock2D",) * 3,
             "up_block_types": ("UpDecoderBlock2D",) * 3, "norm_num_groups": 4}
    with pytest.raises(ExportError, match="4 times smaller"):
        export_autoencoder(diffusers.VQModel(**three).eval(), SAID, tmp_path / "out")
    with pytest.raises(ExportError, match="--packed is for AutoencoderKLFlux2"):
        export_autoencoder(load(str(saved("tiny", tmp_path))), SAID, tmp_path / "out", packed=True)
    assert not (tmp_path / "out").exists()


def test_packed_flux2_has_the_statistics_of_its_batch_norm(tmp_path):
    vae = load(str(saved("flux2", tmp_path)))
    entry = export_autoencoder(vae, SAID, tmp_path / "out", packed=True)
    assert (entry["latentChannels"], entry["downscale"], entry["multiple"]) == (32, 16, 16)
    assert entry["latent"]["shift"] == pytest.approx(vae.bn.running_mean.tolist(), abs=1e-5)
    picture = to_tensor(natural_picture(64, 96))
    moments = session(tmp_path / "out" / "encoder.onnx").run(None, {"image": picture.numpy()})[0]
    with torch.no_grad():
        mean = vae.encode(picture).latent_dist.mean
    # As the pipeline of FLUX.2 packs and norms it.
    packed = mean.view(1, 8, 6, 2, 4, 2).permute(0, 1, 3, 5, 2, 4).reshape(1, 32, 6, 4)
    wanted = vae.bn(packed)
    scale, shift = (np.reshape(entry["latent"][key], (1, -1, 1, 1)) for key in ("scale", "shift"))
    assert np.allclose((moments[:, :32] - shift) * scale, wanted.detach().numpy(), atol=1e-4)


def test_half_weights_are_stored_so_and_cost_little(tmp_path):
    vae = load(str(saved("kl", tmp_path)))
    sizes = {}
    for half in (False, True):
        entry = export_autoencoder(vae, SAID, tmp_path / f"out{half}", half)
        sizes[half] = entry["decoder"]["bytes"]
        assert entry.get("weights") == (None if half else "fp32")
    assert sizes[True] < sizes[False]
    graph = onnx.load(tmp_path / "outTrue" / "decoder.onnx").graph
    assert {t.data_type for t in graph.initializer if t.dims} <= {onnx.TensorProto.FLOAT16, onnx.TensorProto.INT64}
    assert {value.type.tensor_type.elem_type for value in [*graph.input, *graph.output]} == {onnx.TensorProto.FLOAT}


def test_pictures_of_ones_own_are_measured_and_named(tmp_path, good_pictures, capsys):
    vae = load(str(saved("tiny", tmp_path)))
    entry = export_autoencoder(vae, SAID, tmp_path / "out", calibration=good_pictures)
    assert entry["quality"]["set"] == "good" and "4 pictures of" in capsys.readouterr().out
    other = export_autoencoder(vae, SAID, tmp_path / "other")
    assert "quality" not in other and "generated pictures" in capsys.readouterr().out
    assert entry["latent"]["mean"] != other["latent"]["mean"]
    assert entry["encoder"]["sha256"] == other["encoder"]["sha256"]


def test_check_model_finds_the_same_with_a_manifest_and_without(tmp_path, good_pictures):
    out = tmp_path / "out"
    entry = export_autoencoder(load(str(saved("tiny", tmp_path))), SAID, out)
    from_manifest = check_model.entry_of(out, False)
    (out / "manifest.json").unlink()
    from_graphs = check_model.entry_of(out, False)
    assert from_manifest == entry and from_graphs["downscale"] == 8
    picture = read_picture(next(good_pictures.iterdir()))
    models = [OnnxModel(out, each) for each in (from_manifest, from_graphs, check_model.entry_of(out, True))]
    pictures = [model(picture) for model in models]
    assert pictures[0].shape == picture.shape
    assert np.array_equal(pictures[0], pictures[1]) and not np.array_equal(pictures[0], pictures[2])


def test_nothing_is_written_when_a_check_fails(tmp_path, monkeypatch):
    vae = load(str(saved("tiny", tmp_path)))
    out = tmp_path / "out"
    wrong = networks_of(vae)
    plain = wrong.encode
    wrong.encode = lambda picture: plain(picture) * 1.01
    monkeypatch.setattr(diffusers_package, "networks_of", lambda *_: wrong)
    with pytest.raises(ExportError, match="differs from PyTorch"):
        export_autoencoder(vae, SAID, out)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["tiny"]


def test_a_consistency_decoder_is_left_out_and_says_so(tmp_path):
    small = {"encoder_block_out_channels": (8, 8, 8, 16), "encoder_down_block_types": ("DownEncoderBlock2D",) * 4,
             "encoder_layers_per_block": 1, "encoder_norm_num_groups": 4, "decoder_block_out_channels": (8, 16),
             "decoder_down_block_types": ("ResnetDownsampleBlock2D",) * 2, "decoder_layers_per_block": 1,
             "decoder_up_block_types": ("ResnetUpsampleBlock2D",) * 2, "decoder_norm_num_groups": 4}
    vae = diffusers.ConsistencyDecoderVAE(**small).eval()
    out = tmp_path / "out"
    entry = export_autoencoder(vae, SAID, out)
    assert "decoder" not in entry and "draws noise" in entry["summary"]
    assert sorted(path.name for path in out.iterdir()) == ["encoder.onnx", "manifest.json"]


@pytest.mark.parametrize("source, says", [
    ("missing/folder/x", "no folder missing/folder/x"), ("{tmp}/empty", "has no config.json"),
    ("{tmp}/a.safetensors", "is a file"), ("{tmp}/other", "This command knows AutoencoderKL"),
])
def test_what_cannot_be_loaded_gets_a_sentence(source, says, tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "config.json").write_text(json.dumps({"_class_name": "UNet2DModel"}))
    (tmp_path / "a.safetensors").write_bytes(b"weights")
    with pytest.raises(ExportError, match=says):
        load(source.format(tmp=tmp_path))


def test_without_diffusers_the_command_that_installs_it_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "diffusers", None)
    with pytest.raises(ExportError, match="pip install diffusers=="):
        load("some/where")


def test_the_command_takes_a_pipeline_folder_and_never_asks_the_network(tmp_path):
    saved("tiny", tmp_path / "pipeline")
    (tmp_path / "pipeline" / "tiny").rename(tmp_path / "pipeline" / "vae")
    # A proxy that does not answer: whatever were asked of a network would fail.
    nowhere = {**os.environ, "HF_HUB_OFFLINE": "0", "OMP_NUM_THREADS": "1", "HTTPS_PROXY": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9"}
    out = tmp_path / "out"
    done = subprocess.run([sys.executable, "export_diffusers.py", str(tmp_path / "pipeline"), "--out", str(out), "--fp16"],
                          cwd=TRAINING, env=nowhere, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert "4 channels at 1/8" in done.stdout
    written = sorted(path.name for path in out.iterdir())
    assert written == ["decoder.onnx", "encoder.onnx", "manifest.json", "parity.safetensors"]
