"""What a network's ONNX graph says about running it in tiles: how far it looks, and how much it keeps at a time.

Everything is worked out for one cell of the latent, `cell` pixels, along one side: the networks treat rows and columns
alike, and all that they do repeats with every cell.
"""

from math import ceil
from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper, shape_inference

CELL = 8  # pixels, of the models here
CELLS = 8  # the latent that shapes are worked out for has so many rows and columns
# Each value of the output depends on the values at its own place alone.
POINTWISE = {"Add", "Cast", "Clip", "Div", "Elu", "Erf", "Gelu", "HardSigmoid", "HardSwish", "Identity", "LeakyRelu",
             "Max", "Min", "Mish", "Mul", "Neg", "PRelu", "Pow", "QuickGelu", "Relu", "Sigmoid", "Softplus", "Sqrt",
             "Sub", "Tanh", "BatchNormalization"}
CONVOLUTIONS = {"Conv", "FusedConv", "AveragePool", "MaxPool"}
Interval = tuple[int, int]


def _sides(cell: int) -> dict[str, int]:
    """Columns for each cell, by the names that the contract gives."""
    return {"bands1": 4, "bands2": 2, "bands3": 1, "latent": 1, "image": cell, "moments": 1, "coefficients": 4}


class NotLocal(Exception):
    """An operator looks at the whole picture, or is not known to look at less."""


def _attributes(node: onnx.NodeProto) -> dict:
    return {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}


def _constants(graph: onnx.GraphProto) -> dict[str, np.ndarray]:
    found = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    for node in graph.node:
        if node.op_type == "Constant":
            found[node.output[0]] = numpy_helper.to_array(_attributes(node)["value"])
    return found


def _reads(node: onnx.NodeProto, wanted: Interval, constants: dict[str, np.ndarray]) -> Interval:
    """Columns [first, last) of the data inputs that columns `wanted` of the output need."""
    kind, a = node.op_type, _attributes(node)
    first, last = wanted
    if kind in POINTWISE:
        return wanted
    if kind in CONVOLUTIONS:
        if a.get("auto_pad", b"NOTSET") not in (b"NOTSET", b"VALID"):
            raise NotLocal(f"{kind} pads by itself")
        kernel = a["kernel_shape"][-1] if "kernel_shape" in a else constants[node.input[1]].shape[-1]
        stride, reach = a.get("strides", [1, 1])[-1], a.get("dilations", [1, 1])[-1] * (kernel - 1)
        before = a.get("pads", [0, 0, 0, 0])[1]
        return first * stride - before, (last - 1) * stride - before + reach + 1
    if kind == "ConvTranspose":
        stride, reach = a.get("strides", [1, 1])[-1], a.get("dilations", [1, 1])[-1] * (a["kernel_shape"][-1] - 1)
        before = a.get("pads", [0, 0, 0, 0])[1]
        return ceil((first + before - reach) / stride), (last - 1 + before) // stride + 1
    if kind == "DepthToSpace":
        return first // a["blocksize"], (last - 1) // a["blocksize"] + 1
    if kind == "SpaceToDepth":
        return first * a["blocksize"], last * a["blocksize"]
    if kind == "Resize":
        scales = constants.get(node.input[2]) if len(node.input) > 2 else None
        if scales is None or a.get("mode", b"nearest") != b"nearest" or scales[-1] != int(scales[-1]):
            raise NotLocal("Resize by something else than whole steps")
        return first // int(scales[-1]), (last - 1) // int(scales[-1]) + 1
    if kind == "Pad":
        pads = constants[node.input[1]]
        return first - int(pads[3]), last - int(pads[3])
    if kind in ("Concat", "Split"):
        axes = [a["axis"]]
    elif kind == "Slice":
        axes = constants[node.input[3]].tolist() if len(node.input) > 3 and node.input[3] in constants else [2]
    else:
        raise NotLocal(kind)
    if any(axis != 1 for axis in axes):
        raise NotLocal(f"{kind} along {axes}")
    return wanted


