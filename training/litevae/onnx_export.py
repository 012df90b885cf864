"""PyTorch modules to the app's ONNX files: float32 in and out, weights stored as float16, dynamic height and width."""

import hashlib
import io
import json
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from .graph_sizes import name_sizes
from .model import LOGVAR_RANGE

OPSET = 17
FREE = 3e38  # a bound that no finite float32 meets; shaders need not know infinity


class Moments(nn.Module):
    """An encoder whose log-variance leaves clamped: [N,2*nz,H/8,W/8], mean first."""

    def __init__(self, encoder: nn.Module) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, bands1: Tensor, bands2: Tensor, bands3: Tensor) -> Tensor:
        moments = self.encoder(bands1, bands2, bands3)
        # Bounds by channel, since cutting the two apart costs twice the operators, and shapes worked out in each run.
        low, high = torch.tensor([[-FREE, LOGVAR_RANGE[0]], [FREE, LOGVAR_RANGE[1]]]).repeat_interleave(
            int(moments.shape[1]) // 2, dim=1)[:, None, :, None, None]
        return torch.minimum(torch.maximum(moments, low), high)


def round_to_half(module: nn.Module) -> nn.Module:
    """Rounds, in place, every parameter to what the stored float16 will be."""
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(parameter.half().float())
    return module


def store_as_half(model: onnx.ModelProto) -> onnx.ModelProto:
    """Every float32 initializer becomes float16 and a Cast back, so arithmetic stays float32 and files halve."""
    graph, casts, kept = model.graph, [], []
    for tensor in graph.initializer:
        values = numpy_helper.to_array(tensor)
        if tensor.data_type != TensorProto.FLOAT or values.ndim == 0:
            kept.append(tensor)
            continue
        half = values.astype(np.float16)
        if not np.isfinite(half).all():
            raise ValueError(f"{tensor.name} does not fit float16: largest value {np.abs(values).max():g}")
        kept.append(numpy_helper.from_array(half, f"{tensor.name}_half"))
        casts.append(helper.make_node("Cast", [f"{tensor.name}_half"], [tensor.name], to=TensorProto.FLOAT))
    del graph.initializer[:]
    graph.initializer.extend(kept)
    nodes = list(graph.node)
    del graph.node[:]
    graph.node.extend(casts + nodes)
    onnx.checker.check_model(model, full_check=True)
    return model


def traced(module: nn.Module, example: tuple[Tensor, ...], inputs: list[str], output: str, axes: dict[str, dict[int, str]],
           opset: int = OPSET) -> onnx.ModelProto:
    """The graph of one net. `axes` names the open axes of inputs and output."""
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its age: the new exporter has no opset 17; and of every size that it reads
        torch.onnx.export(module.eval(), example, buffer, opset_version=opset, dynamo=False, input_names=inputs,
                          output_names=[output], dynamic_axes=axes)
    return onnx.load_from_string(buffer.getvalue())


def positive_axes(model: onnx.ModelProto) -> onnx.ModelProto:
    """In place: torch writes movedim(-1, 1) with an axis below zero, which ONNX does not have."""
    for node in model.graph.node:
        for attribute in (a for a in node.attribute if node.op_type == "Transpose" and a.name == "perm"):
            attribute.ints[:] = [axis % len(attribute.ints) for axis in attribute.ints]
    return model


def export_graph(module: nn.Module, example: tuple[Tensor, ...], inputs: dict[str, int], output: str, scale: int,
            path: Path, half: bool = True) -> dict:
    """Writes one net. `inputs` maps a name to the divisor of its height and width, `scale` is the output's.

    With `half` weights are stored as float16, else as float32.
    """
    axes = {name: {2: f"h{divisor}", 3: f"w{divisor}"} for name, divisor in [*inputs.items(), (output, scale)]}
    model = positive_axes(traced(module, example, list(inputs), output, axes))
    model = name_sizes(store_as_half(model) if half else model)
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, path)
    return describe(path)


def describe(path: Path) -> dict:
    """bytes and sha256, as the manifest states them."""
    content = path.read_bytes()
    return {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def session(model: Path | bytes, threads: int = 0) -> ort.InferenceSession:
    """onnxruntime on the CPU; its threads sleep instead of spinning, for machines that do other work too."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    source = model if isinstance(model, bytes) else str(model)
    return ort.InferenceSession(source, options, providers=["CPUExecutionProvider"])


def export_encoder(encoder: nn.Module, path: Path) -> dict:
    example = tuple(torch.zeros(1, 12, 64 // f, 64 // f) for f in (2, 4, 8))
    return export_graph(Moments(encoder), example, {"bands1": 2, "bands2": 4, "bands3": 8}, "moments", 8, path)


def export_decoder(decoder: nn.Module, latent_channels: int, output: str, path: Path) -> dict:
    """`output` is "coefficients" (half the picture's size) or "image"."""
    scale = 2 if output == "coefficients" else 1
    return export_graph(decoder, (torch.zeros(1, latent_channels, 8, 8),), {"latent": 8}, output, scale, path)


def write_json(value: dict, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=1, allow_nan=False) + "\n")
