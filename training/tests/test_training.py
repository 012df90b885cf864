"""The trainer as users run it: learns, survives a kill, works on several processes, ends on time."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch

import pack
import train as train_script
from litevae import trainer
from litevae.checkpoint import load_npz, load_weights, read_state
from litevae.clock import Clock
from litevae.crops import Shape
from litevae.logbook import Logbook
from litevae.model import Config, LiteVAE
from litevae.optim import OPTIMIZERS, Muon, build_optimizers, orthogonalise, schedule
from litevae.packed import packed
from litevae.settings import phase_at
from litevae.trainer import normalise_filters

from conftest import NARROW

ROOT = Path(__file__).resolve().parents[1]
SMALL = ["--decoder-widths", "16", "16", "16", "--decoder-blocks", "1", "1", "1", "--phases", "32x2:1,64x1:1",
         "--log-every", "1", "--held-out", "0.1", "--cpu", "--precision", "no", "--lr", "1e-3", "--threads", "1"]


def command(pictures, out, *more, launcher=()):
    return [sys.executable, *launcher, str(ROOT / "train.py"), str(pictures), "--out", str(out), *SMALL, *more]


def train(*arguments, **options):
    done = subprocess.run(command(*arguments, **options), capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def here(monkeypatch, *arguments):
    """`train` without the seconds that a new process takes."""
    monkeypatch.setattr(sys, "argv", command(*arguments)[1:])
    train_script.main()


def curve(out):
    with (out / "train.csv").open() as file:
        return [(int(row["step"]), float(row["loss"])) for row in csv.DictReader(file)]


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
    assert first == second and len(first) > 5 and first[-1] == 1


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


def refusal(monkeypatch, capsys, *arguments):
    """What is said by a command that must be refused."""
    monkeypatch.setattr(sys, "argv", command(*arguments)[1:])
    with pytest.raises(SystemExit) as refused:
        train_script.main()
    assert refused.value.code == 2
    return capsys.readouterr().err


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


def test_clock_ends_on_time_even_when_paused(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    clock, steps, biggest = Clock(0, 10), 0, 0.0
    while clock.progress < 1:
        before = clock.progress
        now[0] += 120 if steps == 100 else 1  # one pause of two minutes in a run of ten
        clock.tick(steps)
        steps += 1
        biggest = max(biggest, clock.progress - before)
    assert now[0] == pytest.approx(600, abs=2)
    assert biggest < 0.01
    assert steps == pytest.approx(481, abs=2)


def test_schedule_and_phases():
    assert [schedule(p, 0.1, 0.5) for p in (0, 0.05, 0.1, 0.5, 0.75, 1)] == pytest.approx([0, 0.5, 1, 1, 0.5, 0])
    phases = train_script.phases("r128x16:2,256x4:1")
    first, second = Shape(16, 128, resized=True), Shape(4, 256)
    assert [phase_at(phases, p) for p in (0, 0.66, 0.67, 1)] == [first, first, second, second]


def test_orthogonalise_flattens_singular_values():
    for shape in ((3, 16, 40), (2, 40, 16)):
        values = torch.linalg.svdvals(orthogonalise(torch.randn(shape)))
        assert values.min() > 0.5 and values.max() < 1.4


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_optimisers_take_every_parameter_once_and_learn(kind):
    model = LiteVAE(Config(**NARROW))
    normalise_filters(model)
    optimizers = build_optimizers(model, kind, 1e-3, 0.02, 1e-4, (0.9, 0.99))
    taken = [id(p) for o in optimizers for g in o.param_groups for p in g["params"]]
    assert sorted(taken) == sorted(id(p) for p in model.parameters())
    image = torch.nn.functional.interpolate(torch.rand(2, 3, 4, 4), size=(16, 16), mode="bilinear") * 2 - 1
    losses = []
    for _ in range(20):
        loss = (model(image)[0] - image).square().mean()
        loss.backward()
        for optimizer in optimizers:
            optimizer.step()
            optimizer.zero_grad()
        losses.append(loss.item())
    assert losses[-1] < 0.6 * losses[0]


def test_muon_turns_all_filters_by_the_same_share():
    """Of their length, which modulated filters have at 1 and others learn."""
    modulated, plain = (torch.nn.Parameter(torch.randn(8, 4, 3, 3) * size) for size in (1, 0.3))
    modulated.data /= modulated.detach().flatten(1).norm(dim=1).view(-1, 1, 1, 1)
    before = [bank.detach().clone() for bank in (modulated, plain)]
    optimizer = Muon([modulated], [plain], lr=0.01)
    for bank in (modulated, plain):
        bank.grad = torch.randn_like(bank)
    optimizer.step()
    for bank, old in zip((modulated, plain), before):
        assert float((bank - old).detach().norm() / old.norm()) == pytest.approx(0.01, rel=0.3)
    assert torch.allclose(modulated.flatten(1).norm(dim=1), torch.ones(8), atol=1e-5)


def test_normalising_filters_changes_no_output(small_model):
    image = torch.rand(1, 3, 16, 16)
    with torch.no_grad():
        before = small_model(image, sample=False)[0]
        normalise_filters(small_model)
        after = small_model(image, sample=False)[0]
    assert torch.allclose(before, after, atol=1e-5)


def test_npz_without_pools_starts_as_average(tmp_path):
    import numpy as np

    old = LiteVAE(Config(downsample="average", **NARROW))
    np.savez(tmp_path / "w.npz", **{k: v.numpy() for k, v in old.state_dict().items()})
    new = load_npz(tmp_path / "w.npz", Config(**NARROW))
    image = torch.rand(1, 3, 24, 24)
    with torch.no_grad():
        assert torch.allclose(old(image, sample=False)[0], new(image, sample=False)[0], atol=1e-5)
    with pytest.raises(ValueError, match="does not fit"):
        load_npz(tmp_path / "w.npz", Config(size="B", **NARROW))
