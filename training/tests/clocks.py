"""Run by torchrun in test_training.py: train.py with a second process that is slower; each lists its progress.

A step takes a quarter of a second of a made-up time in the first process and half a second in the second, so the
number of steps does not hang on the speed of the machine.
"""

import json
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import train
from litevae import clock

rank, seen, tick, now = int(os.environ["RANK"]), [], clock.Clock.tick, [0.0]


def slow(self: clock.Clock, step: int) -> None:
    now[0] += 0.25 * (1 + rank)
    tick(self, step)
    seen.append(self.progress)


clock.time = SimpleNamespace(monotonic=lambda: now[0])
clock.Clock.tick = slow
train.main()
Path(sys.argv[sys.argv.index("--out") + 1], f"clock-{rank}.json").write_text(json.dumps(seen))
