"""The trainer as users run it: learns, survives a kill, works on several processes, ends on time."""

import csv
import json
import os
import signal
import subprocess
import sys
import time

import pytest
import torch

import train as train_script
from litevae import trainer
from litevae.checkpoint import load_weights, read_state
from litevae.logbook import Logbook

from runs_of_train import ROOT, command, curve, here, refusal, train


@pytest.mark.parametrize("how", [("--losses", "l1=1,kl=1e-6,wavelet=0.5"),
                                 ("--losses", "l1=1,adversarial=0.1", "--adversarial-start", "0", "--optimizer", "muon")],
                         ids=["adamw", "muon and adversary"])
def test_a_killed_run_continues_its_curve(how, picture_folder, tmp_path):
    cache = ("--cache", str(tmp_path / "cache"), *how, "--steps", "24")
    text = train(picture_folder, tmp_path / "whole", *cache)
    assert "PSNR" in text and "pictures/s" in text and "ETA" in text and "skipped broken.png" in text
    broken = tmp_path / "broken"
    process = subprocess.Popen(command(picture_folder, broken, *cache, "--save-minutes", "0"),
                               stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 90
    while not ((broken / "train.csv").exists() and len(curve(broken)) >= 6):
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert len(curve(broken)) < 24, "the run ended before it could be killed"
    assert "resumed at step" in train(picture_folder, broken, *cache, "--resume")
    whole, resumed = curve(tmp_path / "whole"), curve(broken)
    assert [s for s, _ in whole] == [s for s, _ in resumed] == list(range(1, 25))
    for (step, a), (_, b) in zip(whole, resumed):
        assert a == pytest.approx(b, rel=1e-4), f"the curves part at step {step}"
    if "wavelet" in how[1]:  # an adversary's loss need not fall
        assert sum(v for _, v in whole[-6:]) < sum(v for _, v in whole[:6])
    for name in ("last.pt", "validation.csv", "sheet-0000024.png", "tensorboard"):
        assert (broken / name).exists()
    a, b = (load_weights(tmp_path / run / "last.pt") for run in ("whole", "broken"))
    for x, y in zip(a.parameters(), b.parameters()):
        assert torch.allclose(x, y, atol=1e-4)


def test_two_processes_and_an_adversary(picture_folder, tmp_path):
    # accelerate takes its processes from the environment; for CPUs its own launcher needs MPI, torchrun does not.
    launcher = ("-m", "torch.distributed.run", "--nproc_per_node", "2")
    text = train(picture_folder, tmp_path / "run", "--steps", "3", "--losses", "l1=1,adversarial=0.1",
                 "--adversarial-start", "0.3", "--optimizer", "muon", "--phases", "32x1", launcher=launcher)
    assert "2 process(es)" in text
    with (tmp_path / "run" / "train.csv").open() as file:
        row = list(csv.DictReader(file))[-1]
    assert int(row["step"]) == 3 and None not in row, "columns for what joins later, too"
    assert float(row["loss"]) == pytest.approx(float(row["l1"]) + 0.1 * float(row["adversarial"]), rel=1e-4)
    state = torch.load(tmp_path / "run" / "last.pt", weights_only=True)
    assert len(state["optimizers"]) == 3 and "discriminator" in state


def test_processes_of_different_speed_end_together(picture_folder, tmp_path):
    """By minutes: each measures its own time, and they share one clock."""
    arguments = command(picture_folder, tmp_path, "--minutes", "0.05", "--phases", "32x1", "--held-out", "0")
    arguments[1:2] = ["-m", "torch.distributed.run", "--nproc_per_node", "2", str(ROOT / "tests" / "clocks.py")]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=60, env=os.environ | {"PYTHONPATH": str(ROOT)})
    assert done.returncode == 0, done.stderr[-3000:]
    first, second = (json.loads((tmp_path / f"clock-{rank}.json").read_text()) for rank in (0, 1))
    assert first == second and first[-1] == 1 and len(first) == 11, "three seconds by the first process's clock"


def test_a_run_is_not_overwritten(tmp_path, monkeypatch, capsys):
    (tmp_path / "last.pt").write_bytes(b"hours of work")
    assert "--resume" in refusal(monkeypatch, capsys, tmp_path, tmp_path, "--steps", "2")
    assert (tmp_path / "last.pt").read_bytes() == b"hours of work"


@pytest.mark.parametrize("more", [("--steps", "2", "--minutes", "1"), (), ("--steps", "2", "--phases", "30x2"),
                                  ("--steps", "2", "--phases", "32x2:0"), ("--steps", "2", "--phases", "32"),
                                  ("--steps", "2", "--seed", "-1"),
                                  ("--steps", "2", "--held-out", "64"), ("--steps", "2", "--scales", "1", "0.5"),
                                  ("--steps", "2", "--resize", "48"), ("--steps", "2", "--losses", "adversarial=1")])
def test_wrong_options_are_refused(more, picture_folder, tmp_path, monkeypatch, capsys):
    assert "error:" in refusal(monkeypatch, capsys, picture_folder, tmp_path, *more)


