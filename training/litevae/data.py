"""Pictures for training: decoded once into one flat uint8 file (a memory map).

The cache holds an index (JSON) and the raw RGB bytes of every picture, one after another, so a crop costs
one strided copy and the model never waits for a decoder.
"""

import hashlib
import json
import os
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
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


def spread_over(folder: str | Path, count: int) -> list[Path]:
    """At most `count` pictures below `folder`, at even steps."""
    paths = list_pictures(folder)
    return paths[:: max(1, len(paths) // count)][:count]


def read_picture(path: str | Path, resize: int = 0) -> np.ndarray:
    """8-bit RGB [H,W,3]; EXIF orientation applied, transparency laid over white. Raises OSError if unreadable.

    With `resize` a short side of more pixels is reduced to so many; a large JPEG is then never held at its full size.
    """
    with Image.open(path) as opened:
        if resize:
            opened.draft("RGB", (2 * resize, 2 * resize))  # JPEG alone: decodes at 1/2, 1/4 or 1/8
        image = ImageOps.exif_transpose(opened)
        if image.mode.startswith("I"):  # 16-bit gray, which Pillow would clip at 255
            image = Image.fromarray(((np.asarray(image).astype(np.uint32) + 128) // 257).astype(np.uint8))
        if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
            image = image.convert("RGBA")
            matte = Image.new("RGBA", image.size, "white")
            image = Image.alpha_composite(matte, image)
        image = image.convert("RGB")
        short = min(image.size)
        if resize and short > resize:
            image = image.resize([round(n * resize / short) for n in image.size], Image.Resampling.BICUBIC)
        return np.asarray(image)


def to_tensor(picture: np.ndarray) -> torch.Tensor:
    """uint8 [H,W,3] or [N,H,W,3] -> float32 [N,3,H,W] in [-1, 1]."""
    batch = torch.from_numpy(np.array(picture))  # a copy: memory maps are read-only
    batch = batch if batch.ndim == 4 else batch[None]
    return batch.permute(0, 3, 1, 2).float() / 127.5 - 1


def _try_read(path: Path, resize: int) -> np.ndarray | str:
    try:
        return read_picture(path, resize)
    except Exception as error:  # Pillow raises many kinds for broken files: each means "skip this one"
        return f"{type(error).__name__}: {error}"


def build_cache(folder: str | Path, cache: str | Path, smallest: int = 64, workers: int = 2,
                resize: int = 0) -> dict:
    """Decodes every picture of `folder` into `cache`; returns the index. A finished cache is reused.

    With `resize` short sides of more pixels are reduced to so many (0: every picture as it is).

    Unreadable files and pictures with a side under `smallest` pixels are printed and skipped.
    """
    paths, cache = list_pictures(folder), Path(cache)
    what = [[str(p), p.stat().st_size] for p in paths] + [smallest] + ([resize] if resize else [])
    key = hashlib.sha256(json.dumps(what).encode()).hexdigest()
    index_file = cache / f"{key[:16]}.json"
    if index_file.exists():
        index = json.loads(index_file.read_text())
        return index | {"raw": str(cache / index["raw"])}  # stored by name: the folder may have been moved
    cache.mkdir(parents=True, exist_ok=True)
    raw, entries, skipped, offset = cache / f"{key[:16]}.rgb", [], [], 0
    partial = raw.with_suffix(".partial")
    with partial.open("wb") as out, ProcessPoolExecutor(workers) as pool:
        for path, picture in zip(paths, pool.map(_try_read, paths, repeat(resize), chunksize=16)):
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


def is_held_out(name: str, share: float) -> bool:
    """By a hash of the name alone, so that pictures which join or leave a folder move no other."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") < share * 2**64


class Pictures:
    """Read access to a cache. `subset` keeps the training and the validation pictures apart."""

    def __init__(self, index: dict, subset: str = "all", held_out: float = 0.01) -> None:
        """subset: "all", "train", or "validation", which is about the share `held_out` of all."""
        wanted = {"all": (True, False), "validation": (True,), "train": (False,)}[subset]
        self.entries = [e for e in index["pictures"] if is_held_out(e[0], held_out) in wanted]
        self.bytes = np.memmap(index["raw"], dtype=np.uint8, mode="r")

    def __len__(self) -> int:
        return len(self.entries)

    def __getitem__(self, i: int) -> np.ndarray:
        _, offset, height, width = self.entries[i]
        return self.bytes[offset : offset + height * width * 3].reshape(height, width, 3)

    def size(self, i: int) -> tuple[int, int]:
        """Height and width of picture i."""
        return self.entries[i][2], self.entries[i][3]

    def first_pixel(self, i: int) -> int:
        """Its place among the pixels of all pictures of the cache."""
        return self.entries[i][1] // 3
