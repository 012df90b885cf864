"""The model card: what was exported, how it was trained, what was measured, what it must not be used for."""

from pathlib import Path

from .evaluator import Result
from .half import NARROW
from .half_variants import RANGE_PICTURES, HalfReport
from .package import PICTURES, Described

MEASURED_ON = "- Measured on the sets above only; LPIPS and rFID were not measured.\n"


def _figures(results: list[tuple[str, Result]]) -> list[str]:
    lines = ["| set | pictures | PSNR dB | SSIM | MS-SSIM | worst PSNR dB |", "|---|---|---|---|---|---|"]
    for name, r in results:
        ms = "" if r.ms_ssim is None else f"{r.ms_ssim:.4f}"
        lines.append(f"| {name} | {r.pictures} | {r.psnr:.2f} | {r.ssim:.3f} | {ms} | {r.worst[0][1]:.2f} |")
    return lines


def _net_row(name: str, net: dict) -> str:
    field = f"{net['receptiveField']} px" if "receptiveField" in net else "whole picture"
    return f"| {name} | {net['parameters']:,} | {net['bytes']:,} | {field} | `{net['sha256'][:16]}...` |"


def _half(entry: dict, half: HalfReport | str) -> str:
    if isinstance(half, str):
        return f"There is no half-precision build: {half}."
    size = sum(net["variants"][0]["bytes"] for net in (entry["encoder"], entry["decoder"]))
    return (
        f"A second pair of files ({size:,} bytes) has the same weights and computes in float16, but for layers of at "
        f"most {NARROW} channels, the last convolution and the clamp. With every value rounded to float16, on "
        f"{half.pictures} pictures, outputs differ "
        f"by at most {half.max_error:.1e} of max|output| (mean {half.mean_error:.1e}), PSNR changes by "
        f"{half.psnr_change:+.4f} dB, and activations reach {half.largest:.0f} of 65504 on "
        f"{min(half.pictures, RANGE_PICTURES)} of them. That was computed on a CPU, "
        "which adds up in float32. GPUs add in float16; docs/benchmarks.md has what a software GPU with float16 gives, "
        "and no hardware GPU has been measured. So the app takes these files only where they give PyTorch's values "
        "within 1e-2 of the largest."
    )


def write_card(path: Path, entry: dict, report: dict, results: list[tuple[str, Result]], about: Described,
               training: str = "", data_note: str = "", limits: str = "") -> None:
    """Markdown; `training` is a paragraph, `data_note` and `limits` are the text of a section each."""
    latent = entry["latent"]
    shares = sorted(report["quality"].bands.items(), key=lambda item: -item[1])
    parts = [
        f"# Model card: {entry['id']} (revision {entry['revision']})", "",
        "Written by `training/export.py`; edit its inputs, not this file.", "",
        "## Model", "",
        f"{entry['summary']} {entry['latentChannels']} latent channels at 1/{entry['downscale']} of the picture's "
        f"sides, {entry['levels']}-level {entry['wavelet']} input, inputs in {entry['range']}.", "",
        "| net | parameters | bytes | receptive field | sha256 |", "|---|---|---|---|---|",
        *(_net_row(name, entry[name]) for name in ("encoder", "decoder")), "",
        "Weights are stored as float16 and computed in float32. Against PyTorch with the same rounded weights the "
        f"graphs differ by {report['graphError']:.1e} of max|output|; rounding the weights costs "
        f"{report['roundingLossDb']:.4f} dB on {PICTURES} pictures.", "",
        _half(entry, report["half"]), "",
        "## Training", "", training or "Not stated.", "",
        "## Data and its licences", "", data_note.strip() or "Not stated.", "",
        "## Measured", "",
        "8-bit rounded output with the posterior mean, onnxruntime on the CPU, the definitions that the app uses.", "",
        *_figures(results), "",
        f"Squared error on {results[0][0]} by sub-band: " + ", ".join(f"{k} {100 * v:.1f} %" for k, v in shares) + ".",
        "", f"Latent standard deviations: {min(latent['std']):.3f} to {max(latent['std']):.3f}.", "",
        "## Limits", "", (limits.strip() + "\n" if limits else "") + MEASURED_ON,
        "## Licence of the weights", "",
        " ".join([f"{entry['license']}. The code's licence (Apache-2.0) does not cover the weights.",
                  about.license_note]).strip(), "",
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(parts))
