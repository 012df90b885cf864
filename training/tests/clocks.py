"""Run by torchrun in test_training.py: two processes of different speed share one clock."""

import time

import torch
from accelerate import Accelerator
from accelerate.utils import gather

from litevae.trainer import Clock, from_main

accelerator = Accelerator(cpu=True)
clock, steps = Clock(0, 1 / 60, agree=lambda progress: from_main(progress, accelerator.device)), 0
while clock.progress < 1:
    time.sleep(0.02 + 0.02 * accelerator.process_index)
    clock.tick(steps)
    steps += 1
    everywhere = gather(torch.tensor([clock.progress]))
    assert (everywhere == everywhere[0]).all(), everywhere
accelerator.end_training()
print(f"{accelerator.num_processes} processes agreed for {steps} steps")
