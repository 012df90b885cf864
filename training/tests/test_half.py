"""Graphs with float16 arithmetic, and the checks before they are published."""

import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from fixtures.golden_models import TINY_ID, write_tiny_model
from litevae import half_variants
from litevae.half import HalfError, to_half, with_shown_rounding
from litevae.half_variants import HalfReport, write_variants
from litevae.model_card import write_card
from litevae.onnx_export import session
from litevae.receipt import natural_picture

from test_export import ABOUT, export

ROOT = Path(__file__).resolve().parents[2]
MANIFESTS = [ROOT / "e2e/fixtures/tiny-f8c12/manifest.json", ROOT / "public/models/manifest.json"]


def halved(model):
    """These graphs are narrow everywhere."""
    return to_half(model, narrow=0)


def graph(nodes, weights, channels=2):
    sides = [1, channels, "h", "w"]
    value = [helper.make_tensor_value_info(name, TensorProto.FLOAT, sides) for name in ("x", "y")]
    model = helper.make_model(
        helper.make_graph(nodes, "test", value[:1], value[1:], [numpy_helper.from_array(w, n) for n, w in weights.items()]),
        opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model, full_check=True)
    return model


def conv(name, source, target, groups=1):
    return helper.make_node("Conv", [source, name], [target], pads=[0, 0, 0, 0], group=groups)


def kernel(scale=1.0):
    return np.full((2, 2, 1, 1), scale, np.float32)


def types(model):
    inferred = onnx.shape_inference.infer_shapes(model, strict_mode=True).graph
    found = {v.name: v.type.tensor_type.elem_type for v in [*inferred.input, *inferred.output, *inferred.value_info]}
    return found | {t.name: t.data_type for t in inferred.initializer}


def arithmetic(model):
    """[(operator, type of its first input)] without casts and constants."""
    found = types(model)
    return [(n.op_type, found[n.input[0]]) for n in model.graph.node if n.op_type not in ("Cast", "Constant", "Shape")]


FULL, HALF = TensorProto.FLOAT, TensorProto.FLOAT16


def test_arithmetic_is_half_and_the_last_convolution_and_the_clamp_are_not():
    nodes = [conv("a", "x", "1"), helper.make_node("Sigmoid", ["1"], ["2"]), helper.make_node("Mul", ["1", "2"], ["3"]),
             conv("b", "3", "4"), helper.make_node("Clip", ["4", "low", "high"], ["y"])]
    limits = {"low": np.array(-30, np.float32), "high": np.array(20, np.float32)}
    made = halved(graph(nodes, {"a": kernel(), "b": kernel()} | limits))
    assert arithmetic(made) == [("Conv", HALF), ("Sigmoid", HALF), ("Mul", HALF), ("Conv", FULL), ("Clip", FULL)]
    assert types(made)["x"] == types(made)["y"] == FULL
    assert {t.name: t.data_type for t in made.graph.initializer}["a/half"] == HALF
    # One cast in, one out: none between two that agree.
    assert [n.op_type for n in made.graph.node].count("Cast") == 2


def test_norms_and_unknown_operators_stay_in_float32():
    nodes = [conv("a", "x", "1"), helper.make_node("InstanceNormalization", ["1", "s", "b"], ["2"]),
             helper.make_node("Exp", ["2"], ["3"]), conv("a", "3", "4"), conv("a", "4", "y")]
    made = halved(graph(nodes, {"a": kernel(), "s": np.ones(2, np.float32), "b": np.zeros(2, np.float32)}))
    assert arithmetic(made) == [("Conv", HALF), ("InstanceNormalization", FULL), ("Exp", FULL), ("Conv", HALF), ("Conv", FULL)]
    assert np.allclose(*(session(m.SerializeToString()).run(None, {"x": np.ones((1, 2, 3, 3), np.float32)})[0]
                         for m in (made, graph(nodes, {"a": kernel(), "s": np.ones(2, np.float32), "b": np.zeros(2, np.float32)}))))


def test_narrow_layers_stay_in_float32():
    wide, back = np.ones((4, 2, 1, 1), np.float32), np.ones((2, 4, 1, 1), np.float32)
    nodes = [conv("a", "x", "1"), helper.make_node("Relu", ["1"], ["2"]), conv("wide", "2", "3"),
             helper.make_node("Relu", ["3"], ["4"]), conv("b", "4", "5"), conv("back", "5", "6"), conv("a", "6", "y")]
    weights = {"a": kernel(), "wide": wide, "b": np.ones((4, 4, 1, 1), np.float32), "back": back}
    made = to_half(graph(nodes, weights), narrow=2)
    # From two channels to four is narrow, and so is the way back; what lies between is not.
    assert arithmetic(made) == [("Conv", FULL), ("Relu", FULL), ("Conv", FULL), ("Relu", HALF), ("Conv", HALF), ("Conv", FULL),
                                ("Conv", FULL)]


def test_scales_of_a_resize_stay_float32():
    nodes = [conv("a", "x", "1"), helper.make_node("Resize", ["1", "", "scales"], ["2"], mode="nearest"), conv("a", "2", "y")]
    made = halved(graph(nodes, {"a": kernel(), "scales": np.array([1, 1, 2, 2], np.float32)}))
    assert arithmetic(made)[1] == ("Resize", HALF) and types(made)["scales"] == FULL


