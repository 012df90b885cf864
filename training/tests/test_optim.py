"""What a step does: clock, schedule, phases, optimisers."""

import time

import pytest
import torch

import train as train_script
from litevae.clock import Clock
from litevae.crops import Shape
from litevae.model import Config, LiteVAE
from litevae.optim import OPTIMIZERS, Muon, build_optimizers, orthogonalise, schedule
from litevae.settings import phase_at
from litevae.trainer import normalise_filters

from conftest import NARROW


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
