"""What is read off a graph, against what is measured on the network itself."""

from pathlib import Path

import onnx
import pytest
import torch
from torch import Tensor, nn

from fixtures.tiny_group import write_group
from litevae.graph_facts import activation_bytes, has_named_sizes, receptive_field, tiling_facts
from litevae.model import Config, LiteVAE, fold
from litevae.onnx_export import export_decoder, export_encoder
from litevae.upsampling import split_upsampling

from conftest import NARROW


def extent(net, x: Tensor, divisor: int, out_divisor: int) -> int:
    """Receptive field in picture pixels: 1 + twice the farthest distance, rounded up to whole cells of the input.

    net(x) has cells out_divisor pixels wide, x cells of divisor pixels. The gradient of one output column in the
    middle says which input columns reach it; the strip x is wide and low, since both directions are alike.
    """
    x = x.requires_grad_()
    y = net(x)
    middle = y.shape[-1] // 2
    (gradient,) = torch.autograd.grad(y[..., middle].sum(), x)
    cells = gradient.abs().sum((0, 1, 2)).nonzero().flatten()
    if cells[0] == 0 or cells[-1] == x.shape[-1] - 1:
        raise ValueError(f"a field of {x.shape[-1]} cells is too small to measure this net")
    left = middle * out_divisor - int(cells[0]) * divisor
    right = (int(cells[-1]) + 1) * divisor - (middle + 1) * out_divisor
    return 2 * max(left, right) + 1


def encoder_receptive_field(encoder: nn.Module, cells: int = 160) -> int:
    """The widest over the three inputs. `cells` is the width of the strip at 1/8."""
    encoder = encoder.double()
    strips = [torch.randn(1, 12, f, f * cells, dtype=torch.float64) for f in (4, 2, 1)]
    field = 0
    for level in (1, 2, 3):
        def net(x: Tensor) -> Tensor:
            return encoder(*(x if k == level else strip for k, strip in enumerate(strips, start=1)))
        field = max(field, extent(net, strips[level - 1].clone(), 2**level, 8))
    encoder.float()
    return field


def decoder_receptive_field(decoder: nn.Module, latent_channels: int, output: str) -> int:
    strip = torch.randn(1, latent_channels, 1, 64, dtype=torch.float64)
    field = extent(decoder.double(), strip, 8, 2 if output == "coefficients" else 1)
    decoder.float()
    return field


def conv(inputs: int, outputs: int, kernel: int = 3, **more) -> nn.Conv2d:
    return nn.Conv2d(inputs, outputs, kernel, **more)


DECODERS = {
    "two convolutions": nn.Sequential(conv(12, 8, padding=1), nn.SiLU(), nn.Upsample(scale_factor=4), conv(8, 12, padding=1)),
    "dilated": nn.Sequential(conv(12, 8, padding=3, dilation=3), nn.Upsample(scale_factor=4), conv(8, 12, padding=1)),
    "transposed": nn.Sequential(nn.ConvTranspose2d(12, 8, 4, stride=4), conv(8, 12, padding=1)),
    "interleaved": nn.Sequential(nn.Upsample(scale_factor=2), conv(12, 8, padding=1), conv(8, 8, padding=1),
                                 nn.Upsample(scale_factor=2), conv(8, 12, padding=1)),
}


@pytest.mark.parametrize("name", DECODERS)
def test_the_field_of_a_graph_is_that_of_its_network(name, tmp_path):
    torch.manual_seed(3)
    net = split_upsampling(DECODERS[name]) if name == "interleaved" else DECODERS[name]
    export_decoder(net, 12, "coefficients", tmp_path / "decoder.onnx")
    assert receptive_field(tmp_path / "decoder.onnx") == decoder_receptive_field(net, 12, "coefficients")


def test_fields_of_the_real_networks(tmp_path):
    """The narrow nets have the layers of the published ones, with fewer channels."""
    model = fold(LiteVAE(Config(**NARROW))).eval()
    decoder = split_upsampling(model.decoder)
    export_encoder(model.encoder, tmp_path / "encoder.onnx")
    export_decoder(decoder, 12, "coefficients", tmp_path / "decoder.onnx")
    assert receptive_field(tmp_path / "encoder.onnx") == encoder_receptive_field(model.encoder) == 961
    assert receptive_field(tmp_path / "decoder.onnx") == decoder_receptive_field(decoder, 12, "coefficients")


def test_group_norms_see_the_whole_picture(tmp_path):
    model = LiteVAE(Config(norm="group", **NARROW)).eval()
    export_encoder(model.encoder, tmp_path / "encoder.onnx")
    assert receptive_field(tmp_path / "encoder.onnx") is None


def test_activations_are_counted_while_they_are_needed(tmp_path):
    """12 -> 8 channels at 1/8, 8 at 1/2 after enlarging; nothing but those two is there at the same time."""
    path = tmp_path / "decoder.onnx"
    export_decoder(DECODERS["two convolutions"], 12, "coefficients", path)
    assert [node.op_type for node in onnx.load(path).graph.node if node.op_type == "Resize"]
    assert activation_bytes(path) == {"peak": 8.5, "largest": 8.0}


def test_named_sizes_are_told_from_unnamed_ones(tmp_path):
    path = tmp_path / "decoder.onnx"
    export_decoder(DECODERS["two convolutions"], 12, "coefficients", path)
    assert has_named_sizes(path) and tiling_facts(path)["activations"]["namedSizes"]
    graph = onnx.load(path)
    del graph.graph.value_info[:]
    onnx.save(graph, path)
    assert not has_named_sizes(path) and "namedSizes" not in tiling_facts(path)["activations"]


def test_the_committed_tiny_model_with_group_norm_is_what_the_code_writes(tmp_path):
    fixtures = Path(__file__).resolve().parents[2] / "e2e" / "fixtures"
    write_group(tmp_path, fixtures / "tiny-f8c12" / "manifest.json")
    for name in ("manifest.json", "encoder.onnx"):
        assert (tmp_path / name).read_bytes() == (fixtures / "tiny-group" / name).read_bytes()
    assert receptive_field(tmp_path / "encoder.onnx") is None
