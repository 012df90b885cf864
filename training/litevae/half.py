"""Exported graphs with float16 arithmetic: the same weights, float32 inputs and outputs, casts at the edges.

By rules on operators, never on names: what is in HALF computes in float16, everything else (clamps, norms,
exponentials, whatever is unknown) stays float32, and so do the last convolution and what only moves or clamps its
values. GPUs add up products in float16, and the sums of that layer are the output: kept in float32, the largest
error of the default decoder is a third, for a hundredth of its work. Narrow layers stay float32, too: without them
the default encoder's mean was nearly twice as far off on a software GPU (docs/benchmarks.md). Weights are stored as
float16 already, so nothing of them is lost.
"""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from .graph_sizes import name_sizes

# Sums of products, products, sums, and what moves values. Their results stay in the range of their operands.
HALF = {"Conv", "ConvTranspose", "Gemm", "MatMul", "Add", "Sub", "Mul", "Sigmoid", "Tanh", "Relu", "LeakyRelu", "Concat",
        "Slice", "Split", "DepthToSpace", "SpaceToDepth", "Resize", "Pad", "AveragePool", "MaxPool", "Reshape",
        "Transpose", "Identity"}
# Back from the outputs, these and the first convolution that is met stay float32.
TAIL = {"Slice", "Split", "Concat", "Clip", "Max", "Min", "Reshape", "Transpose", "Identity"}
SUMS = {"Conv", "ConvTranspose", "Gemm", "MatMul"}
# Inputs that must be float32 in any graph, by position.
ALWAYS_FLOAT = {"Resize": (1, 2)}
# What reads or makes at most so many channels stays float32: a seventh of the default encoder's work.
NARROW = 16


class HalfError(ValueError):
    """The graph has something that these rules do not cover."""


def to_half(model: onnx.ModelProto, narrow: int = NARROW) -> onnx.ModelProto:
    """A new graph with the same inputs and outputs; what has at most `narrow` channels stays float32.

    Raises HalfError for weights or operators that do not fit.
    """
    try:
        return _Conversion(model, narrow).run()
    except (onnx.shape_inference.InferenceError, onnx.checker.ValidationError) as error:
        raise HalfError(f"the graph could not be rewritten: {error}") from error


class _Conversion:
    """Every float tensor may exist twice, as float32 and as float16; a cast is made where a reader needs the other."""

    def __init__(self, model: onnx.ModelProto, narrow: int) -> None:
        self.model = model
        graph = onnx.shape_inference.infer_shapes(model, strict_mode=True).graph
        known = [*graph.input, *graph.output, *graph.value_info]
        self.types = {value.name: value.type.tensor_type.elem_type for value in known}
        self.types |= {tensor.name: tensor.data_type for tensor in graph.initializer}
        self.narrow = {value.name for value in known if 0 < _channels(value) <= narrow}
        self.outputs = {value.name for value in graph.output}
        self.constants = {tensor.name: tensor for tensor in graph.initializer if tensor.data_type == TensorProto.FLOAT}
        self.names: dict[tuple[str, int], str] = {}
        self.nodes: list[onnx.NodeProto] = []
        self.initializers = list(graph.initializer)
        self.tail = self._tail()

    def run(self) -> onnx.ModelProto:
        graph = self.model.graph
        for value in [*graph.input, *graph.initializer]:
            if self._is_float(value.name):
                self.names[value.name, TensorProto.FLOAT] = value.name
        for node in graph.node:
            self._convert(node)
        converted = onnx.ModelProto()
        converted.CopyFrom(self.model)
        del converted.graph.node[:], converted.graph.initializer[:], converted.graph.value_info[:]
        nodes = _used(self.nodes, self.outputs)
        read = {name for node in nodes for name in node.input}
        converted.graph.node.extend(nodes)
        converted.graph.initializer.extend(tensor for tensor in self.initializers if tensor.name in read)
        if self.model.graph.value_info:
            name_sizes(converted)
        onnx.checker.check_model(converted, full_check=True)
        return converted

    def _tail(self) -> set[str]:
        """Outputs of the last convolutions, and of the nodes between them and the graph's outputs."""
        producers = {name: node for node in self.model.graph.node for name in node.output}
        tail, waiting = set(), list(self.outputs)
        while waiting:
            name = waiting.pop()
            node = producers.get(name)
            if node is not None and node.op_type in TAIL | SUMS and name not in tail:
                tail.update(node.output)
                waiting.extend(node.input if node.op_type in TAIL else ())
        return tail

    def _is_float(self, name: str) -> bool:
        return self.types.get(name) == TensorProto.FLOAT

    def _convert(self, node: onnx.NodeProto) -> None:
        for name in [*node.input, *node.output]:
            if name and name not in self.types:
                raise HalfError(f"the type of {name} is unknown: {node.op_type} of '{node.domain}' is not covered")
        if node.op_type == "Constant" and self._is_float(node.output[0]):
            value = next(attribute.t for attribute in node.attribute if attribute.name == "value")
            self.constants[node.output[0]] = value
        half_source = (node.op_type == "Cast" and self.types[node.input[0]] == TensorProto.FLOAT16
                       and self._is_float(node.output[0]))
        if half_source:  # a weight: float16 is what is stored
            self.names[node.output[0], TensorProto.FLOAT16] = node.input[0]
        floats = [name for name in node.output if self._is_float(name)]
        half = (node.op_type in HALF and node.domain == "" and bool(floats) and not self.tail & set(node.output)
                and not self.narrow & {*node.input, *node.output})
        wanted = TensorProto.FLOAT16 if half else TensorProto.FLOAT
        kept = ALWAYS_FLOAT.get(node.op_type, ())
        made = onnx.NodeProto()
        made.CopyFrom(node)
        for place, name in enumerate(node.input):
            if self._is_float(name):
                made.input[place] = self._version(name, TensorProto.FLOAT if place in kept else wanted)
        for place, name in enumerate(node.output):
            if self._is_float(name):
                # An output of the graph keeps its name and type; a float16 one leaves through a cast.
                made.output[place] = f"{name}/half" if half else name
                self.names[name, wanted] = made.output[place]
        self.nodes.append(made)
        for name in node.output:
            if half and name in self.outputs:
                self._version(name, TensorProto.FLOAT)

    def _version(self, name: str, wanted: int) -> str:
        """The name of this tensor in this type; made where it is missing."""
        if (name, wanted) in self.names:
            return self.names[name, wanted]
        if wanted == TensorProto.FLOAT16 and name in self.constants:
            made = f"{name}/half"
            self.initializers.append(numpy_helper.from_array(_halved(self.constants[name]), made))
        else:
            other = TensorProto.FLOAT if wanted == TensorProto.FLOAT16 else TensorProto.FLOAT16
            made = name if wanted == TensorProto.FLOAT else f"{name}/half"
            self.nodes.append(helper.make_node("Cast", [self.names[name, other]], [made], name=f"{made}/cast", to=wanted))
        self.names[name, wanted] = made
        return made


