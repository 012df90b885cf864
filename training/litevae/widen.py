"""A wider encoder that computes what a narrow one does (Net2Net, Chen 2016), so that training goes on and does not begin.

Every channel is repeated, and whatever reads it divides by the number of its copies. Self-modulated filters have one
length for each layer: what is missing of it goes into differences between copies, which cancel as long as the copies are
equal. These differences also make the copies learn different things.
"""

from dataclasses import replace

import torch
from torch import Tensor, nn

from .model import LiteVAE, ResBlock, SelfModulatedConv, UNet

# Of a layer's longest filter, so that every filter has differences between copies.
LENGTH = 1.1


def _copies(old: int, new: int) -> Tensor:
    """For each new channel the old one that it repeats."""
    if new < old:
        raise ValueError(f"{new} channels cannot hold {old}")
    return torch.arange(new) % old


def _spread(weight: Tensor, inputs: Tensor, outputs: Tensor) -> tuple[Tensor, Tensor]:
    """Weights [out,in,k,k] for repeated channels, and how often each input is there."""
    counts = torch.bincount(inputs, minlength=weight.shape[1])[inputs]
    return weight[outputs][:, inputs] / counts[None, :, None, None], counts


def _difference(weight: Tensor, inputs: Tensor, generator: torch.Generator) -> Tensor:
    """Random values of the shape of `weight` that add up to 0 over copies of an input; each filter has length 1."""
    noise = torch.randn(weight.shape, generator=generator)
    for source in inputs.unique():
        same = inputs == source
        noise[:, same] -= noise[:, same].mean(1, keepdim=True)
    return noise / noise.flatten(1).norm(dim=1).clamp(min=1e-12)[:, None, None, None]


@torch.no_grad()
def _widen_plain(old: nn.Conv2d | nn.Identity, new: nn.Conv2d | nn.Identity, inputs: Tensor, outputs: Tensor) -> None:
    if isinstance(new, nn.Identity):
        return
    if isinstance(old, nn.Identity):  # a skip between equal widths that are not equal any more
        size = int(inputs.max()) + 1
        weight, bias = torch.eye(size)[:, :, None, None], torch.zeros(size)
    else:
        weight, bias = old.weight, old.bias
    new.weight.copy_(_spread(weight, inputs, outputs)[0])
    new.bias.copy_(bias[outputs])


@torch.no_grad()
def _widen_modulated(old: SelfModulatedConv, new: SelfModulatedConv, inputs: Tensor, outputs: Tensor,
                     generator: torch.Generator) -> None:
    weight, counts = _spread(old.weight(), inputs, outputs)
    if (counts > 1).any():
        lengths = weight.flatten(1).norm(dim=1)
        whole = LENGTH * lengths.max()
        rest = (whole**2 - lengths**2).sqrt()
        weight = weight + rest[:, None, None, None] * _difference(weight, inputs, generator)
    new.w.copy_(weight / weight.flatten(1).norm(dim=1)[:, None, None, None])
    new.s.fill_(1)
    new.g.copy_(weight.flatten(1).norm(dim=1).mean())
    new.b.copy_(old.b[outputs])


def _widen_block(old: ResBlock, new: ResBlock, inputs: Tensor, generator: torch.Generator) -> Tensor:
    """-> which channel each of its outputs repeats."""
    outputs = _copies(old.c1.w.shape[0], new.c1.w.shape[0])
    if isinstance(new.skip, nn.Identity) and not torch.equal(inputs, outputs):
        raise ValueError("a skip without weights cannot rearrange channels")
    _widen_modulated(old.c1, new.c1, inputs, outputs, generator)
    _widen_modulated(old.c2, new.c2, outputs, outputs, generator)
    _widen_plain(old.skip, new.skip, inputs, outputs)
    return outputs


def widen_unet(old: UNet, new: UNet, generator: torch.Generator) -> None:
    """Fills `new`, which has at least the widths of `old`, so that it computes the same; in place."""
    if len(old.down) != len(new.down):
        raise ValueError("both need the same number of blocks")
    outside_in, outside_out = torch.arange(old.inp.in_channels), torch.arange(old.out.out_channels)
    current, skips = _copies(old.inp.out_channels, new.inp.out_channels), []
    _widen_plain(old.inp, new.inp, outside_in, current)
    for a, b in zip(old.down, new.down):
        current = _widen_block(a, b, current, generator)
        skips.append((current, a.c2.w.shape[0]))
    for a, b in zip(old.mid, new.mid):
        current = _widen_block(a, b, current, generator)
    for a, b in zip(old.up, new.up):
        skip, width = skips.pop()
        current = _widen_block(a, b, torch.cat([current, skip + a.c1.w.shape[1] - width]), generator)
    _widen_plain(old.out, new.out, current, outside_out)


def widened(model: LiteVAE, size: str, seed: int = 0) -> LiteVAE:
    """`model` with an encoder of the larger `size`; raises ValueError where that cannot compute the same."""
    if model.config.norm != "smc":
        raise ValueError("only encoders with --norm smc can be widened: group norms would see other groups")
    new, generator = LiteVAE(replace(model.config, size=size)), torch.Generator().manual_seed(seed)
    try:
        for old_net, new_net in zip([*model.encoder.f, model.encoder.agg], [*new.encoder.f, new.encoder.agg]):
            widen_unet(old_net, new_net, generator)
    except ValueError as error:
        raise ValueError(f"an encoder {size} cannot hold one of size {model.config.size}: {error}") from error
    new.encoder.pool.load_state_dict(model.encoder.pool.state_dict())
    new.decoder.load_state_dict(model.decoder.state_dict())
    return new
