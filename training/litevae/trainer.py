"""The training loop: one process or many (accelerate), resumable, with a schedule in steps or in minutes."""

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import torch
from accelerate import Accelerator
from accelerate.utils import broadcast

from .checkpoint import save_atomically
from .data import CropStream, Pictures
from .discriminator import UNetDiscriminator
from .logbook import Logbook
from .losses import Losses, hinge
from .model import Config, LiteVAE, SelfModulatedConv
from .optim import build_optimizers, schedule
from .preview import contact_sheet, validate


@dataclass
class Settings:
    """What a run is; stored in its checkpoints. Phases: (crop side, pictures a process, share of the run)."""

    losses: dict[str, float]
    steps: int = 0  # 0: the run ends after `minutes`
    minutes: float = 0.0
    phases: list[tuple[int, int, float]] = field(default_factory=lambda: [(128, 16, 2 / 3), (256, 8, 1 / 3)])
    optimizer: str = "adamw"
    lr: float = 1e-4
    muon_lr: float = 0.01
    weight_decay: float = 0.0
    betas: tuple[float, float] = (0.5, 0.9)
    warmup: float = 0.01
    decay: float = 0.5
    ema: float = 0.999
    clip: float = 1.0
    adversarial_start: float = 0.3  # share of the run before the discriminator joins
    seed: int = 0
    log_every: int = 10
    save_minutes: float = 3.0
    validate_minutes: float = 10.0
    validate_steps: int = 0  # 0: by minutes


BAD_STEPS = 100  # in a row without finite gradients: the run will not come back


def phase_at(phases: list[tuple[int, int, float]], progress: float) -> tuple[int, int]:
    """-> (pictures, crop side) at `progress` in [0, 1]."""
    passed = 0.0
    for side, count, share in phases:
        passed += share
        if progress < passed - 1e-12:
            return count, side
    return phases[-1][1], phases[-1][0]