def _channels(value: onnx.ValueInfoProto) -> int:
    """Of a picture-like tensor [N,C,H,W]; 0 for others, and where C is not a number."""
    dims = value.type.tensor_type.shape.dim
    return dims[1].dim_value if len(dims) == 4 else 0


def _halved(tensor: onnx.TensorProto) -> np.ndarray:
    values = numpy_helper.to_array(tensor)
    with np.errstate(over="ignore"):
        half = values.astype(np.float16)
    if not np.isfinite(half).all():
        raise HalfError(f"{tensor.name} does not fit float16: largest value {np.abs(values).max():g}")
    return half


def _used(nodes: list[onnx.NodeProto], outputs: set[str]) -> list[onnx.NodeProto]:
    """Without the nodes that nothing reads: casts of weights, for the most part."""
    wanted, kept = set(outputs), []
    for node in reversed(nodes):
        if wanted & set(node.output):
            wanted |= set(node.input)
            kept.append(node)
    return kept[::-1]


def with_shown_rounding(model: onnx.ModelProto, reveal: bool = False) -> onnx.ModelProto:
    """The same graph in float32 arithmetic with every result rounded to float16, for runtimes without such arithmetic.

    onnxruntime on the CPU computes float16 operators in float32 and then drops the casts between them, so that it
    rounds nothing at all; casts that a graph states are kept. Sums inside a convolution stay float32 here, where
    GPUs may add in float16. `reveal` makes every rounded value an output, before rounding.
    """
    graph = onnx.shape_inference.infer_shapes(model, strict_mode=True).graph
    types = {value.name: value.type.tensor_type.elem_type for value in [*graph.input, *graph.output, *graph.value_info]}
    half = {name for name, kind in types.items() if kind == TensorProto.FLOAT16}
    half |= {tensor.name for tensor in graph.initializer if tensor.data_type == TensorProto.FLOAT16}
    nodes, widened, exact = [], set(), []
    for node in model.graph.node:
        if node.op_type in ("Cast", "Shape", "Constant"):
            nodes.append(node)
            continue
        made = onnx.NodeProto()
        made.CopyFrom(node)
        for place, name in enumerate(node.input):
            if name in half:
                if name not in widened:
                    nodes.append(helper.make_node("Cast", [name], [f"{name}/wide"], to=TensorProto.FLOAT))
                    widened.add(name)
                made.input[place] = f"{name}/wide"
        nodes.append(made)
        for place, name in enumerate(node.output):
            if name in half:
                made.output[place] = f"{name}/exact"
                exact.append(f"{name}/exact")
                nodes.append(helper.make_node("Cast", [f"{name}/exact"], [name], to=TensorProto.FLOAT16))
    shown = onnx.ModelProto()
    shown.CopyFrom(model)
    del shown.graph.node[:], shown.graph.value_info[:]
    shown.graph.node.extend(nodes)
    if reveal:
        shown.graph.output.extend(helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in exact)
    return shown
