"""Names of sizes inside exported graphs."""

import numpy as np
import onnx
import onnxruntime as ort
import pytest
from onnx import TensorProto, helper, numpy_helper

from litevae.graph_sizes import name_sizes
from litevae.half import to_half
from litevae.onnx_export import export_decoder, export_encoder
from litevae.package import rounded_and_folded

CELLS = {"h": 3, "w": 5}


@pytest.fixture
def graphs(small_model, tmp_path):
    export_encoder(rounded_and_folded(small_model.encoder), tmp_path / "encoder.onnx")
    export_decoder(rounded_and_folded(small_model.decoder), 12, "coefficients", tmp_path / "decoder.onnx")
    return {net: onnx.load(tmp_path / f"{net}.onnx") for net in ("encoder", "decoder")}


def size(dim) -> int:
    return dim.dim_value or 8 * CELLS[dim.dim_param[0]] // int(dim.dim_param[1:])


@pytest.mark.parametrize("convert", [lambda model: model, to_half], ids=["fp32", "fp16"])
@pytest.mark.parametrize("net", ["encoder", "decoder"])
def test_every_result_has_a_named_size_that_is_right(graphs, net, convert):
    model = convert(graphs[net])
    said = {value.name: value.type.tensor_type for value in model.graph.value_info}
    outputs = {value.name for value in model.graph.output}
    weights = {tensor.name for tensor in model.graph.initializer}
    results = set()
    for node in model.graph.node:
        (weights if set(node.input) <= weights else results).update(node.output)
    results -= outputs
    assert results == said.keys()
    shown = onnx.ModelProto()
    shown.CopyFrom(model)
    # The CPU has no half-precision operators for some of these: the types it finds are those that are said.
    shown.graph.output.extend(value for value in model.graph.value_info)
    options = ort.SessionOptions()
    options.log_severity_level = 3
    session = ort.InferenceSession(shown.SerializeToString(), options, providers=["CPUExecutionProvider"])
    feeds = {value.name: np.zeros([1, 12, *map(size, value.type.tensor_type.shape.dim[2:])], np.float32)
             for value in model.graph.input}
    names = [value.name for value in shown.graph.output]
    for name, found in zip(names, session.run(names, feeds)):
        if name in said:
            assert found.shape == tuple(map(size, said[name].shape.dim)), name
            assert found.dtype == helper.tensor_dtype_to_np_dtype(said[name].elem_type), name


def test_no_size_is_worked_out_in_a_run(graphs):
    kinds = {node.op_type for model in graphs.values() for node in model.graph.node}
    assert not kinds & {"Shape", "Gather", "Slice"}


def test_a_graph_with_other_names_is_left_alone():
    model = helper.make_model(helper.make_graph(
        [helper.make_node("Relu", ["x"], ["y"]), helper.make_node("Relu", ["y"], ["z"])], "other",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 3, "height", "width"])],
        [helper.make_tensor_value_info("z", TensorProto.FLOAT, [1, 3, "height", "width"])]))
    before = model.SerializeToString()
    assert name_sizes(model).SerializeToString() == before


def test_weights_get_no_names():
    weight = numpy_helper.from_array(np.zeros((2, 3, 3, 3), np.float32), "weight")
    model = helper.make_model(helper.make_graph(
        [helper.make_node("Identity", ["weight"], ["same"]), helper.make_node("Conv", ["x", "same"], ["y"]),
         helper.make_node("Relu", ["y"], ["z"])], "convolution without padding",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 3, "h1", "w1"])],
        [helper.make_tensor_value_info("z", TensorProto.FLOAT, None)], [weight]))
    assert list(name_sizes(model).graph.value_info) == []
