"""Trainable weights out of the app's ONNX files, so that training goes on from what is published.

Folding multiplied every self-modulated filter by one gain of its layer over the filter's own length, so all filters
of a folded layer have that length in common: it is the gain, the filter's direction is the parameter, and the
modulation of input channels, which folding took in, starts again at 1. Only float16 rounding separates the two.
"""

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from .model import Config, LiteVAE, SelfModulatedConv
from .upsampling import joined

# Filters of trained layers are about this long; AdamW's steps are absolute, so their length is its angular rate.
FILTER_LENGTH = 2.0


def initializers(path: Path, prefix: str) -> dict[str, Tensor]:
    """Parameter name below `prefix` -> float32 tensor, of one exported net."""
    found = {}
    for tensor in onnx.load(path).graph.initializer:
        name = tensor.name.removesuffix("_half").removeprefix(prefix)
        found[prefix + name] = torch.from_numpy(numpy_helper.to_array(tensor).astype(np.float32))
    for conv in [name.removesuffix(".kernels.0") for name in found if name.endswith(".kernels.0")]:
        found[f"{conv}.weight"] = joined([found.pop(f"{conv}.kernels.{k}") for k in range(4)])
    return found


def unfold(conv: SelfModulatedConv, weight: Tensor, bias: Tensor) -> None:
    """Sets `conv` so that its folded form has this weight and bias."""
    lengths = weight.flatten(1).norm(dim=1)
    gain = lengths.mean()
    if not torch.allclose(lengths, gain.expand_as(lengths), rtol=1e-2):
        raise ValueError("filters of unequal length: not a folded self-modulated convolution")
    with torch.no_grad():
        conv.w.copy_(weight * (FILTER_LENGTH / lengths)[:, None, None, None])
        conv.s.fill_(1)
        conv.g.copy_(gain)
        conv.b.copy_(bias)


def load_net(net: nn.Module, file: Path, prefix: str) -> None:
    """Fills `net` from one ONNX file of this exporter. Raises ValueError where they do not fit."""
    arrays = initializers(file, prefix)
    modulated = {prefix + name: m for name, m in net.named_modules() if isinstance(m, SelfModulatedConv)}
    wanted = {f"{name}.{part}" for name in modulated for part in ("weight", "bias")}
    plain = {prefix + name: p for name, p in net.named_parameters() if (prefix + name).rpartition(".")[0] not in modulated}
    wanted |= plain.keys()
    # Constants of the graph, such as the limits of the log-variance, are no parameters.
    missing = sorted(wanted - arrays.keys())
    unknown = sorted(name for name in arrays.keys() - wanted if arrays[name].ndim > 1)
    if missing or unknown:
        raise ValueError(f"missing {missing[:5]}, unknown {unknown[:5]}")
    try:
        for name, conv in modulated.items():
            unfold(conv, arrays[f"{name}.weight"], arrays[f"{name}.bias"])
        with torch.no_grad():
            for name, parameter in plain.items():
                parameter.copy_(arrays[name])
    except (RuntimeError, ValueError) as error:
        raise ValueError(f"{name}: {error}") from error


def load_published(folder: str | Path, config: Config, nets: tuple[str, ...] = ("encoder", "decoder")) -> LiteVAE:
    """A model of `config` whose `nets` are those of folder/*.onnx. Raises ValueError where they do not fit."""
    model = LiteVAE(config)
    for net in nets:
        try:
            load_net(getattr(model, net), Path(folder) / f"{net}.onnx", f"{net}.")
        except ValueError as error:
            raise ValueError(f"{folder} does not fit {config}: {error}") from error
    return model
