"""Checkpoints: runs that are prolonged, small ones to carry, weights from elsewhere."""

import csv
import sys

import numpy as np
import pytest
import torch

import pack
from litevae.checkpoint import load_npz, read_state
from litevae.model import Config, LiteVAE
from litevae.optim import build_optimizers
from litevae.packed import packed

from conftest import NARROW
from runs_of_train import here, refusal


def test_an_ended_run_is_prolonged_at_full_rate(picture_folder, tmp_path, monkeypatch, capsys):
    """Its decay is undone: it goes on from where the rate began to fall, and decays once more at the new end."""
    run = (picture_folder, tmp_path, "--phases", "32x1", "--warmup", "0.2", "--decay", "0.5")
    here(monkeypatch, *run, "--steps", "10")
    ended = read_state(tmp_path / "last.pt")
    assert "--resume" in refusal(monkeypatch, capsys, *run, "--steps", "20")
    assert "has 10 steps" in refusal(monkeypatch, capsys, *run, "--steps", "10", "--prolong")
    here(monkeypatch, *run, "--steps", "20", "--prolong")
    with (tmp_path / "train.csv").open() as file:
        rates = {int(row["step"]): float(row["lr"]) / 1e-3 for row in csv.DictReader(file)}
    assert sorted(rates) == list(range(1, 21))
    assert [rates[step] for step in (5, 6, 13, 20)] == pytest.approx([1, 1, 1, 2 / 15], abs=0.01)
    kept = read_state(tmp_path / "ended-10" / "last.pt")
    assert all((kept["ema"][name] == ended["ema"][name]).all() for name in ended["ema"])
    assert (tmp_path / "ended-10" / "train.csv").read_text().count("\n") == 11
    state = read_state(tmp_path / "last.pt")
    assert (state["step"], state["origin"], state["progress"]) == (20, 5, 1)


def test_only_an_ended_run_is_prolonged(picture_folder, tmp_path, monkeypatch, capsys):
    run = (picture_folder, tmp_path, "--phases", "32x1", "--held-out", "0", "--prolong")
    assert "no run to prolong" in refusal(monkeypatch, capsys, *run, "--steps", "4")
    here(monkeypatch, *run[:-1], "--steps", "2", "--decay", "0")
    # Without a decay the end is where the full rate goes on.
    here(monkeypatch, *run, "--steps", "4", "--decay", "0")
    assert read_state(tmp_path / "last.pt")["origin"] == 2
    state = read_state(tmp_path / "last.pt")
    torch.save(state | {"progress": 0.9}, tmp_path / "last.pt")
    assert "has not ended" in refusal(monkeypatch, capsys, *run, "--steps", "4")


def test_a_packed_checkpoint_goes_on(picture_folder, tmp_path, monkeypatch, capsys):
    run = (picture_folder, tmp_path, "--phases", "32x1", "--decay", "0", "--warmup", "0", "--held-out", "1e-6",
           "--optimizer", "muon-all", "--decoder-norm", "batch")
    here(monkeypatch, *run, "--steps", "6")
    assert "none of the pictures is held out" in capsys.readouterr().out
    whole = read_state(tmp_path / "last.pt")
    monkeypatch.setattr(sys, "argv", ["pack.py", str(tmp_path / "last.pt"), str(tmp_path / "small.pt")])
    pack.main()
    small = read_state(tmp_path / "small.pt")
    assert small["config"] == whole["config"] and small["step"] == 6
    for part in ("model", "ema"):
        for name, tensor in whole[part].items():
            assert small[part][name].dtype == tensor.dtype
            assert torch.allclose(small[part][name].float(), tensor.float(), rtol=2e-3, atol=2e-4), name
    (tmp_path / "small.pt").replace(tmp_path / "last.pt")
    here(monkeypatch, *run, "--steps", "8", "--resume")
    assert "resumed at step 6" in capsys.readouterr().out


def test_the_default_model_is_packed_in_45_megabytes(tmp_path):
    model = LiteVAE(Config())
    optimizers = build_optimizers(model, "muon", 1e-3, 0.01, 0, (0.9, 0.99))
    for parameter in model.parameters():
        parameter.grad = torch.zeros_like(parameter)
    for optimizer in optimizers:
        optimizer.step()
    weights = {name: tensor.detach() for name, tensor in model.state_dict().items()}
    state = {"config": {}, "settings": {}, "model": weights, "ema": {k: v + 1e-3 for k, v in weights.items()},
             "optimizers": [optimizer.state_dict() for optimizer in optimizers]}
    torch.save(packed(state), tmp_path / "small.pt")
    assert (tmp_path / "small.pt").stat().st_size < 35e6  # so that one a third larger keeps to 45 MB


def test_npz_without_pools_starts_as_average(tmp_path):
    old = LiteVAE(Config(downsample="average", **NARROW))
    np.savez(tmp_path / "w.npz", **{k: v.numpy() for k, v in old.state_dict().items()})
    new = load_npz(tmp_path / "w.npz", Config(**NARROW))
    image = torch.rand(1, 3, 24, 24)
    with torch.no_grad():
        assert torch.allclose(old(image, sample=False)[0], new(image, sample=False)[0], atol=1e-5)
    with pytest.raises(ValueError, match="does not fit"):
        load_npz(tmp_path / "w.npz", Config(size="B", **NARROW))
