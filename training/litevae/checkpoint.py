"""Reading and writing of weights: our checkpoints, and flat .npz files of named arrays."""

import os
import shutil
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch

from .model import Config, LiteVAE
from .packed import unpacked
from .published import load_published


def save_atomically(state: dict, path: Path) -> None:
    """A kill in the middle leaves the previous checkpoint whole: write beside, flush to disk, rename."""
    staged = path.with_suffix(".partial")
    with staged.open("wb") as out:
        torch.save(state, out)
        out.flush()
        os.fsync(out.fileno())
    os.replace(staged, path)


def read_state(path: str | Path) -> dict:
    """What a trainer wrote, packed or not."""
    return unpacked(torch.load(path, map_location="cpu", weights_only=True))


def load_npz(path: str | Path, config: Config) -> LiteVAE:
    """Unfolded parameters by name. Learned pools may be absent: they then start as average pooling."""
    model = LiteVAE(config)
    with np.load(path) as file:
        arrays = {name: torch.from_numpy(file[name].astype(np.float32)) for name in file.files}
    wanted = {name: tensor.shape for name, tensor in model.state_dict().items()}
    missing = [name for name in wanted if name not in arrays and not name.startswith("encoder.pool.")]
    unfit = [name for name, array in arrays.items() if wanted.get(name) != array.shape]
    if missing or unfit:
        raise ValueError(f"{path} does not fit {config}: missing {missing[:5]}, "
                         f"unknown or of another shape {unfit[:5]}")
    model.load_state_dict(arrays, strict=False)
    return model


def load_weights(path: str | Path, config: Config | None = None, ema: bool = True) -> LiteVAE:
    """A model from a trainer's checkpoint (.pt; its averaged weights by default), an .npz, or a published folder.

    Raises ValueError where it is not of `config`; without one a checkpoint's own is taken.
    """
    if Path(path).is_dir():
        return load_published(path, config or Config())
    if Path(path).suffix == ".npz":
        return load_npz(path, config or Config())
    state = read_state(path)
    found = Config.from_dict(state["config"])
    if config is not None:
        require_same(path, found, config)
    model = LiteVAE(found)
    model.load_state_dict(state["ema"] if ema else state["model"])
    return model


def with_frozen_encoder(path: str | Path, config: Config) -> LiteVAE:
    """A new decoder of `config` for the encoder of a checkpoint or a published folder; only the decoder takes gradients.

    Raises ValueError where that encoder is not of `config`.
    """
    if Path(path).is_dir():
        model = load_published(path, config, nets=("encoder",))
    else:
        model, given = LiteVAE(config), load_weights(path).encoder
        try:
            model.encoder.load_state_dict(given.state_dict())
        except RuntimeError as error:
            raise ValueError(f"the encoder of {path} does not fit {config}: {error}") from error
    model.encoder.requires_grad_(False)
    return model


def require_same(path: str | Path, found: Config, wanted: Config) -> None:
    pairs = zip(asdict(found).items(), asdict(wanted).values(), strict=True)
    unlike = [f"{name} is {a}, not {b}" for (name, a), b in pairs if a != b]
    if unlike:
        raise ValueError(f"{path} is another model ({'; '.join(unlike)}): give the options that it was trained with")


def load_run(path: Path, config: Config, settings: dict) -> dict:
    """A trainer's checkpoint to go on from. Raises ValueError where the options ask for another model or optimiser."""
    state = read_state(path)
    require_same(path, Config.from_dict(state["config"]), config)
    before = state["settings"]
    if before["optimizer"] != settings["optimizer"]:
        raise ValueError(f"{path} was trained with --optimizer {before['optimizer']}: resume with it, or begin with --start")
    if ("adversarial" in before["losses"]) != ("adversarial" in settings["losses"]):
        raise ValueError(f"{path}: a discriminator cannot join or leave a run; begin a new one with --start")
    return state


def prolong(run: Path, steps: int = 0) -> None:
    """Makes a run that ended go on at full rate, from where its rate began to fall; what it ended with is kept in a folder.

    steps: the new length, where it is known. Raises ValueError, and changes nothing, for a run that has not ended, that never
    had a full rate, or that is as long already.
    """
    last = run / "last.pt"
    if not last.exists():
        raise ValueError(f"{run} holds no run to prolong")
    ended = read_state(last)
    if ended["progress"] < 1:
        raise ValueError(f"{run} has not ended: go on with --resume")
    state = ended
    if ended["settings"]["decay"] > 0:
        if not (run / "steady.pt").exists():
            raise ValueError(f"{run} has no steady.pt, which is written where the rate begins to fall: begin a new run with "
                             f"--start {last}")
        state = read_state(run / "steady.pt")
    if steps and steps <= ended["step"]:
        raise ValueError(f"{run} has {ended['step']} steps: give more --steps, which is the new length of the whole")
    kept = run / f"ended-{ended['step']}"
    kept.mkdir()
    for log in ("train.csv", "validation.csv"):
        if (run / log).exists():
            shutil.copy(run / log, kept / log)
    os.replace(last, kept / "last.pt")
    save_atomically(state | {"origin": state["step"], "progress": 0.0}, last)
