"""What a training run is."""

from dataclasses import dataclass, field

from .crops import Shape

Phase = tuple[int, int, float, bool]


@dataclass
class Settings:
    """What a run is; stored in its checkpoints.

    Phases: (crop side, pictures a process, share of the run, whether pictures are resized to the side).
    """

    losses: dict[str, float]
    steps: int = 0  # 0: the run ends after `minutes`
    minutes: float = 0.0
    phases: list[Phase] = field(default_factory=lambda: [(128, 16, 2 / 3, False), (256, 8, 1 / 3, False)])
    scales: tuple[float, float] = (1.0, 1.0)  # crops that are not resized show their picture reduced by such a factor
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


def phase_at(phases: list[Phase], progress: float) -> Shape:
    """The batches at `progress` in [0, 1]."""
    passed = 0.0
    for side, count, share, resized in phases:
        passed += share
        if progress < passed - 1e-12:
            break
    return Shape(count, side, resized)
