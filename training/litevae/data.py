"""Pictures for training: decoded once into one flat uint8 file (a memory map), then cropped at random.

The cache holds an index (JSON) and the raw RGB bytes of every picture, one after another, so a crop costs
one strided copy and the model never waits for a decoder.
"""

import hashlib
import json
import os
import queue
import threading
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageOps

SUFFIXES = {".avif", ".jpg", ".jpeg", ".png", ".webp"}


def list_pictures(folder: str | Path) -> list[Path]:
    """Every picture below `folder`, sorted, so that the order does not depend on the file system."""
    folder = Path(folder)
    if not folder.is_dir():
        raise FileNotFoundError(f"no such folder: {folder}")
    found = sorted(p for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
    if not found:
        raise ValueError(f"no AVIF, JPEG, PNG or WebP pictures in {folder}")
    return found


def read_picture(path: str | Path) -> np.ndarray:
    """8-bit RGB [H,W,3]; EXIF orientation applied, transparency laid over white. Raises OSError if unreadable."""
    with Image.open(path) as opened:
        image = ImageOps.exif_transpose(opened)
        if image.mode.startswith("I"):  # 16-bit gray, which Pillow would clip at 255
            image = Image.fromarray(((np.asarray(image).astype(np.uint32) + 128) // 257).astype(np.uint8))
        if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
            image = image.convert("RGBA")
            matte = Image.new("RGBA", image.size, "white")
            image = Image.alpha_composite(matte, image)
        return np.asarray(image.convert("RGB"))


def to_tensor(picture: np.ndarray) -> torch.Tensor:
    """uint8 [H,W,3] or [N,H,W,3] -> float32 [N,3,H,W] in [-1, 1]."""
    batch = torch.from_numpy(np.array(picture))  # a copy: memory maps are read-only
    batch = batch if batch.ndim == 4 else batch[None]
    return batch.permute(0, 3, 1, 2).float() / 127.5 - 1


def _try_read(path: Path) -> np.ndarray | str:
    try:
        return read_picture(path)
    except Exception as error:  # Pillow raises many kinds for broken files: each means "skip this one"
        return f"{type(error).__name__}: {error}"


def build_cache(folder: str | Path, cache: str | Path, smallest: int = 64, workers: int = 2) -> dict:
    """Decodes every picture of `folder` into `cache`; returns the index. A finished cache is reused.

    Unreadable files and pictures with a side under `smallest` pixels are printed and skipped.
    """
    paths, cache = list_pictures(folder), Path(cache)
    key = hashlib.sha256(json.dumps([[str(p), p.stat().st_size] for p in paths] + [smallest]).encode()).hexdigest()
    index_file = cache / f"{key[:16]}.json"
    if index_file.exists():
        index = json.loads(index_file.read_text())
        return index | {"raw": str(cache / index["raw"])}  # stored by name: the folder may have been moved
    cache.mkdir(parents=True, exist_ok=True)
    raw, entries, skipped, offset = cache / f"{key[:16]}.rgb", [], [], 0
    partial = raw.with_suffix(".partial")
    with partial.open("wb") as out, ProcessPoolExecutor(workers) as pool:
        for path, picture in zip(paths, pool.map(_try_read, paths, chunksize=16)):
            reason = picture if isinstance(picture, str) else None
            if reason is None and min(picture.shape[:2]) < smallest:
                reason = f"a side is under {smallest} pixels"
            if reason is not None:
                print(f"skipped {path.name}: {reason}", flush=True)
                skipped.append([path.name, reason])
                continue
            out.write(np.ascontiguousarray(picture).tobytes())
            entries.append([path.name, offset, picture.shape[0], picture.shape[1]])
            offset += picture.nbytes
    if not entries:
        raise ValueError(f"none of the {len(paths)} pictures in {folder} can be used")
    os.replace(partial, raw)
    index = {"raw": str(raw), "pictures": entries, "skipped": skipped}
    staged = index_file.with_suffix(".tmp")
    staged.write_text(json.dumps(index | {"raw": raw.name}))
    os.replace(staged, index_file)
    return index


class Pictures:
    """Read access to a cache. `subset` keeps the training and the validation pictures apart."""

    def __init__(self, index: dict, subset: str = "all", held_out: int = 64) -> None:
        entries = index["pictures"]
        # A hash of the name decides, so that adding pictures moves none from one side to the other.
        ranked = sorted(entries, key=lambda e: hashlib.sha256(e[0].encode()).digest())
        held_out = min(held_out, len(entries) // 4)
        parts = {"all": entries, "validation": ranked[:held_out], "train": ranked[held_out:]}
        self.entries = parts[subset]
        self.bytes = np.memmap(index["raw"], dtype=np.uint8, mode="r")

    def __len__(self) -> int:
        return len(self.entries)

    def __getitem__(self, i: int) -> np.ndarray:
        _, offset, height, width = self.entries[i]
        return self.bytes[offset : offset + height * width * 3].reshape(height, width, 3)

    def crops(self, rng: np.random.Generator, count: int, size: int) -> np.ndarray:
        """uint8 [count,size,size,3]: random pictures, random places, mirrored half of the time."""
        out = np.empty((count, size, size, 3), np.uint8)
        for k in range(count):
            picture = self[int(rng.integers(len(self)))]
            if min(picture.shape[:2]) < size:  # small pictures are continued by mirroring
                grow = [(0, max(0, size - n)) for n in picture.shape[:2]] + [(0, 0)]
                picture = np.pad(picture, grow, mode="symmetric")
            y, x = (int(rng.integers(n - size + 1)) for n in picture.shape[:2])
            crop = picture[y : y + size, x : x + size]
            out[k] = crop[:, ::-1] if rng.random() < 0.5 else crop
        return out


class CropStream:
    """Batches that depend on (seed, step, rank) alone: the step number is the whole data position.

    A thread cuts the next batches out while the model works. It calls NumPy alone: PyTorch would start a second team of
    OpenMP threads for it, and those spin between calls (on two cores that took 40 % of the model's speed).
    """

    def __init__(self, pictures: Pictures, batch_and_size, seed: int, rank: int, start: int) -> None:
        """batch_and_size(step) -> (pictures in a batch, crop side)."""
        self.pictures, self.batch_and_size, self.seed, self.rank = pictures, batch_and_size, seed, rank
        self.ready: queue.Queue = queue.Queue(maxsize=4)
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._fill, args=(start,), daemon=True)
        self.thread.start()

    def _batch(self, step: int) -> tuple[int, np.ndarray] | Exception:
        try:
            rng = np.random.default_rng((self.seed, self.rank, step))
            return step, self.pictures.crops(rng, *self.batch_and_size(step))
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

    def next(self) -> tuple[int, torch.Tensor]:
        item = self.ready.get()
        if isinstance(item, Exception):
            raise item
        step, crops = item
        return step, to_tensor(crops)

    def close(self) -> None:
        self.stopped.set()
        self.thread.join()
