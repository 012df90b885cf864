"""Latents in files: those of the fixtures are what the packages write, and what the app writes is read by them.

The unit tests of the app compare the bytes that it writes with the files `written-*`.
"""

import json
import pickle
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy
import safetensors.torch
import torch
from safetensors import safe_open

from fixtures import latent_files

COMMITTED = Path(__file__).resolve().parents[2] / "e2e" / "fixtures" / "latents"
# Archives hold the time at which they were written.
ARCHIVES = {".npz", ".pt"}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("latents")
    latent_files.write_all(folder)
    return folder


def test_committed_files_are_what_the_packages_write(written):
    names = sorted(path.name for path in COMMITTED.iterdir())
    assert names == sorted(path.name for path in written.iterdir())
    for name in names:
        if Path(name).suffix not in ARCHIVES:
            assert (COMMITTED / name).read_bytes() == (written / name).read_bytes(), name
    assert sum(path.stat().st_size for path in COMMITTED.iterdir()) < 20_000


@pytest.mark.parametrize("name", ["tensor.pt", "parameter-half.pt", "strided.pt", "several.pt"])
def test_committed_archives_hold_what_the_packages_write(written, name):
    committed, new = (torch.load(folder / name, weights_only=True) for folder in (COMMITTED, written))
    if isinstance(committed, dict):
        assert committed["steps"] == new["steps"] and torch.equal(committed["mean"], new["mean"])
    else:
        assert committed.dtype == new.dtype and torch.equal(committed, new)


def bits(values: np.ndarray) -> list[int]:
    return values.astype(np.float32, copy=False).view(np.uint32).ravel().tolist()


def test_numpy_reads_the_arrays_of_the_app():
    latent = np.load(COMMITTED / "written-latent.npy", allow_pickle=False)
    assert latent.dtype == np.float32 and latent.shape == latent_files.DIMS
    assert bits(latent) == bits(latent_files.values(latent_files.DIMS))
    assert bits(np.load(COMMITTED / "written-odd.npy", allow_pickle=False)) == latent_files.ODD_BITS


def test_safetensors_reads_the_latents_of_the_app():
    path = COMMITTED / "written-scaled.safetensors"
    assert bits(safetensors.numpy.load_file(path)["latents"]) == bits(latent_files.values(latent_files.DIMS))
    with safe_open(path, framework="pt") as file:
        about = file.metadata()
        latents = file.get_tensor("latents")
    assert about["units"] == "scaled" and float(about["scaling_factor"]) == latent_files.SD
    # What the decoder of diffusers gets.
    raw = latents / float(about["scaling_factor"]) + float(about["shift_factor"])
    assert torch.allclose(raw, latents / latent_files.SD)


def test_batches_of_the_app_are_one_tensor_with_the_names_of_the_pictures():
    wanted = bits(latent_files.values((3, 4, 2, 3)))
    batch = np.load(COMMITTED / "batch.npy", allow_pickle=False)
    assert batch.shape == (3, 4, 2, 3) and bits(batch) == wanted
    with safe_open(COMMITTED / "written-batch.safetensors", framework="np") as file:
        assert json.loads(file.metadata()["pictures"]) == ["a.png", "b.png", "c.png"]
        assert bits(file.get_tensor("latents")) == wanted


def test_comfyui_loads_the_latent_of_the_app():
    # As nodes.py of ComfyUI does in LoadLatent.
    latent = safetensors.torch.load_file(COMMITTED / "written-raw.latent", device="cpu")
    multiplier = 1.0 if latent_files.MARKER in latent else 1.0 / latent_files.SD
    assert multiplier == 1.0
    samples = latent["latent_tensor"].float() * multiplier
    assert bits(samples.numpy()) == bits(latent_files.values(latent_files.DIMS))


def test_the_harmful_file_would_run_code():
    with pytest.raises(pickle.UnpicklingError):
        torch.load(COMMITTED / "runs-code.pt", weights_only=True)
    header = (COMMITTED / "weights.safetensors").read_bytes()
    assert "conv_in.weight" in json.loads(header[8 : 8 + int.from_bytes(header[:8], "little")])
