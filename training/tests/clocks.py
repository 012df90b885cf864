"""Run by torchrun in test_training.py: train.py with a second process that is slower; each lists its progress."""

import json
import os
import sys
import time
from pathlib import Path

import train
from litevae.clock import Clock

rank, seen, tick = int(os.environ["RANK"]), [], Clock.tick


def slow(self: Clock, step: int) -> None:
    time.sleep(0.02 * rank)
    tick(self, step)
    seen.append(self.progress)


Clock.tick = slow
train.main()
Path(sys.argv[sys.argv.index("--out") + 1], f"clock-{rank}.json").write_text(json.dumps(seen))
