"""Tiny networks as other people export them: noise inside, an even number of cells, 8-bit weights.

The networks are those of tiny_kinds, so its goldens hold for them: what is around them must not change a value.
"""

import io
import warnings
from pathlib import Path

import onnx
import torch
import torch.nn.functional as F
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from .onnx_export import store_as_half
from .tiny_kinds import CHANNELS, networks, zeros


class Sampled(nn.Module):
    """A picture -> mean + deviation * noise, as pipelines of diffusion models export an encoder."""

    def __init__(self, encoder: nn.Module) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, picture: Tensor) -> Tensor:
        mean, logvar = self.encoder(picture).chunk(2, dim=1)
        return mean + torch.exp(0.5 * logvar) * torch.randn_like(mean)


class Noisy(nn.Module):
    """A decoder with uniform noise around 0 on what it reads: not what the sampling of an encoder looks like."""

    def __init__(self, decoder: nn.Module) -> None:
        super().__init__()
        self.decoder = decoder

    def forward(self, latent: Tensor) -> Tensor:
        return self.decoder(latent + (torch.rand_like(latent) - 0.5))


class Even(nn.Module):
    """Folds cells two by two and unfolds them again: nothing changes, but an odd number of cells has no way through."""

    def __init__(self, network: nn.Module, before: bool) -> None:
        super().__init__()
        self.network, self.before = network, before

    def forward(self, values: Tensor) -> Tensor:
        if self.before:
            values = F.pixel_shuffle(F.pixel_unshuffle(values, 2), 2)
        out = self.network(values)
        return out if self.before else F.pixel_shuffle(F.pixel_unshuffle(out, 2), 2)


def export(module: nn.Module, example: Tensor, source: str, output: str, path: Path) -> None:
    """All axes but the channels are open, and sizes inside have no names."""
    buffer = io.BytesIO()
    axes = {name: {0: "batch", 2: f"{name}_h", 3: f"{name}_w"} for name in (source, output)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(module.eval(), (example,), buffer, opset_version=17, dynamo=False, input_names=[source],
                          output_names=[output], dynamic_axes=axes)
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(store_as_half(onnx.load_from_string(buffer.getvalue())), path)


def write_foreign(folder: Path) -> None:
    """folder: sampled-encoder, noisy-decoder, even-encoder, even-decoder, eight-bit-decoder, all as .onnx."""
    nets = networks()
    picture, latent = zeros(1, 3), zeros(8, CHANNELS)
    export(Sampled(nets["moments-encoder"]), picture, "sample", "latent_sample", folder / "sampled-encoder.onnx")
    export(Noisy(nets["pixels-decoder"]), latent, "latent_sample", "sample", folder / "noisy-decoder.onnx")
    export(Even(nets["moments-encoder"], before=False), picture, "sample", "latent_parameters", folder / "even-encoder.onnx")
    export(Even(nets["pixels-decoder"], before=True), latent, "latent_sample", "sample", folder / "even-decoder.onnx")
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(nets["pixels-decoder"].eval(), (latent,), buffer, opset_version=17, dynamo=False,
                          input_names=["latent_sample"], output_names=["sample"],
                          dynamic_axes={"latent_sample": {2: "h", 3: "w"}, "sample": {2: "H", 3: "W"}})
    quantize_dynamic(onnx.load_from_string(buffer.getvalue()), folder / "eight-bit-decoder.onnx", weight_type=QuantType.QUInt8)
