"""Writes bench/models/sd-decoder.onnx: the decoder of Stable Diffusion's VAE in 0.1 MB, to compare the speed of ours with.

The structure is that of training/litevae/baseline.py, 49,490,179 parameters, with group norms and attention. Its weights
would be 99 MB, and speed does not depend on them, so the graph makes them while it is loaded: pieces of one long row of
sines, scaled as random weights would be. Runtimes work such constants out once. No weight of Stable Diffusion is here.

Run it with the environment of training/: training/.venv/bin/python bench/make_sd_decoder.py
"""

import hashlib
import io
import json
import sys
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

FOLDER = Path(__file__).parent / "models"
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "training"))

from litevae.baseline import SDDecoder  # noqa: E402
from litevae.graph_sizes import name_sizes  # noqa: E402

LATENT = 4
PARAMETERS = 49_490_179
OPSET = 17
# Radians from one value of the row to the next: neighbours are far apart, and float32 still tells them apart.
STEP = 1.7
SMALL = 2048  # values; biases, gains and shapes stay as they are


def exported() -> onnx.ModelProto:
    torch.manual_seed(20231)
    decoder = SDDecoder(LATENT, "group").eval()
    assert sum(p.numel() for p in decoder.parameters()) == PARAMETERS
    buffer = io.BytesIO()
    axes = {"latent": {2: "h8", 3: "w8"}, "image": {2: "h1", 3: "w1"}}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(decoder, (torch.zeros(1, LATENT, 8, 8),), buffer, opset_version=OPSET, dynamo=False,
                          input_names=["latent"], output_names=["image"], dynamic_axes=axes)
    return onnx.load_from_string(buffer.getvalue())


def without_weights(model: onnx.ModelProto) -> onnx.ModelProto:
    """Every large initializer becomes a piece of the row, times a number, in its shape."""
    graph, kept, nodes = model.graph, [], []

    def constant(name: str, values: np.ndarray) -> str:
        kept.append(numpy_helper.from_array(values, name))
        return name

    longest = max(int(np.prod(tensor.dims)) for tensor in graph.initializer)
    places = [constant(f"row/{name}", np.array(value, np.float32))
              for name, value in (("first", 0), ("last", longest), ("one", 1))]
    zero = constant("row/axis", np.array([0], np.int64))
    nodes.append(helper.make_node("Range", places, ["row/places"]))
    nodes.append(helper.make_node("Mul", ["row/places", constant("row/step", np.array(STEP, np.float32))], ["row/angles"]))
    nodes.append(helper.make_node("Sin", ["row/angles"], ["row"]))
    for tensor in graph.initializer:
        count = int(np.prod(tensor.dims))
        if tensor.data_type != TensorProto.FLOAT or count <= SMALL:
            kept.append(tensor)
            continue
        spread = float(numpy_helper.to_array(tensor).std()) * 2**0.5  # a sine has 1 / sqrt(2)
        end = constant(f"{tensor.name}/end", np.array([count], np.int64))
        nodes.append(helper.make_node("Slice", ["row", zero, end], [f"{tensor.name}/piece"]))
        scale = constant(f"{tensor.name}/spread", np.array(spread, np.float32))
        nodes.append(helper.make_node("Mul", [f"{tensor.name}/piece", scale], [f"{tensor.name}/scaled"]))
        shape = constant(f"{tensor.name}/shape", np.array(tensor.dims, np.int64))
        nodes.append(helper.make_node("Reshape", [f"{tensor.name}/scaled", shape], [tensor.name]))
    rest = list(graph.node)
    del graph.node[:], graph.initializer[:]
    graph.node.extend(nodes + rest)
    graph.initializer.extend(kept)
    onnx.checker.check_model(name_sizes(model), full_check=True)
    return model


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / "sd-decoder.onnx"
    onnx.save(without_weights(exported()), path)
    content = path.read_bytes()
    index = {"decoder": {"file": path.name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest(),
                         "parameters": PARAMETERS}}
    (FOLDER / "sd-decoder.json").write_text(json.dumps(index, indent=1) + "\n")
    print(json.dumps(index, indent=1))


if __name__ == "__main__":
    main()
