"""Optimisers and the learning-rate schedule.

Muon (Jordan 2024) orthogonalises the momentum of every self-modulated filter bank. These filters are normalised in
the forward pass, so their own length does nothing but set the angular step: it is kept at 1, and the learning rate
is then the angle in radians that a filter turns in a step. All other parameters go to AdamW.
"""

import torch
from torch import Tensor, nn

from .model import SelfModulatedConv


def orthogonalise(matrices: Tensor, steps: int = 5) -> Tensor:
    """[K,rows,columns] -> about the nearest matrices with orthonormal rows (or columns), by a quintic iteration."""
    x = matrices / (matrices.norm(dim=(1, 2), keepdim=True) + 1e-7)
    tall = x.shape[1] > x.shape[2]
    x = (x.transpose(1, 2) if tall else x).bfloat16()
    for _ in range(steps):
        gram = x @ x.transpose(1, 2)
        # Coefficients of Jordan's iteration: steep at zero, and every singular value ends in about [0.7, 1.2].
        x = 3.4445 * x + (-4.7750 * gram + 2.0315 * gram @ gram) @ x
    return (x.transpose(1, 2) if tall else x).float()


class Muon(torch.optim.Optimizer):
    """For filter banks [out,in,k,k] whose output does not depend on their length; each filter is kept at length 1."""

    def __init__(self, banks: list[Tensor], lr: float, momentum: float = 0.95) -> None:
        super().__init__([{"params": banks}], {"lr": lr, "momentum": momentum})

    @torch.no_grad()
    def step(self, closure=None) -> None:
        for group in self.param_groups:
            alike: dict[tuple[int, ...], list[Tensor]] = {}
            for bank in group["params"]:
                if bank.grad is not None:
                    alike.setdefault(tuple(bank.shape), []).append(bank)
            for banks in alike.values():  # one batched product for all banks of a shape
                updates = []
                for bank in banks:
                    state = self.state[bank]
                    if not state:
                        state["momentum"] = torch.zeros_like(bank)
                    state["momentum"].lerp_(bank.grad, 1 - group["momentum"])
                    updates.append(bank.grad.lerp(state["momentum"], group["momentum"]).flatten(1))
                rows = banks[0].shape[0]
                turned = orthogonalise(torch.stack(updates))
                # Tall matrices get rows shorter than 1: bring the mean square of the rows back to 1.
                turned *= max(1.0, rows / turned.shape[2]) ** 0.5
                for bank, update in zip(banks, turned):
                    bank.sub_(update.view_as(bank), alpha=group["lr"])
                    bank.div_(bank.flatten(1).norm(dim=1).view(-1, 1, 1, 1).clamp(min=1e-8))


def build_optimizers(model: nn.Module, kind: str, lr: float, muon_lr: float, weight_decay: float,
                     betas: tuple[float, float]) -> list[torch.optim.Optimizer]:
    """kind "adamw": one for all. "muon": Muon for self-modulated filters, AdamW for the rest.

    Weight decay acts on matrices alone, never on biases, gains or modulation scales.
    """
    banks = [m.w for m in model.modules() if isinstance(m, SelfModulatedConv)] if kind == "muon" else []
    taken = {id(p) for p in banks}
    rest = [p for p in model.parameters() if p.requires_grad and id(p) not in taken]
    groups = [{"params": [p for p in rest if p.ndim > 1], "weight_decay": weight_decay},
              {"params": [p for p in rest if p.ndim <= 1], "weight_decay": 0.0}]
    optimizers: list[torch.optim.Optimizer] = [torch.optim.AdamW(groups, lr=lr, betas=betas, fused=True)]
    if banks:
        optimizers.append(Muon(banks, muon_lr))
    for optimizer in optimizers:
        for group in optimizer.param_groups:
            group["peak"] = group["lr"]
    return optimizers


def schedule(progress: float, warmup: float, decay: float) -> float:
    """Factor on the learning rate at `progress` in [0, 1]: up over `warmup`, flat, linearly to 0 over `decay`."""
    rise = min(1.0, progress / warmup) if warmup > 0 else 1.0
    fall = min(1.0, (1 - progress) / decay) if decay > 0 else 1.0
    return max(0.0, min(rise, fall))
