"""The training loop: one process or many (accelerate), resumable, with a schedule in steps or in minutes."""

import math
import time
from collections import deque
from pathlib import Path

import torch
from accelerate import Accelerator

from .checkpoint import save_atomically
from .clock import Clock, from_main
from .crops import CropStream, DevicePictures, Shape
from .data import Pictures
from .discriminator import UNetDiscriminator
from .logbook import Logbook
from .losses import Losses, hinge
from .model import Config, LiteVAE, SelfModulatedConv
from .optim import build_optimizers, schedule
from .preview import contact_sheet, validate
from .settings import Settings, phase_at


BAD_STEPS = 100  # in a row without finite gradients: the run will not come back


def normalise_filters(model: LiteVAE) -> None:
    """Brings every self-modulated filter that is trained to length 1, which changes no output; Muon's angles rely on it."""
    with torch.no_grad():
        for module in model.modules():
            if isinstance(module, SelfModulatedConv) and module.w.requires_grad:
                module.w.div_(module.w.flatten(1).norm(dim=1).view(-1, 1, 1, 1).clamp(min=1e-8))


class Trainer:
    def __init__(self, model: LiteVAE, settings: Settings, train: Pictures, validation: Pictures, out: Path,
                 accelerator: Accelerator, resume: dict | None = None) -> None:
        self.settings, self.out, self.accelerator = settings, out, accelerator
        self.config: Config = model.config
        self.validation = validation
        if resume is not None:
            model.load_state_dict(resume["model"])
        elif settings.optimizer != "adamw":
            normalise_filters(model)
        model.to(memory_format=torch.channels_last)
        self.raw, self.average = model, {k: v.detach().clone() for k, v in model.state_dict().items()}
        optimizers = build_optimizers(model, settings.optimizer, settings.lr, settings.muon_lr,
                                      settings.weight_decay, settings.betas)
        self.discriminator, critic_optimizers = None, []
        if "adversarial" in settings.losses:
            self.discriminator = UNetDiscriminator()
            critic_optimizers = [torch.optim.AdamW(self.discriminator.parameters(), settings.lr, betas=settings.betas,
                                                   weight_decay=0.0, fused=True)]
        self.step, self.origin, self.skipped, self.cpu_seconds = 0, 0, 0, 0.0
        if resume is not None:
            self.step, self.origin = resume["step"], resume.get("origin", 0)
            self.cpu_seconds = resume.get("cpu_seconds", 0.0)
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
        several = accelerator.num_processes > 1
        self.clock = Clock(settings.steps, settings.minutes, resume["progress"] if resume else 0.0,
                           (lambda progress: from_main(progress, accelerator.device)) if several else lambda p: p,
                           self.origin)
        if settings.steps:
            self.clock.progress = self.clock.share(self.step)
        self.columns = [*settings.losses, *(["critic"] if self.critic is not None else []), "loss", "psnr_db", "grad_norm"]
        self.log = Logbook(out, self.step) if accelerator.is_main_process else None
        device = DevicePictures(train, accelerator.device) if DevicePictures.fit(train, accelerator.device) else None
        self.stream = CropStream(train, self._shape_of, settings.seed, accelerator.process_index, self.step,
                                 settings.scales, device)

    def _shape_of(self, step: int) -> Shape:
        # With a deadline the future is not known: the stream's few batches ahead take the present phase.
        return phase_at(self.settings.phases, self.clock.share(step) if self.settings.steps else self.clock.progress)

    def run(self) -> None:
        """Trains to the end of the schedule; writes checkpoints, logs and contact sheets into the run's folder."""
        saved = validated = time.monotonic()
        recent: list[tuple[dict[str, torch.Tensor], int]] = []
        try:
            while self.clock.progress < 1:
                began = time.process_time()
                number, batch = self.stream.next()
                recent.append((self._one_step(number, batch), len(batch)))
                steady = self._steady()
                self.clock.tick(number)
                self.step = number + 1
                self.cpu_seconds += time.process_time() - began
                if self.step % self.settings.log_every == 0:
                    self._log(recent)
                    recent.clear()
                if self.accelerator.is_main_process:
                    if steady and not self._steady():
                        self.save("steady.pt")
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

    def _steady(self) -> bool:
        """Whether the rate has not begun to fall."""
        return self.clock.progress < 1 - self.settings.decay

    def _one_step(self, number: int, batch: torch.Tensor) -> dict[str, torch.Tensor]:
        """-> numbers of the step. They stay on the device: reading one would make the CPU wait for the GPU."""
        settings, accelerator, progress = self.settings, self.accelerator, self.clock.progress
        # All randomness of a step comes from its number, so a resumed run draws what the killed one would have.
        torch.manual_seed((settings.seed * 1_000_003 + number) * 4096 + accelerator.process_index)
        # A prolonged run goes on at full rate.
        factor = schedule(progress, 0.0 if self.origin else settings.warmup, settings.decay)
        for optimizer in self.optimizers + self.critic_optimizers:
            for group in optimizer.param_groups:
                group["lr"] = factor * group.get("peak", settings.lr)
        x = batch.to(accelerator.device, memory_format=torch.channels_last)
        adversarial = self.critic is not None and progress >= settings.adversarial_start
        with accelerator.autocast():
            y, mean, logvar = self.model(x)
        terms = self.losses.terms(x, y, mean, logvar, self._opinion if adversarial else None)
        total = self.losses.total(terms)
        accelerator.backward(total)
        norm = accelerator.clip_grad_norm_(self.model.parameters(), settings.clip)
        # In all processes alike, since they have averaged their gradients.
        bad = ~torch.isfinite(norm)
        self._update(self.optimizers, bad)
        if adversarial:
            terms["critic"] = self._critic_step(x, y.detach(), bad)
        self._follow()
        error = (((x - y.detach().clamp(-1, 1)) * 127.5).square().mean((1, 2, 3)) + 1 / 12).log10()
        return {name: term.detach() for name, term in terms.items()} | {
            "loss": total.detach(), "psnr_db": (20 * 2.40654 - 10 * error).mean(), "grad_norm": norm.detach(), "bad": bad}

    @staticmethod
    def _update(optimizers: list, bad: torch.Tensor) -> None:
        """A step, which the optimisers leave out on the device where `bad` is true."""
        for optimizer in optimizers:
            optimizer.optimizer.found_inf = bad.float()
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)

    def _opinion(self, y: torch.Tensor) -> list[torch.Tensor]:
        """The critic's outputs for y; the gradients that they give are of y alone."""
        self.discriminator.requires_grad_(False)
        with self.accelerator.autocast():
            parts = [part.float() for part in self.discriminator(y)]
        self.discriminator.requires_grad_(True)
        return parts

    def _critic_step(self, x: torch.Tensor, y: torch.Tensor, bad: torch.Tensor) -> torch.Tensor:
        with self.accelerator.autocast():
            # One call for both: a second one would overwrite buffers that the backward pass needs.
            real, fake = zip(*(part.float().chunk(2) for part in self.critic(torch.cat([x, y]))))
        loss = hinge(real, fake)
        self.accelerator.backward(loss)
        norm = self.accelerator.clip_grad_norm_(self.critic.parameters(), self.settings.clip)
        self._update(self.critic_optimizers, bad | ~torch.isfinite(norm))
        return loss.detach()

    def _count(self, bad: list[bool]) -> None:
        """One bad batch must not end a night's run, but a run that only skips must not last the night."""
        for step, skipped in enumerate(bad, start=self.step - len(bad) + 1):
            self.skipped = self.skipped + 1 if skipped else 0
            if skipped:
                self.accelerator.print(f"step {step} skipped: its gradients are not finite", flush=True)
            if self.skipped == BAD_STEPS:
                raise FloatingPointError(f"{BAD_STEPS} steps in a row had gradients that are not finite: lower --lr, or "
                                         "start from an earlier checkpoint")

    @torch.no_grad()
    def _follow(self) -> None:
        decay = min(self.settings.ema, (1 + self.step) / (10 + self.step))
        values = self.raw.state_dict()
        averaged = [k for k, v in self.average.items() if v.is_floating_point()]
        torch._foreach_lerp_([self.average[k] for k in averaged], [values[k] for k in averaged], 1 - decay)
        for name in self.average.keys() - set(averaged):  # a batch norm counts its batches
            self.average[name].copy_(values[name])

    def _log(self, recent: list[tuple[dict[str, torch.Tensor], int]]) -> None:
        names = list(dict.fromkeys(name for numbers, _ in recent for name in numbers))
        missing = torch.full((), math.nan, device=self.accelerator.device)
        # The one place where the CPU waits for the GPU.
        values = torch.stack([torch.stack([numbers.get(name, missing).float() for name in names])
                              for numbers, _ in recent]).cpu()
        columns = dict(zip(names, values.T))
        self._count((columns["bad"] > 0).tolist())
        if not self.accelerator.is_main_process:
            return
        row = {name: float(columns[name].nanmean()) if name in columns else math.nan for name in self.columns}
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

    def save(self, name: str = "last.pt") -> None:
        state = {
            "config": self.config.to_dict(), "settings": vars(self.settings), "step": self.step,
            "origin": self.origin, "progress": self.clock.progress, "cpu_seconds": self.cpu_seconds, "model": self.raw.state_dict(), "ema": self.average,
            "optimizers": [o.optimizer.state_dict() for o in self.optimizers + self.critic_optimizers],
        }
        if self.discriminator is not None:
            state["discriminator"] = self.discriminator.state_dict()
        save_atomically(state, self.out / name)
