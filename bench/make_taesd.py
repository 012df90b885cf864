"""Writes bench/models: networks with TAESD's architecture and seeded weights, to compare the speed of LiteVAE with.

TAESD (Ollin Boer Bohan, https://github.com/madebyollin/taesd) is the common small autoencoder of 4 latent channels and
downscale 8: 3x3 convolutions of 64 channels, residual blocks with ReLU, stride-2 convolutions down, nearest x2 up. Speed does
not depend on the values of the weights, so they are random ones that keep activations near 1, and no weight of TAESD is here.
Stored as LiteVAE's are: float16 weights with a Cast to float32, opset 17, dynamic height and width.

Run it with the environment of training/: training/.venv/bin/python bench/make_taesd.py
"""

import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

FOLDER = Path(__file__).parent / "models"
WIDTH = 64
LATENT = 4
STAGES = 3
BLOCKS = 3
OPSET = 17
IR_VERSION = 8
SEED = 20231
# Of the published networks; a mistake in the structure would show here.
PARAMETERS = {"encoder": 1_222_532, "decoder": 1_222_531}


class Graph:
    """Collects nodes; every method takes and returns the name of a tensor."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        self.casts, self.nodes, self.initializers = [], [], []
        self.parameters = 0

    def add(self, op: str, *inputs: str, output: str | None = None, **attributes) -> str:
        name = output or f"{op.lower()}{len(self.nodes)}"
        self.nodes.append(helper.make_node(op, list(inputs), [name], **attributes))
        return name

    def weight(self, shape: tuple[int, ...], spread: float) -> str:
        """Normal values of standard deviation `spread`, as float16 in the file and float32 in the graph."""
        name = f"weight{len(self.initializers)}"
        values = (self.random.standard_normal(shape) * spread).astype(np.float16)
        self.initializers.append(numpy_helper.from_array(values, f"{name}_half"))
        self.casts.append(helper.make_node("Cast", [f"{name}_half"], [name], to=TensorProto.FLOAT))
        self.parameters += values.size
        return name

    def constant(self, values: np.ndarray) -> str:
        name = f"constant{len(self.initializers)}"
        self.initializers.append(numpy_helper.from_array(values, name))
        return name

    def conv(self, x: str, inputs: int, outputs: int, *, gain: float = 2.0, bias: bool = True, stride: int = 1,
             output: str | None = None) -> str:
        parts = [x, self.weight((outputs, inputs, 3, 3), (gain / (9 * inputs)) ** 0.5)]
        if bias:
            parts.append(self.weight((outputs,), 0.01))
        return self.add("Conv", *parts, output=output, kernel_shape=[3, 3], pads=[1, 1, 1, 1], strides=[stride, stride])

    def block(self, x: str) -> str:
        """Three convolutions with ReLU between, plus x, then ReLU. The small last gain keeps ten blocks in range."""
        y = self.add("Relu", self.conv(x, WIDTH, WIDTH))
        y = self.add("Relu", self.conv(y, WIDTH, WIDTH))
        return self.add("Relu", self.add("Add", self.conv(y, WIDTH, WIDTH, gain=0.1), x))

    def blocks(self, x: str, count: int) -> str:
        for _ in range(count):
            x = self.block(x)
        return x

    def model(self, name: str, source: str, source_shape: list, target: str, target_shape: list) -> onnx.ModelProto:
        graph = helper.make_graph(
            self.casts + self.nodes, f"taesd-{name}",
            [helper.make_tensor_value_info(source, TensorProto.FLOAT, source_shape)],
            [helper.make_tensor_value_info(target, TensorProto.FLOAT, target_shape)],
            self.initializers)
        model = helper.make_model(graph, producer_name="bench/make_taesd.py", ir_version=IR_VERSION,
                                  opset_imports=[helper.make_opsetid("", OPSET)])
        onnx.checker.check_model(model, full_check=True)
        assert self.parameters == PARAMETERS[name], (name, self.parameters)
        return model


def encoder() -> onnx.ModelProto:
    graph = Graph(SEED)
    x = graph.block(graph.conv("image", 3, WIDTH))
    for _ in range(STAGES):
        x = graph.blocks(graph.conv(x, WIDTH, WIDTH, bias=False, stride=2), BLOCKS)
    graph.conv(x, WIDTH, LATENT, output="latent")
    return graph.model("encoder", "image", [1, 3, "h", "w"], "latent", [1, LATENT, "h8", "w8"])


def decoder() -> onnx.ModelProto:
    graph = Graph(SEED + 1)
    three = graph.constant(np.float32(3))
    twice = graph.constant(np.array([1, 1, 2, 2], np.float32))
    # A soft clamp of the latent: 3 tanh(x / 3).
    x = graph.add("Mul", graph.add("Tanh", graph.add("Div", "latent", three)), three)
    x = graph.add("Relu", graph.conv(x, LATENT, WIDTH))
    for _ in range(STAGES):
        x = graph.blocks(x, BLOCKS)
        x = graph.add("Resize", x, "", twice, mode="nearest", nearest_mode="floor",
                      coordinate_transformation_mode="asymmetric")
        x = graph.conv(x, WIDTH, WIDTH, bias=False)
    graph.conv(graph.block(x), WIDTH, 3, output="image")
    return graph.model("decoder", "latent", [1, LATENT, "h8", "w8"], "image", [1, 3, "h", "w"])


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    index = {}
    for name, model in (("encoder", encoder()), ("decoder", decoder())):
        path = FOLDER / f"taesd-{name}.onnx"
        onnx.save(model, path)
        content = path.read_bytes()
        index[name] = {"file": path.name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest(),
                       "parameters": PARAMETERS[name]}
    (FOLDER / "taesd.json").write_text(json.dumps(index, indent=1) + "\n")
    print(json.dumps(index, indent=1))


if __name__ == "__main__":
    main()
