"""Video autoencoders for one picture: every part that has a time axis becomes its equal in two dimensions.

A video of one frame meets the same few cases everywhere (read in diffusers 0.42.1, Apache-2.0: autoencoder_kl_wan.py,
autoencoder_kl_qwenimage.py, autoencoder_kl_cosmos.py). A causal convolution pads the past with zeros (Wan, Qwen-Image),
so one slice of its kernel meets the picture, or with the first frame itself (Cosmos), so the sum of its slices does.
What only moves or averages values in blocks is linear: it is found by asking the part for each unit. The picture then
costs a third of the multiplications or less, and the graph has two-dimensional convolutions alone, which every runtime
has. Tensors keep their time axis of one between the parts; it is
taken off by an index, since ONNX makes a branch of squeeze() where it does not know the size.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class FlatConv(nn.Module):
    """A causal Conv3d on one frame: [1,C,1,H,W] -> [1,D,1,h,w]."""

    def __init__(self, conv: nn.Conv3d) -> None:
        super().__init__()
        if hasattr(conv, "temporal_pad"):  # Cosmos
            weight, self.pads = conv.weight.sum(2), conv.spatial_pad
        else:
            weight, self.pads = conv.weight[:, :, -1], conv._padding[:4]
        self.weight = nn.Parameter(weight.detach().clone())
        self.bias = None if conv.bias is None else nn.Parameter(conv.bias.detach().clone())
        self.stride = conv.stride[1:]

    def forward(self, x: Tensor, cache: Tensor | None = None) -> Tensor:
        frame = x[:, :, 0]
        left, right, top, bottom = self.pads
        if left == right and top == bottom:
            return F.conv2d(frame, self.weight, self.bias, self.stride, (top, left)).unsqueeze(2)
        return F.conv2d(F.pad(frame, self.pads), self.weight, self.bias, self.stride).unsqueeze(2)


class Blocks(nn.Module):
    """A linear part that maps blocks of pixels to one cell: [1,C,1,H,W] -> [1,D,1,H/side,W/side]."""

    def __init__(self, part: nn.Module, channels: int, side: int) -> None:
        super().__init__()
        units = torch.eye(channels * side * side).view(-1, channels, 1, side, side)
        with torch.no_grad():
            answers = part(units).flatten(1)
        self.weight = nn.Parameter(answers.T.reshape(-1, channels, side, side).contiguous())
        self.side = side

    def forward(self, x: Tensor) -> Tensor:
        return F.conv2d(x[:, :, 0], self.weight, stride=self.side).unsqueeze(2)


class Unblocks(nn.Module):
    """A linear part that maps a cell to a block of pixels: [1,C,1,h,w] -> [1,D,1,h*side,w*side]."""

    def __init__(self, part: nn.Module, channels: int, **how: bool) -> None:
        super().__init__()
        with torch.no_grad():
            answers = part(torch.eye(channels).view(channels, channels, 1, 1, 1), **how)
        self.side = answers.shape[-1]
        self.weight = nn.Parameter(answers.flatten(1).T.reshape(-1, channels, 1, 1).contiguous())

    def forward(self, x: Tensor, first_chunk: bool = True) -> Tensor:
        return F.pixel_shuffle(F.conv2d(x[:, :, 0], self.weight), self.side).unsqueeze(2)


class Wrapped(nn.Module):
    """What keeps the weights of `part` and computes with them in its own way."""

    def __init__(self, part: nn.Module) -> None:
        super().__init__()
        self.part = part


class Reduced(Wrapped):
    """Cosmos's downsampling. In time it doubles the one frame, so its pooling gives the frame itself."""

    def forward(self, x: Tensor) -> Tensor:
        part = self.part
        if part.spatial_downsample:
            padded = F.pad(x[:, :, 0], (0, 1, 0, 1)).unsqueeze(2)
            x = part.conv1(padded) + F.avg_pool2d(padded[:, :, 0], 2).unsqueeze(2)
        if part.temporal_downsample:
            x = part.conv2(x) + x
        return part.conv3(x)


class Enlarged(Wrapped):
    """Cosmos's upsampling. One frame stays one."""

    def forward(self, x: Tensor) -> Tensor:
        part = self.part
        if part.temporal_upsample:
            x = part.conv1(x) + x
        if part.spatial_upsample:
            x = F.interpolate(x[:, :, 0], scale_factor=2, mode="nearest").unsqueeze(2)
            x = part.conv2(x) + x
        return part.conv3(x)


class OneFrame(Wrapped):
    """Attention in time over one frame: it can only attend to itself."""

    def forward(self, x: Tensor, attention_mask: Tensor | None = None) -> Tensor:
        return self.part.to_out[0](self.part.to_v(self.part.norm(x))) + x


class FlatAttention(Wrapped):
    """The attention in space of Wan and Qwen-Image, one head over all places."""

    def forward(self, x: Tensor) -> Tensor:
        part, frame = self.part, x[:, :, 0]
        batch, channels, height, width = frame.shape
        places = part.to_qkv(part.norm(frame)).flatten(2).transpose(1, 2).unsqueeze(1)
        mixed = F.scaled_dot_product_attention(*places.chunk(3, dim=-1))
        frame = mixed[:, 0].transpose(1, 2).reshape(batch, channels, height, width)
        return part.proj(frame).unsqueeze(2) + x


def _flat(part: nn.Module) -> nn.Module:
    """What stands for `part` on one frame; the part itself where it has no time in it."""
    name = type(part).__name__
    if name.endswith("CausalConv3d"):
        return FlatConv(part)
    if name == "AvgDown3D":
        return Blocks(part, part.in_channels, part.factor_s)
    if name == "DupUp3D":
        return Unblocks(part, part.in_channels, first_chunk=True)
    if name == "CosmosPatchEmbed3d":
        return Blocks(part, 3, part.patch_size)
    if name == "CosmosDownsample3d" and (part.spatial_downsample or part.temporal_downsample):
        return Reduced(part)
    if name == "CosmosUpsample3d" and (part.spatial_upsample or part.temporal_upsample):
        return Enlarged(part)
    if name == "CosmosCausalAttention" and "Temporal" in type(part.processor).__name__:
        return OneFrame(part)
    if name in ("WanAttentionBlock", "QwenImageAttentionBlock"):
        return FlatAttention(part)
    if isinstance(part, nn.Upsample) and part.mode == "nearest-exact":
        part.mode = "nearest"  # by whole steps they are the same, and ONNX has a name for this one
    return part


def flatten(net: nn.Module) -> nn.Module:
    """Replaces, in place, every part of `net` that has a time axis."""
    for name, part in list(net.named_children()):
        flat = _flat(part)
        flatten(part)  # parts of what is wrapped, too
        if flat is not part:
            setattr(net, name, flat)
    if type(net).__name__ == "CosmosDecoder3d":
        net.unpatch_embed = Unblocks(net.unpatch_embed, 3 * net.unpatch_embed.patch_size**3)
    return net