class Clock:
    """Progress of a run in [0, 1].

    With a number of steps it is the share of them. With minutes every step moves it by what one step takes of the
    time that is left, so a run that was paused or slowed still ends its schedule at the deadline, without a jump.
    Processes measure different times: `agree` gives all of them one progress, else their rates would part and one
    would stop while the others wait for it.
    """

    def __init__(self, steps: int, minutes: float, progress: float = 0.0,
                 agree: Callable[[float], float] = lambda progress: progress) -> None:
        self.steps, self.progress, self.agree = steps, progress, agree
        self.deadline = time.monotonic() + 60 * minutes
        self.last = time.monotonic()
        self.durations: deque[float] = deque(maxlen=31)

    def tick(self, step: int) -> None:
        """After step number `step` (from 0)."""
        now = time.monotonic()
        self.durations.append(now - self.last)
        self.last = now
        if self.steps:
            self.progress = (step + 1) / self.steps
            return
        left = self.deadline - now
        usual = self.step_seconds()
        passed = 1.0 if left <= usual else self.progress + (1 - self.progress) * min(1.0, usual / left)
        self.progress = self.agree(passed)

    def step_seconds(self) -> float:
        ordered = sorted(self.durations)
        return ordered[len(ordered) // 2] if ordered else 0.0

    def seconds_left(self, step: int) -> float:
        return (self.steps - step - 1) * self.step_seconds() if self.steps else max(0, self.deadline - self.last)


def from_main(value: float, device: torch.device) -> float:
    """The main process's `value`, in every process."""
    return float(broadcast(torch.tensor([value], dtype=torch.float64, device=device))[0])


def normalise_filters(model: LiteVAE) -> None:
    """Brings every self-modulated filter to length 1, which changes no output; Muon's angles rely on it."""
    with torch.no_grad():
        for module in model.modules():
            if isinstance(module, SelfModulatedConv):
                module.w.div_(module.w.flatten(1).norm(dim=1).view(-1, 1, 1, 1).clamp(min=1e-8))


class Trainer:
    def __init__(self, model: LiteVAE, settings: Settings, train: Pictures, validation: Pictures, out: Path,
                 accelerator: Accelerator, resume: dict | None = None) -> None:
        self.settings, self.out, self.accelerator = settings, out, accelerator
        self.config: Config = model.config
        self.validation = validation
        if resume is not None:
            model.load_state_dict(resume["model"])
        elif settings.optimizer == "muon":
            normalise_filters(model)
        model.to(memory_format=torch.channels_last)
        self.raw, self.average = model, {k: v.detach().clone() for k, v in model.state_dict().items()}
        optimizers = build_optimizers(model, settings.optimizer, settings.lr, settings.muon_lr,
                                      settings.weight_decay, settings.betas)
        self.discriminator, critic_optimizers = None, []
        if "adversarial" in settings.losses:
            self.discriminator = UNetDiscriminator()
            critic_optimizers = [torch.optim.AdamW(self.discriminator.parameters(), settings.lr, betas=settings.betas,
                                                   weight_decay=0.0)]
        self.step, self.skipped, self.cpu_seconds = 0, 0, 0.0
        if resume is not None:
            self.step, self.cpu_seconds = resume["step"], resume.get("cpu_seconds", 0.0)
            self.average = resume["ema"]
            for optimizer, state in zip(optimizers + critic_optimizers, resume["optimizers"], strict=True):
                given = [{k: v for k, v in group.items() if k != "params"} for group in optimizer.param_groups]
                optimizer.load_state_dict(state)
                for group, options in zip(optimizer.param_groups, given, strict=True):
                    group.update(options)  # a resumed run may be given other rates
            if self.discriminator is not None:
                self.discriminator.load_state_dict(resume["discriminator"])
        self.model = accelerator.prepare(model)
        self.optimizers = [accelerator.prepare(o) for o in optimizers]
        self.critic, self.critic_optimizers = None, []
        if self.discriminator is not None:
            self.critic = accelerator.prepare(self.discriminator)
            self.critic_optimizers = [accelerator.prepare(o) for o in critic_optimizers]
        self.average = {k: v.to(accelerator.device) for k, v in self.average.items()}
        self.losses = Losses(settings.losses, accelerator.device)
        passed = self.step / settings.steps if settings.steps else resume["progress"] if resume else 0.0
        several = accelerator.num_processes > 1
        self.clock = Clock(settings.steps, settings.minutes, passed,
                           (lambda progress: from_main(progress, accelerator.device)) if several else lambda p: p)
        self.columns = [*settings.losses, *(["critic"] if self.critic is not None else []), "loss", "psnr_db", "grad_norm"]
        self.log = Logbook(out, self.step) if accelerator.is_main_process else None
        self.stream = CropStream(train, self._shape_of, settings.seed, accelerator.process_index, self.step)

    def _shape_of(self, step: int) -> tuple[int, int]:
        # With a deadline the future is not known: the stream's few batches ahead take the present phase.
        steps = self.settings.steps
        return phase_at(self.settings.phases, step / steps if steps else self.clock.progress)

    def run(self) -> None:
        """Trains to the end of the schedule; writes checkpoints, logs and contact sheets into the run's folder."""
        saved = validated = time.monotonic()
        recent: deque[tuple[dict[str, float], int]] = deque(maxlen=self.settings.log_every)
        try:
            while self.clock.progress < 1:
                began = time.process_time()
                number, batch = self.stream.next()
                recent.append((self._one_step(number, batch), len(batch)))
                self.clock.tick(number)
                self.step = number + 1
                self.cpu_seconds += time.process_time() - began
                if self.accelerator.is_main_process:
                    if self.step % self.settings.log_every == 0:
                        self._log(recent)
                    now = time.monotonic()
                    if now - saved > 60 * self.settings.save_minutes:
                        self.save()
                        saved = now
                    every = self.settings.validate_steps
                    due = self.step % every == 0 if every else now - validated > 60 * self.settings.validate_minutes
                    if len(self.validation) and due and self.clock.progress < 1:
                        self.check()
                        validated = self.clock.last = time.monotonic()
            if self.accelerator.is_main_process:
                self.save()
                if len(self.validation):
                    self.check()
        finally:
            self.stream.close()

    def _one_step(self, number: int, batch: torch.Tensor) -> dict[str, float]:
        settings, accelerator, progress = self.settings, self.accelerator, self.clock.progress
        # All randomness of a step comes from its number, so a resumed run draws what the killed one would have.
        torch.manual_seed((settings.seed * 1_000_003 + number) * 4096 + accelerator.process_index)
        factor = schedule(progress, settings.warmup, settings.decay)
        for optimizer in self.optimizers + self.critic_optimizers:
            for group in optimizer.param_groups:
                group["lr"] = factor * group.get("peak", settings.lr)
        x = batch.to(accelerator.device, memory_format=torch.channels_last)
        adversarial = self.critic is not None and progress >= settings.adversarial_start
        with accelerator.autocast():
            y, mean, logvar = self.model(x)
        terms = self.losses.terms(x, y, mean, logvar, self.discriminator if adversarial else None)
        total = self.losses.total(terms)
        accelerator.backward(total)
        norm = accelerator.clip_grad_norm_(self.model.parameters(), settings.clip)
        good = bool(torch.isfinite(norm))  # in all processes alike, since they have averaged their gradients
        if good:
            for optimizer in self.optimizers:
                optimizer.step()
        self._count(good)
        for optimizer in self.optimizers:
            optimizer.zero_grad(set_to_none=True)
        if adversarial and good:
            terms["critic"] = self._critic_step(x, y.detach())
        self._follow()
        error = (((x - y.detach().clamp(-1, 1)) * 127.5).square().mean((1, 2, 3)) + 1 / 12).log10()
        numbers = {name: float(term.detach()) for name, term in terms.items()}
        return numbers | {"loss": float(total.detach()), "psnr_db": float((20 * 2.40654 - 10 * error).mean()),
                          "grad_norm": float(norm)}

    def _critic_step(self, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        for optimizer in self.critic_optimizers:
            optimizer.zero_grad(set_to_none=True)  # the generator's backward pass left gradients here
        with self.accelerator.autocast():
            # One call for both: a second one would overwrite buffers that the backward pass needs.
            real, fake = zip(*(part.float().chunk(2) for part in self.critic(torch.cat([x, y]))))
        loss = hinge(real, fake)
        self.accelerator.backward(loss)
        norm = self.accelerator.clip_grad_norm_(self.critic.parameters(), self.settings.clip)
        for optimizer in self.critic_optimizers:
            if torch.isfinite(norm):
                optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        return loss

    def _count(self, good: bool) -> None:
        """One bad batch must not end a night's run, but a run that only skips must not last the night."""
        self.skipped = 0 if good else self.skipped + 1
        if not good:
            self.accelerator.print(f"step {self.step + 1} skipped: its gradients are not finite", flush=True)
        if self.skipped == BAD_STEPS:
            raise FloatingPointError(f"{BAD_STEPS} steps in a row had gradients that are not finite: lower --lr, or start "
                                     "from an earlier checkpoint")

    @torch.no_grad()
    def _follow(self) -> None:
        decay = min(self.settings.ema, (1 + self.step) / (10 + self.step))
        values = self.raw.state_dict()
        averaged = [k for k, v in self.average.items() if v.is_floating_point()]
        torch._foreach_lerp_([self.average[k] for k in averaged], [values[k] for k in averaged], 1 - decay)
        for name in self.average.keys() - set(averaged):  # a batch norm counts its batches
            self.average[name].copy_(values[name])

    def _log(self, recent) -> None:
        found = {name: [numbers[name] for numbers, _ in recent if name in numbers] for name in self.columns}
        row = {name: sum(values) / len(values) if values else math.nan for name, values in found.items()}
        seconds = max(self.clock.step_seconds(), 1e-9)
        row |= {"pictures_per_second": recent[-1][1] * self.accelerator.num_processes / seconds,
                "lr": self.optimizers[0].param_groups[0]["lr"], "progress": self.clock.progress,
                "cpu_seconds": self.cpu_seconds}
        left = self.clock.seconds_left(self.step - 1)
        print(f"step {self.step} {100 * row['progress']:.1f}% loss {row['loss']:.4f} PSNR {row['psnr_db']:.2f} dB "
              f"{row['pictures_per_second']:.1f} pictures/s ETA {left / 60:.1f} min", flush=True)
        self.log.record("train", self.step, row)

    def averaged(self) -> LiteVAE:
        model = LiteVAE(self.config)
        model.load_state_dict(self.average)
        return model.to(self.accelerator.device).eval().to(memory_format=torch.channels_last)

    def check(self) -> dict[str, float]:
        """Validation with the averaged weights, and a contact sheet."""
        model = self.averaged()
        row = validate(model, self.validation)
        contact_sheet(model, self.validation, self.out / f"sheet-{self.step:07d}.png")
        print(f"validation at step {self.step}: PSNR {row['psnr']:.3f} dB, SSIM {row['ssim']:.4f}", flush=True)
        self.log.record("validation", self.step, row)
        return row

    def save(self) -> None:
        state = {
            "config": self.config.to_dict(), "settings": vars(self.settings), "step": self.step,
            "progress": self.clock.progress, "cpu_seconds": self.cpu_seconds, "model": self.raw.state_dict(), "ema": self.average,
            "optimizers": [o.optimizer.state_dict() for o in self.optimizers + self.critic_optimizers],
        }
        if self.discriminator is not None:
            state["discriminator"] = self.discriminator.state_dict()
        save_atomically(state, self.out / "last.pt")
