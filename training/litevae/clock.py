"""How far a run is: by steps, or by minutes on one clock that all processes share."""

import time
from collections import deque
from collections.abc import Callable

import torch
from accelerate.utils import broadcast


class Clock:
    """Progress of a run in [0, 1].

    With a number of steps it is the share of them. With minutes every step moves it by what one step takes of the
    time that is left, so a run that was paused or slowed still ends its schedule at the deadline, without a jump.
    Processes measure different times: `agree` gives all of them one progress, else their rates would part and one
    would stop while the others wait for it.
    """

    def __init__(self, steps: int, minutes: float, progress: float = 0.0,
                 agree: Callable[[float], float] = lambda progress: progress, origin: int = 0) -> None:
        """origin: the step at which the schedule began; it ends at step `steps`."""
        self.steps, self.progress, self.agree, self.origin = steps, progress, agree, origin
        self.deadline = time.monotonic() + 60 * minutes
        self.last = time.monotonic()
        self.durations: deque[float] = deque(maxlen=31)

    def tick(self, step: int) -> None:
        """After step number `step` (from 0)."""
        now = time.monotonic()
        self.durations.append(now - self.last)
        self.last = now
        if self.steps:
            self.progress = self.share(step + 1)
            return
        left = self.deadline - now
        usual = self.step_seconds()
        passed = 1.0 if left <= usual else self.progress + (1 - self.progress) * min(1.0, usual / left)
        self.progress = self.agree(passed)

    def share(self, done: int) -> float:
        """Progress of a run by steps when `done` of them are done."""
        return (done - self.origin) / (self.steps - self.origin)

    def step_seconds(self) -> float:
        ordered = sorted(self.durations)
        return ordered[len(ordered) // 2] if ordered else 0.0

    def seconds_left(self, step: int) -> float:
        return (self.steps - step - 1) * self.step_seconds() if self.steps else max(0, self.deadline - self.last)


def from_main(value: float, device: torch.device) -> float:
    """The main process's `value`, in every process."""
    return float(broadcast(torch.tensor([value], dtype=torch.float64, device=device))[0])