def test_a_refusal_says_what_to_do(picture_folder, tmp_path, monkeypatch, capsys):
    def said(*arguments):
        return refusal(monkeypatch, capsys, *arguments)

    assert "known are l1, psnr" in said(picture_folder, tmp_path, "--steps", "2", "--losses", "l9=1")
    assert "no such folder" in said(tmp_path / "nowhere", tmp_path, "--steps", "2")
    train(picture_folder, tmp_path / "run", "--steps", "2", "--held-out", "0", "--losses", "l1=1")
    run = (picture_folder, tmp_path / "run", "--steps", "4", "--resume")
    before = (tmp_path / "run" / "last.pt").read_bytes()
    assert "--optimizer adamw" in said(*run, "--optimizer", "muon")
    assert "discriminator" in said(*run, "--losses", "l1=1,adversarial=1")
    assert "size is S, not B" in said(*run, "--size", "B")
    assert "size is S, not B" in said(picture_folder, tmp_path / "new", "--steps", "4", "--size", "B", "--start",
                                      str(tmp_path / "run" / "last.pt"))
    assert (tmp_path / "run" / "last.pt").read_bytes() == before
    assert "has ended at step 2" in train(picture_folder, tmp_path / "run", "--steps", "2", "--resume")
    # More steps, another rate and other losses: goes on, and the log of the other losses is kept.
    more = train(*run, "--lr", "5e-4", "--warmup", "0", "--decay", "0", "--losses", "l1=1,kl=1e-6")
    assert "resumed at step 2" in more
    with (tmp_path / "run" / "train.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["step"] for row in rows] == ["3", "4"] and {float(row["lr"]) for row in rows} == {5e-4}
    assert (tmp_path / "run" / "train-until-2.csv").exists()


def test_a_critic_gets_no_gradients_from_the_generators_step(picture_folder, tmp_path, monkeypatch):
    seen, step = [], trainer.Trainer._critic_step

    def spied(self, *arguments):
        seen.append(all(p.grad is None and p.requires_grad for p in self.discriminator.parameters()))
        return step(self, *arguments)

    monkeypatch.setattr(trainer.Trainer, "_critic_step", spied)
    here(monkeypatch, picture_folder, tmp_path, "--steps", "2", "--losses", "l1=1,adversarial=0.1", "--adversarial-start",
         "0", "--held-out", "0", "--phases", "32x1")
    assert seen == [True, True]


def test_a_step_reads_nothing_back(picture_folder, tmp_path, monkeypatch):
    """Reading a number makes the CPU wait for a GPU; all are read together when a line is logged."""
    reads, one_step = [], trainer.Trainer._one_step

    def counted(self, *given):
        with pytest.MonkeyPatch.context() as patch:
            for name in ("__bool__", "__float__", "item", "tolist", "cpu", "numpy"):
                original = getattr(torch.Tensor, name)
                patch.setattr(torch.Tensor, name, lambda t, *a, _n=name, _o=original, **k: reads.append(_n) or _o(t, *a, **k))
            return one_step(self, *given)

    monkeypatch.setattr(trainer.Trainer, "_one_step", counted)
    here(monkeypatch, picture_folder, tmp_path, "--steps", "4", "--held-out", "0", "--phases", "32x1", "--losses",
         "l1=1,adversarial=0.1", "--adversarial-start", "0", "--optimizer", "muon-all", "--log-every", "4")
    assert not reads


def test_a_frozen_encoder_stays_as_it_is(picture_folder, tmp_path, monkeypatch, capsys):
    run = ("--phases", "32x1", "--held-out", "0", "--optimizer", "muon-all", "--losses", "l1=1")
    here(monkeypatch, picture_folder, tmp_path / "first", *run, "--steps", "1")
    given = tmp_path / "first" / "last.pt"
    second = (picture_folder, tmp_path / "second", *run, "--decoder-norm", "group", "--frozen-encoder", str(given))
    here(monkeypatch, *second, "--steps", "2")
    here(monkeypatch, *second, "--steps", "3", "--resume")
    before, after = (read_state(tmp_path / name / "last.pt") for name in ("first", "second"))
    encoder = [name for name in after["model"] if name.startswith("encoder.")]
    assert encoder and all((after["model"][name] == before["ema"][name]).all() for name in encoder)
    assert sum(len(group["params"]) for o in after["optimizers"] for group in o["param_groups"]) == len(
        [name for name in after["model"] if name.startswith("decoder.")])
    assert "does not fit" in refusal(monkeypatch, capsys, picture_folder, tmp_path / "third", *run, "--steps", "1",
                                     "--latent", "4", "--frozen-encoder", str(given))


def test_no_line_of_a_log_is_lost(tmp_path):
    """A run goes on with other losses by mistake, dies before it saves, and goes on with the right ones."""
    for step, row in ((0, {"l1": 1.0}), (100, {"l1": 1.0, "kl": 2.0}), (100, {"l1": 1.0})):
        book = Logbook(tmp_path, step)
        for more in (10, 20):
            book.record("train", step + 80 + more, row)
    text = "".join(path.read_text() for path in tmp_path.glob("*.csv"))
    assert "\n90,1\n100,1\n" in text and text.count("\n190,1") == 1


@pytest.mark.parametrize("bad", [(1,), range(99)])
def test_bad_batches_are_skipped_but_not_for_ever(bad, picture_folder, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", command(picture_folder, tmp_path, "--steps", "5", "--losses", "l1=1,adversarial=0.1",
                                             "--adversarial-start", "0")[1:])
    monkeypatch.setattr(trainer, "BAD_STEPS", 3)
    calls, total = [], trainer.Losses.total
    monkeypatch.setattr(trainer.Losses, "total", lambda self, terms: calls.append(0) or total(self, terms) * (
        float("nan") if len(calls) - 1 in bad else 1))
    if len(bad) > 3:
        with pytest.raises(FloatingPointError, match="lower --lr"):
            train_script.main()
        return
    train_script.main()
    assert "step 2 skipped" in capsys.readouterr().out
    state = torch.load(tmp_path / "last.pt", weights_only=True)
    for weights in (state["model"], state["ema"], state["discriminator"]):
        assert all(torch.isfinite(tensor).all() for tensor in weights.values())