def _phases(node: onnx.NodeProto, wanted: Interval, makers: dict[str, onnx.NodeProto]) -> dict[str, Interval] | None:
    """Of an interleave of b x b parts of one shape, the columns of each part; None where it is something else.

    upsampling.py writes enlarging this way. A part gives every b-th column, so one at the edge may not be asked.
    """
    joint = makers.get(node.input[0])
    if node.op_type != "DepthToSpace" or joint is None or joint.op_type != "Concat":
        return None
    block, (first, last) = _attributes(node)["blocksize"], wanted
    if len(joint.input) != block**2 or _attributes(node).get("mode", b"DCR") != b"DCR":
        return None
    return {name: (ceil((first - k % block) / block), (last - 1 - k % block) // block + 1)
            for k, name in enumerate(joint.input)}


def _data(graph: onnx.GraphProto) -> set[str]:
    """Names of what holds values of the picture: all that is made of the inputs, but not of their sizes alone."""
    found = {value.name for value in graph.input}
    for node in graph.node:
        if node.op_type not in ("Shape", "Size") and found.intersection(node.input):
            found.update(node.output)
    return found


def _data_inputs(node: onnx.NodeProto, data: set[str]) -> list[str]:
    """Inputs that hold values of the picture, not weights, sizes or numbers."""
    several = node.op_type in POINTWISE or node.op_type == "Concat"
    return [name for name in (node.input if several else node.input[:1]) if name in data]


def _load(path: Path, cell: int) -> tuple[onnx.GraphProto, dict[str, np.ndarray], dict[str, list[int]]]:
    """The graph, its constants, and the dims of every tensor that holds values, for 8 x 8 cells of the latent.

    Most are [1,C,h,w]; groups that are normed have one axis fewer, and a video of one frame has one more.
    """
    model = onnx.load(path)
    for value in model.graph.input:
        for axis in (2, 3):
            value.type.tensor_type.shape.dim[axis].dim_value = CELLS * _sides(cell)[value.name]
    for value in model.graph.output:  # whatever names stand there for sizes is found anew
        value.type.tensor_type.ClearField("shape")
    graph = shape_inference.infer_shapes(model, data_prop=True).graph
    constants = _constants(graph)
    dims: dict[str, list[int]] = {}
    for value in [*graph.input, *graph.value_info, *graph.output]:
        sizes = [dim.dim_value for dim in value.type.tensor_type.shape.dim]
        if len(sizes) in (3, 4, 5) and all(sizes) and sizes[0] == 1 and value.name not in constants:
            dims[value.name] = sizes
    # Weights that are cast on the way in are constants, too.
    fixed = set(constants)
    for node in graph.node:
        if node.input and all(name in fixed for name in node.input if name):
            fixed.update(node.output)
    for node in graph.node:  # parts whose ends are worked out in the graph: at most as large as the whole
        whole = next((dims[name] for name in node.input if name in dims), None)
        if whole and node.op_type in POINTWISE | {"Slice", "Concat"}:
            for name in node.output:
                dims.setdefault(name, whole)
    return graph, constants, {name: sizes for name, sizes in dims.items() if name not in fixed}


def receptive_field(path: Path, cell: int = CELL) -> int | None:
    """1 + 2 * halo, in pixels of the picture, or None where the graph has an operator without a finite one.

    The halo is a multiple of `cell`: cells of that many pixels on each side of a cell of the latent are all that its
    values (of an encoder), or the pixels of its cell (of a decoder), depend on.
    """
    graph, constants, _ = _load(path, cell)
    (output,), sides = graph.output, _sides(cell)
    wanted: dict[str, Interval] = {output.name: (0, sides[output.name])}
    makers = {name: node for node in graph.node for name in node.output}
    data = _data(graph)

    def ask(name: str, need: Interval) -> None:
        first, last = wanted.get(name, need)
        wanted[name] = (min(first, need[0]), max(last, need[1]))

    try:
        for node in reversed(graph.node):
            asked = [wanted[name] for name in node.output if name in wanted]
            if not asked:
                continue
            whole = min(a for a, _ in asked), max(b for _, b in asked)
            parts = _phases(node, whole, makers)
            if parts:
                for name, need in parts.items():
                    ask(name, need)
                continue
            need = _reads(node, whole, constants)
            for name in _data_inputs(node, data):
                ask(name, need)
    except NotLocal:
        return None
    halo = 0
    for value in graph.input:
        first, last = wanted.get(value.name, (0, 0))
        size = cell // sides[value.name]  # pixels of the picture that one column stands for
        halo = max(halo, -first * size, last * size - cell)
    return 1 + 2 * cell * ceil(halo / cell)


def activation_bytes(path: Path, cell: int = CELL) -> dict[str, float]:
    """Float32 bytes for each pixel of the picture: the most that the graph keeps at a time between its inputs and its
    output, run node by node, and its largest tensor.

    x * sigmoid(x) counts as one step, as runtimes do it. What a runtime keeps longer than it must comes on top.
    """
    graph, constants, dims = _load(path, cell)
    shaped = set(dims)
    outside = {value.name for value in [*graph.input, *graph.output]}
    pixels = (cell * CELLS) ** 2
    size = {name: 4 * float(np.prod(sizes)) / pixels for name, sizes in dims.items() if name not in outside}
    gates = {node.output[0]: node.input[0] for node in graph.node if node.op_type == "Sigmoid"}
    last_use: dict[str, int] = {}
    for place, node in enumerate(graph.node):
        for name in node.input:
            last_use[gates.get(name, name)] = last_use[name] = place
    live, peak = {}, 0.0
    for place, node in enumerate(graph.node):
        made = [name for name in node.output if name in size and name not in gates]
        live.update({name: size[name] for name in made})
        peak = max(peak, sum(live.values()))
        live = {name: each for name, each in live.items() if last_use.get(name, -1) > place}
    largest = max((size[name] for name in size if name in shaped and name not in gates), default=0.0)
    return {"peak": round(peak, 1), "largest": round(largest, 1)}


def multiplications(path: Path, height: int, width: int) -> int:
    """Multiply-accumulates of all convolutions for a picture of this size, in pixels; sides are multiples of 8."""
    graph, constants, dims = _load(path, CELL)
    casts = {node.output[0]: node.input[0] for node in graph.node if node.op_type == "Cast"}
    count = 0
    for node in graph.node:
        if node.op_type == "Conv":
            kernel = constants[casts.get(node.input[1], node.input[1])]
            count += kernel.size * dims[node.output[0]][2] * dims[node.output[0]][3]
    return count * height * width // (CELL * CELLS) ** 2


def has_named_sizes(path: Path) -> bool:
    """Whether every convolution says how large its result is (graph_sizes.py), so that a runtime can plan for it."""
    graph = onnx.load(path).graph
    sized = {value.name for value in graph.output}
    for value in graph.value_info:
        if all(dim.dim_param or dim.dim_value for dim in value.type.tensor_type.shape.dim):
            sized.add(value.name)
    return all(name in sized for node in graph.node if node.op_type in CONVOLUTIONS for name in node.output)


def tiling_facts(path: Path, cell: int = CELL) -> dict:
    """What the manifest says for tiles and forecasts: `receptiveField` where there is one, and `activations`."""
    field = receptive_field(path, cell)
    activations = activation_bytes(path, cell) | ({"namedSizes": True} if has_named_sizes(path) else {})
    return ({} if field is None else {"receptiveField": field}) | {"activations": activations}