def test_weights_that_do_not_fit_are_refused():
    with pytest.raises(HalfError, match="largest value 1e"):
        halved(graph([conv("a", "x", "1"), conv("a", "1", "y")], {"a": kernel(1e6)}))


def test_operators_that_onnx_does_not_know_are_refused():
    fused = helper.make_node("QuickGelu", ["1"], ["2"], domain="com.microsoft")
    model = graph([conv("a", "x", "1"), conv("a", "1", "y")], {"a": kernel()})
    model.graph.node.insert(1, fused)
    model.graph.node[2].input[0] = "2"
    model.opset_import.append(helper.make_opsetid("com.microsoft", 1))
    with pytest.raises(HalfError):
        halved(model)


def test_shown_rounding_rounds_where_onnxruntime_on_the_cpu_does_not():
    identity = np.eye(2, dtype=np.float32)[..., None, None]
    square = helper.make_node("Mul", ["x", "x"], ["0"])
    made = halved(graph([square, conv("a", "0", "1"), conv("a", "1", "y")], {"a": identity}))
    shown = with_shown_rounding(made)
    onnx.checker.check_model(shown, full_check=True)
    assert types(shown)["x"] == types(shown)["y"] == FULL
    x = np.full((1, 2, 1, 1), 1 + 2.0**-6, np.float32)  # its square needs 12 bits after the point
    plain, rounded = (session(model.SerializeToString()).run(None, {"x": x})[0] for model in (made, shown))
    assert (plain == x * x).all()
    assert (rounded == (x * x).astype(np.float16)).all() and (rounded != plain).all()
    (_, exact, *_) = session(with_shown_rounding(made, reveal=True).SerializeToString()).run(None, {"x": x})
    assert (exact == x * x).all()


def test_variants_are_written_checked_and_named(small_model, good_pictures, tmp_path):
    entry, report = export(small_model, good_pictures, tmp_path)
    assert isinstance(report["half"], HalfReport)
    assert 0 < report["half"].max_error < 5e-3 and report["half"].graph_error < 1e-5 and 0 < report["half"].largest < 4096
    for net in ("encoder", "decoder"):
        (variant,) = entry[net]["variants"]
        content = (tmp_path / variant["file"]).read_bytes()
        assert variant["precision"] == "fp16" and variant["file"].endswith(f"{net}.fp16.onnx")
        assert variant["bytes"] == len(content) and variant["sha256"] == hashlib.sha256(content).hexdigest()
    assert json.loads((tmp_path / "manifest.json").read_text())["models"] == [entry]


@pytest.mark.parametrize(("name", "value", "says"), [
    ("LARGEST", 0.001, "an activation reaches"), ("ERROR", 1e-7, r"values differ by .* of max"), ("PSNR_CHANGE_DB", 0, "PSNR changes"),
])
def test_a_check_that_fails_leaves_no_variant(tmp_path, monkeypatch, name, value, says):
    write_tiny_model(tmp_path)
    entry = json.loads((tmp_path / "manifest.json").read_text())["models"][0]
    assert entry["encoder"]["variants"] and len(list(tmp_path.glob("*.fp16.onnx"))) == 2
    monkeypatch.setattr(half_variants, name, value)
    with pytest.raises(HalfError, match=says):
        write_variants(tmp_path, entry, [natural_picture(64, 64)], narrow=0)
    assert not list(tmp_path.glob("*.fp16.onnx")) and entry["encoder"]["variants"] == entry["decoder"]["variants"] == []


def test_a_model_that_fails_the_check_is_exported_without(small_model, good_pictures, tmp_path, monkeypatch):
    monkeypatch.setattr(half_variants, "PSNR_CHANGE_DB", 0)
    entry, report = export(small_model, good_pictures, tmp_path)
    assert entry["encoder"]["variants"] == [] and "PSNR changes" in report["half"]
    write_card(tmp_path / "card.md", entry, report, [("test set", report["quality"])], ABOUT)
    assert "There is no half-precision build: PSNR changes" in (tmp_path / "card.md").read_text()


@pytest.mark.parametrize("manifest_file", MANIFESTS, ids=["tiny", "default"])
def test_committed_variants_are_those_of_the_committed_graphs(manifest_file):
    """Fails when a network changed and its variant was not written again."""
    for entry in json.loads(manifest_file.read_text())["models"]:
        if "study" in entry:
            # Models of studies are small already, and have no half-precision build.
            assert entry["encoder"]["variants"] == entry["decoder"]["variants"] == []
            continue
        for net in ("encoder", "decoder"):
            (variant,) = entry[net]["variants"]
            content = (manifest_file.parent / variant["file"]).read_bytes()
            assert variant["sha256"] == hashlib.sha256(content).hexdigest() and variant["bytes"] == len(content)
            full = onnx.load(manifest_file.parent / entry[net]["file"])
            assert onnx.load_from_string(content) == (halved(full) if entry["id"] == TINY_ID else to_half(full))
        assert sum(entry[net]["variants"][0]["bytes"] for net in ("encoder", "decoder")) < 16e6
