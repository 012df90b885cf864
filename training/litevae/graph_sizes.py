"""Names for the heights and widths of everything inside an exported graph.

onnxruntime plans which results may share a buffer when it builds a session, and two fit each other only if their sizes
are known to be equal. Without names nothing inside a graph with dynamic height and width is known, so every operator
makes a buffer of its own in every run; with names as many are made as for a graph of one fixed size.
"""

import re

import onnx
from onnx import helper, shape_inference

_NAME = re.compile(r"([hw])(\d+)")
DIVISORS = (1, 2, 4, 8, 16, 32, 64)
# A picture whose heights and widths, at every scale, are told apart; of several cells, so that no kernel is as large.
CELLS = {"h": 7, "w": 11}


def _sizes(value: onnx.ValueInfoProto) -> list[onnx.TensorShapeProto.Dimension]:
    dims = value.type.tensor_type.shape.dim
    return list(dims[2:]) if len(dims) == 4 else []


def name_sizes(model: onnx.ModelProto) -> onnx.ModelProto:
    """Writes, in place, [1,C,h<n>,w<n>] beside every result that has 1/n of the picture's height and width.

    The inputs say how large they are by such names; a graph with another one is left as it is.
    """
    concrete = onnx.ModelProto()
    concrete.CopyFrom(model)
    found = [(dim, _NAME.fullmatch(dim.dim_param)) for value in concrete.graph.input for dim in _sizes(value)]
    if not all(name for _, name in found):
        return model
    outside = [dim.dim_param for value in [*model.graph.input, *model.graph.output] for dim in _sizes(value)]
    deepest = max(8, *(int(_NAME.fullmatch(name)[2]) for name in outside if _NAME.fullmatch(name)))
    picture = {axis: deepest * cells for axis, cells in CELLS.items()}
    for dim, name in found:
        dim.dim_value = picture[name[1]] // int(name[2])
    for value in concrete.graph.output:
        value.type.tensor_type.ClearField("shape")
    del concrete.graph.value_info[:]
    inferred = shape_inference.infer_shapes(concrete, data_prop=True).graph.value_info
    names = [{picture[axis] // n: f"{axis}{n}" for n in DIVISORS if n <= deepest} for axis in "hw"]
    del model.graph.value_info[:]
    for value in inferred:
        sizes = [dim.dim_value for dim in _sizes(value)]
        if len(sizes) != 2 or sizes[0] not in names[0] or sizes[1] not in names[1]:
            continue
        tensor = value.type.tensor_type
        batch, channels = (dim.dim_value for dim in tensor.shape.dim[:2])
        if not batch or not channels:  # not known, which is written as 0
            continue
        shape = [batch, channels, names[0][sizes[0]], names[1][sizes[1]]]
        model.graph.value_info.append(helper.make_tensor_value_info(value.name, tensor.elem_type, shape))
    return model
