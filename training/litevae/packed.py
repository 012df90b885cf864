"""Checkpoints small enough to carry between machines: about 5 bytes a parameter with Muon, where `last.pt` has 12.

Weights are float16, momenta bfloat16, and averaged weights float8 differences from the weights. Vectors (biases, gains)
stay as they are. A run goes on from one as from `last.pt`, but for this rounding.
"""

import torch
from torch import Tensor

F8_MAX = 448.0  # of float8_e4m3fn


def _narrow(value, kind: torch.dtype):
    """Matrices of floats below `value` as `kind`; all else stays."""
    if isinstance(value, dict):
        return {k: _narrow(v, kind) for k, v in value.items()}
    if isinstance(value, list):
        return [_narrow(v, kind) for v in value]
    matrix = isinstance(value, Tensor) and value.is_floating_point() and value.ndim > 1
    return value.to(kind) if matrix else value


def _wide(value):
    if isinstance(value, dict):
        return {k: _wide(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_wide(v) for v in value]
    return value.float() if isinstance(value, Tensor) and value.is_floating_point() else value


def _difference(weights: Tensor, average: Tensor) -> dict[str, Tensor] | Tensor:
    if not average.is_floating_point() or average.ndim < 2:
        return average
    difference = average - weights
    scale = difference.abs().max().clamp(min=1e-30) / F8_MAX
    return {"scale": scale, "eighths": (difference / scale).to(torch.float8_e4m3fn)}


def packed(state: dict) -> dict:
    """A trainer's checkpoint, small."""
    small = {k: v for k, v in state.items() if k not in ("model", "ema", "optimizers", "discriminator")}
    small["packed"] = 1
    small["model"] = _narrow(state["model"], torch.float16)
    weights = _wide(small["model"])
    small["ema"] = {name: _difference(weights[name], average) for name, average in state["ema"].items()}
    small["optimizers"] = _narrow(state["optimizers"], torch.bfloat16)
    if "discriminator" in state:
        small["discriminator"] = _narrow(state["discriminator"], torch.float16)
    return small


def unpacked(state: dict) -> dict:
    """The inverse up to rounding; other checkpoints are returned as they are. Raises ValueError for a later version."""
    if "packed" not in state:
        return state
    if state["packed"] != 1:
        raise ValueError(f"a packed checkpoint of the unknown version {state['packed']}")
    whole = {k: v if k in ("config", "settings") else _wide(v) for k, v in state.items() if k not in ("packed", "ema")}
    whole["ema"] = {name: whole["model"][name] + entry["eighths"].float() * entry["scale"] if isinstance(entry, dict)
                    else entry for name, entry in state["ema"].items()}
    return whole
