"""Small pictures and models; one thread, since the nets are tiny and waiting threads would spin."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from litevae import package
from litevae.receipt import natural_picture
from litevae.model import Config, LiteVAE

torch.set_num_threads(1)
# A decoder narrow enough for a CPU test; the encoder's sizes are fixed by the paper.
NARROW = {"decoder_widths": (16, 16, 16), "decoder_blocks": (1, 1, 1)}


@pytest.fixture(autouse=True)
def seeded() -> None:
    torch.manual_seed(0)


@pytest.fixture(autouse=True)
def few_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Exports of the tests are checked on the four of `good_pictures`."""
    monkeypatch.setattr(package, "PICTURES", 4)


@pytest.fixture
def small_model() -> LiteVAE:
    return LiteVAE(Config(**NARROW))


@pytest.fixture(scope="session")
def picture_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """24 different natural-looking pictures in four formats, and one broken file."""
    folder = tmp_path_factory.mktemp("pictures")
    for i in range(24):
        picture = np.roll(natural_picture(96 + 4 * (i % 3), 80 + 8 * (i % 2)), (3 * i, 5 * i, i % 3), axis=(0, 1, 2))
        suffix = ("png", "jpg", "webp", "avif")[i % 4]
        Image.fromarray(picture).save(folder / f"{i:02d}.{suffix}", quality=90)
    (folder / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n and nothing more")
    return folder


@pytest.fixture
def good_pictures(picture_folder: Path, tmp_path: Path) -> Path:
    """Four readable ones."""
    folder = tmp_path / "good"
    folder.mkdir()
    for path in sorted(picture_folder.glob("*.png"))[:4]:
        (folder / path.name).write_bytes(path.read_bytes())
    return folder
