"""The float16 build beside an exported model: checked by range and by value, then written and named in the manifest."""

import copy
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx

from . import metrics
from .data import read_picture, spread_over
from .evaluator import OnnxModel, resized
from .half import NARROW, HalfError, to_half, with_shown_rounding
from .onnx_export import describe, session

NETS = ("encoder", "decoder")
LARGEST = 65504 / 16  # what activations may reach: sums on the way to them need room, and pictures differ
ERROR = 5e-3  # of max|output|, with every value rounded
PSNR_CHANGE_DB = 0.02
RANGE_PICTURES = 4


@dataclass
class HalfReport:
    """Errors are shares of max|output|, as `relative_error` has them, with values rounded to float16 and float32 sums."""

    graph_error: float  # the graph as it is, on a runtime that rounds nothing: whether it is the same function
    max_error: float
    mean_error: float
    largest: float  # activation that is float16, on the first `RANGE_PICTURES`
    psnr_change: float  # mean over pictures, dB
    pictures: int


def chosen(folder: Path, count: int = 20) -> list[np.ndarray]:
    """Some pictures of a folder, spread over it, 128 pixels wide and high."""
    return [resized(read_picture(path), 128) for path in spread_over(folder, count)]


def write_variants(folder: Path, entry: dict, pictures: list[np.ndarray], narrow: int = NARROW) -> HalfReport:
    """Writes <net>.fp16.onnx beside both nets and names them in `entry`.

    folder: of the manifest; pictures: uint8 [H,W,3] of the training kind; narrow: as in `to_half`. Raises HalfError,
    and leaves no variant, where an operator does not fit, a value comes near the end of float16's range, or the
    pictures change.
    """
    paths = {net: (folder / entry[net]["file"]).with_suffix(".fp16.onnx") for net in NETS}
    for net, path in paths.items():
        path.unlink(missing_ok=True)
        entry[net]["variants"] = []
    halved = {net: to_half(onnx.load(folder / entry[net]["file"]), narrow) for net in NETS}
    report = measure(OnnxModel(folder, entry), halved, pictures)
    check(report)
    for net, path in paths.items():
        onnx.save(halved[net], path)
        file = path.relative_to(folder).as_posix()
        entry[net]["variants"] = [{"precision": "fp16", "file": file, **describe(path)}]
    return report


def check(report: HalfReport) -> None:
    if not report.largest < LARGEST:
        raise HalfError(f"an activation reaches {report.largest:g}, and float16 ends at 65504")
    if not max(report.graph_error, report.max_error) < ERROR:
        raise HalfError(f"values differ by {max(report.graph_error, report.max_error):.1e} of max|output|")
    if not abs(report.psnr_change) < PSNR_CHANGE_DB:
        raise HalfError(f"PSNR changes by {report.psnr_change:.3f} dB")


def measure(full: OnnxModel, halved: dict[str, onnx.ModelProto], pictures: list[np.ndarray]) -> HalfReport:
    """Both nets get the same inputs in each precision; only PSNR is that of the whole way through float16."""
    plain, rounded = (_with_graphs(full, [transform(halved[net]).SerializeToString() for net in NETS])
                      for transform in (lambda model: model, with_shown_rounding))
    reveal = [session(with_shown_rounding(halved[net], reveal=True).SerializeToString()) for net in NETS]
    report = HalfReport(0, 0, 0, 0, 0, len(pictures))
    for i, picture in enumerate(pictures):
        inputs = full.inputs(picture), {full.latent: full.mean(picture)}
        for at, net in enumerate(NETS):
            (wanted,) = getattr(full, net).run(None, inputs[at])
            error = relative_error(getattr(plain, net).run(None, inputs[at])[0], wanted, net == "encoder")
            report.graph_error = max(report.graph_error, float(error.max()))
            error = relative_error(getattr(rounded, net).run(None, inputs[at])[0], wanted, net == "encoder")
            report.max_error = max(report.max_error, float(error.max()))
            report.mean_error += float(error.mean()) / len(NETS) / len(pictures)
            if i < RANGE_PICTURES:
                largest = max(float(np.abs(value).max()) for value in reveal[at].run(None, inputs[at]))
                report.largest = max(report.largest, largest)
        report.psnr_change += (_psnr(rounded, picture) - _psnr(full, picture)) / len(pictures)
    return report


def _with_graphs(like: OnnxModel, graphs: list[bytes]) -> OnnxModel:
    """Other graphs behind the same contract."""
    model = copy.copy(like)
    model.encoder, model.decoder = (session(graph) for graph in graphs)
    return model


def relative_error(found: np.ndarray, wanted: np.ndarray, is_moments: bool) -> np.ndarray:
    """Errors as shares of max|wanted|; in moments of that of mean and log-variance apart, since the second is far larger."""
    parts = np.split(wanted, 2, axis=1) if is_moments else [wanted]
    error = np.abs(found - wanted) / np.concatenate([np.full_like(part, np.abs(part).max()) for part in parts], axis=1)
    return np.where(np.isfinite(error), error, np.inf)


def _psnr(model: OnnxModel, picture: np.ndarray) -> float:
    return metrics.psnr(picture, model(picture)) or 99.0
