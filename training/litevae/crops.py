"""Batches for training: which squares of which pictures, cut and brought to one size, on the CPU or on a GPU.

What is cut depends on (seed, process, step) alone, so the number of a step is the whole position in the data.
"""

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor

from .data import Pictures, to_tensor


@dataclass(frozen=True)
class Shape:
    """Of a batch: `count` crops of `size` pixels; `resized` ones show a whole picture's short side."""

    count: int
    size: int
    resized: bool = False


@dataclass(frozen=True)
class Cut:
    """A square of `side` pixels at (y, x) of picture number `picture`; beyond the picture it goes on by mirroring."""

    picture: int
    y: int
    x: int
    side: int
    mirrored: bool


def plan(pictures: Pictures, rng: np.random.Generator, shape: Shape, scales: tuple[float, float] = (1, 1)) -> list[Cut]:
    """Random pictures, random places, mirrored half of the time.

    Crops that are not `resized` show their picture reduced by a random factor in `scales`. No picture is enlarged.
    """
    cuts = []
    for _ in range(shape.count):
        i = int(rng.integers(len(pictures)))
        height, width = pictures.size(i)
        largest = max(shape.size, min(height, width))
        side = largest if shape.resized else shape.size
        if not shape.resized and scales != (1, 1):
            side = min(round(shape.size / rng.uniform(*scales)), largest)
        y, x = (int(rng.integers(max(n, side) - side + 1)) for n in (height, width))
        cuts.append(Cut(i, y, x, side, bool(rng.random() < 0.5)))
    return cuts


def cut_all(pictures: Pictures, cuts: list[Cut], size: int) -> np.ndarray:
    """-> uint8 [count,size,size,3]."""
    out = np.empty((len(cuts), size, size, 3), np.uint8)
    for k, cut in enumerate(cuts):
        picture = pictures[cut.picture]
        if min(picture.shape[:2]) < cut.side:
            grow = [(0, max(0, cut.side - n)) for n in picture.shape[:2]] + [(0, 0)]
            picture = np.pad(picture, grow, mode="symmetric")
        square = picture[cut.y : cut.y + cut.side, cut.x : cut.x + cut.side]
        if cut.side != size:
            square = np.asarray(Image.fromarray(square).resize((size, size), Image.Resampling.BICUBIC))
        out[k] = square[:, ::-1] if cut.mirrored else square
    return out


class DevicePictures:
    """All pictures in a GPU's memory, and batches gathered there: nothing but a plan crosses the bus in a step."""

    def __init__(self, pictures: Pictures, device: torch.device | str) -> None:
        self.pictures, self.device = pictures, device
        self.pixels = torch.from_numpy(np.array(pictures.bytes)).to(device).view(-1, 3)

    @staticmethod
    def fit(pictures: Pictures, device: torch.device) -> bool:
        """Whether `device` is a GPU that can spare them a quarter of its memory."""
        return device.type == "cuda" and pictures.bytes.nbytes < torch.cuda.mem_get_info(device)[1] / 4

    def batch(self, cuts: list[Cut], size: int) -> Tensor:
        """-> float32 [count,3,size,size] in [-1, 1]; resized ones differ from Pillow's by rounding."""
        out: list[Tensor | None] = [None] * len(cuts)
        for side in {cut.side for cut in cuts}:
            places = [k for k, cut in enumerate(cuts) if cut.side == side]
            found = self._squares([cuts[k] for k in places], side)
            if side != size:
                found = F.interpolate(found, size=(size, size), mode="bicubic", antialias=True)
                found = found.round().clamp(0, 255)
            for k, square in zip(places, found):
                out[k] = square
        return torch.stack(out) / 127.5 - 1

    def _squares(self, cuts: list[Cut], side: int) -> Tensor:
        sizes = [self.pictures.size(cut.picture) for cut in cuts]
        facts = [(self.pictures.first_pixel(cut.picture), height, width, cut.y, cut.x, cut.mirrored)
                 for cut, (height, width) in zip(cuts, sizes)]
        columns = torch.tensor(facts).pin_memory() if self.pixels.is_cuda else torch.tensor(facts)
        first, height, width, y, x, mirrored = columns.to(self.device, non_blocking=True).T[..., None]
        along = torch.arange(side, device=self.device)[None]
        rows = _reflected(y + along, height)
        lines = _reflected(x + torch.where(mirrored > 0, side - 1 - along, along), width)
        index = first[..., None] + rows[:, :, None] * width[..., None] + lines[:, None, :]
        return self.pixels[index].permute(0, 3, 1, 2).float()


def _reflected(position: Tensor, length: Tensor) -> Tensor:
    """Positions beyond the last of `length`, by mirroring that repeats the edge."""
    position = position % (2 * length)
    return torch.minimum(position, 2 * length - 1 - position)


class CropStream:
    """Batches in the order of steps.

    A thread plans and cuts the next ones while the model works. It calls NumPy and Pillow alone: PyTorch would start a
    second team of OpenMP threads for it, and those spin between calls (on two cores that took 40 % of the model's speed).
    """

    def __init__(self, pictures: Pictures, shape_of: Callable[[int], Shape], seed: int, rank: int, start: int,
                 scales: tuple[float, float] = (1, 1), device: DevicePictures | None = None) -> None:
        self.pictures, self.shape_of, self.seed, self.rank = pictures, shape_of, seed, rank
        self.scales, self.device = scales, device
        self.ready: queue.Queue = queue.Queue(maxsize=4)
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._fill, args=(start,), daemon=True)
        self.thread.start()

    def _batch(self, step: int) -> tuple[int, int, list[Cut] | np.ndarray] | Exception:
        try:
            shape = self.shape_of(step)
            cuts = plan(self.pictures, np.random.default_rng((self.seed, self.rank, step)), shape, self.scales)
            return step, shape.size, cuts if self.device else cut_all(self.pictures, cuts, shape.size)
        except Exception as error:  # raised by next(): nobody looks at this thread
            return error

    def _fill(self, step: int) -> None:
        while not self.stopped.is_set():
            item = self._batch(step)
            while not self.stopped.is_set():
                try:
                    self.ready.put(item, timeout=0.2)
                    break
                except queue.Full:
                    continue
            step += 1

    def next(self) -> tuple[int, Tensor]:
        """-> the step's number and float32 [count,3,size,size] in [-1, 1]. Raises what cutting raised."""
        item = self.ready.get()
        if isinstance(item, Exception):
            raise item
        step, size, made = item
        return step, self.device.batch(made, size) if self.device else to_tensor(made)

    def close(self) -> None:
        self.stopped.set()
        self.thread.join()
