"""Optimisers and the learning-rate schedule.

Muon (Jordan 2024) orthogonalises the momentum of a filter bank. Self-modulated filters are normalised in the forward
pass, so their own length does nothing but set the angular step: it is kept at 1, and the learning rate is then the angle
in radians that a filter turns in a step. Filters of plain convolutions keep the length that they learn, and a step is the
same share of it, so the rate means the same for both. All other parameters go to AdamW.
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
    """Two groups of filter banks [out,in,k,k]: `modulated` ones are kept at length 1, `plain` ones are free.

    `found_inf`, a tensor, leaves a step out where it is 1, as in PyTorch's fused optimisers.
    """

    found_inf: Tensor = torch.zeros(())

    def __init__(self, modulated: list[Tensor], plain: list[Tensor], lr: float, momentum: float = 0.95) -> None:
        groups = [{"params": modulated, "modulated": True}, {"params": plain, "modulated": False}]
        super().__init__([g for g in groups if g["params"]], {"lr": lr, "momentum": momentum})

    @torch.no_grad()
    def step(self, closure=None) -> None:
        good = self.found_inf == 0
        for group in self.param_groups:
            alike: dict[tuple[int, ...], list[Tensor]] = {}
            for bank in group["params"]:
                if bank.grad is not None:
                    alike.setdefault(tuple(bank.shape), []).append(bank)
            for banks in alike.values():  # one batched product for all banks of a shape
                updates = []
                for bank in banks:
                    grad = torch.where(good, bank.grad, 0)
                    state = self.state[bank]
                    if not state:
                        state["momentum"] = torch.zeros_like(bank)
                    state["momentum"].lerp_(grad, good * (1 - group["momentum"]))
                    updates.append(grad.lerp(state["momentum"], group["momentum"]).flatten(1))
                rows = banks[0].shape[0]
                turned = orthogonalise(torch.stack(updates))
                # Tall matrices get rows shorter than 1: bring the mean square of the rows back to 1.
                turned *= max(1.0, rows / turned.shape[2]) ** 0.5 * good
                for bank, update in zip(banks, turned):
                    if group["modulated"]:
                        bank.sub_(update.view_as(bank), alpha=group["lr"])
                        bank.div_(bank.flatten(1).norm(dim=1).view(-1, 1, 1, 1).clamp(min=1e-8))
                    else:
                        # The filters' mean length; a floor, since a bank of zeros would stay one.
                        length = (bank.norm() / rows**0.5).clamp(min=1e-2)
                        bank.sub_(update.view_as(bank) * length, alpha=group["lr"])


OPTIMIZERS = ("adamw", "muon", "muon-all")


def build_optimizers(model: nn.Module, kind: str, lr: float, muon_lr: float, weight_decay: float,
                     betas: tuple[float, float]) -> list[torch.optim.Optimizer]:
    """kind "adamw": one for all. "muon": Muon for self-modulated filters, "muon-all": for every convolution; AdamW for
    the rest.

    Weight decay acts on AdamW's matrices alone, never on biases, gains, norms or modulation scales.
    """
    modulated = [m.w for m in model.modules() if isinstance(m, SelfModulatedConv) and m.w.requires_grad]
    plain = [m.weight for m in model.modules() if isinstance(m, nn.Conv2d) and m.weight.requires_grad]
    modulated, plain = modulated if kind != "adamw" else [], plain if kind == "muon-all" else []
    taken = {id(p) for p in modulated + plain}
    rest = [p for p in model.parameters() if p.requires_grad and id(p) not in taken]
    groups = [{"params": [p for p in rest if p.ndim > 1], "weight_decay": weight_decay},
              {"params": [p for p in rest if p.ndim <= 1], "weight_decay": 0.0}]
    groups = [group for group in groups if group["params"]]
    optimizers: list[torch.optim.Optimizer] = [torch.optim.AdamW(groups, lr=lr, betas=betas, fused=True)]
    if taken:
        optimizers.append(Muon(modulated, plain, muon_lr))
    for optimizer in optimizers:
        for group in optimizer.param_groups:
            group["peak"] = group["lr"]
    return optimizers


def schedule(progress: float, warmup: float, decay: float) -> float:
    """Factor on the learning rate at `progress` in [0, 1]: up over `warmup`, flat, linearly to 0 over `decay`."""
    rise = min(1.0, progress / warmup) if warmup > 0 else 1.0
    fall = min(1.0, (1 - progress) / decay) if decay > 0 else 1.0
    return max(0.0, min(rise, fall))
