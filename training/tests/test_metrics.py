"""Metrics against closed forms and scikit-image, and the goldens that the app is judged by."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from fixtures import golden_formulas, golden_influence, golden_largest, golden_schedules, golden_spectrum
from litevae import metrics
from litevae.evaluator import Frechet, evaluate, frechet_distance, resized, table
from litevae.receipt import natural_picture

FIXTURES = Path(__file__).resolve().parents[2] / "e2e" / "fixtures"


def test_psnr_of_a_known_error():
    a = np.full((9, 7, 3), 100, np.uint8)
    assert metrics.psnr(a, a + 5) == pytest.approx(10 * np.log10(255**2 / 25))
    assert metrics.psnr(a, a) is None


def test_rounding_is_half_up_and_clamped():
    levels = torch.tensor([0.4, 0.6, 254.4, 254.6, 300.0, -4.0]).double() / 127.5 - 1
    image = levels.view(1, 1, 1, 6).expand(1, 3, 1, 6)
    assert metrics.to_bytes(image)[0, :, 0].tolist() == [0, 1, 254, 255, 255, 0]
    assert metrics.to_bytes(torch.zeros(3, 1, 1))[0, 0, 0] == 128  # 127.5 exactly


def test_ssim_falls_with_noise_and_knows_small_pictures():
    a = natural_picture(64, 48)
    noise = np.random.default_rng(0).normal(0, 1, a.shape)
    values = [metrics.ssim(a, np.clip(a + s * noise, 0, 255).astype(np.uint8)) for s in (2, 10, 40)]
    assert 1 > values[0] > values[1] > values[2] > 0
    assert metrics.ssim(a[:10], a[:10]) is None


def test_ssim_map_of_ms_ssim_equals_scikit_image():
    a, b = natural_picture(64, 48), golden_formulas.picture("perturbed", 64, 48)
    pair = [torch.from_numpy(p).permute(2, 0, 1)[None].double() for p in (a, b)]
    assert float(metrics.ms_ssim_tensor(*pair, scales=1)) == pytest.approx(metrics.ssim(a, b), abs=1e-7)


def test_ms_ssim_orders_and_ends_at_one():
    a = natural_picture(192, 180)
    noise = np.random.default_rng(0).normal(0, 10, a.shape)
    noisy = np.clip(a + noise, 0, 255).astype(np.uint8)
    assert metrics.ms_ssim(a, a) == pytest.approx(1)
    assert 0.5 < metrics.ms_ssim(a, noisy) < 0.999
    assert metrics.ms_ssim(a[:100], a[:100]) is None


def test_noise_is_normal_and_depends_on_the_seed():
    _, _, z = golden_formulas.noise(3, np.arange(50_000))
    _, _, other = golden_formulas.noise(4, np.arange(50_000))
    assert abs(z.mean()) < 0.02 and abs(z.std() - 1) < 0.02
    assert abs((z**4).mean() - 3) < 0.15
    assert abs(np.corrcoef(z, other)[0, 1]) < 0.02 and abs(np.corrcoef(z[:-1], z[1:])[0, 1]) < 0.02


def test_committed_goldens_are_what_the_code_writes(tmp_path):
    golden_formulas.write_haar(tmp_path)
    golden_formulas.write_metrics(tmp_path)
    golden_formulas.write_noise(tmp_path)
    golden_influence.write_influence(tmp_path)
    golden_largest.write_largest(tmp_path)
    golden_schedules.write_schedules(tmp_path)
    golden_spectrum.write_spectrum(tmp_path)
    for name in ("haar/index.json", "metrics.json", "noise.json", "influence.json", "largest.json", "schedules.json", "spectrum.json"):
        new, old = (json.loads((folder / name).read_text()) for folder in (tmp_path, FIXTURES / "goldens"))
        _close(new, old, name)
    for file in (tmp_path / "haar").glob("*.bin"):
        assert file.read_bytes() == (FIXTURES / "goldens" / "haar" / file.name).read_bytes()


def _close(a, b, place):
    if isinstance(a, dict):
        assert a.keys() == b.keys(), place
        for key in a:
            _close(a[key], b[key], f"{place}.{key}")
    elif isinstance(a, list):
        assert len(a) == len(b), place
        for i, pair in enumerate(zip(a, b)):
            _close(*pair, f"{place}[{i}]")
    elif isinstance(a, float):
        assert a == pytest.approx(b, rel=1e-9, abs=1e-9), place
    else:
        assert a == b, place


def test_evaluator_on_a_known_model(picture_folder, tmp_path):
    """A "model" that adds 5 to every value has 34.15 dB, all of its error in the coarsest approximation."""
    for path in sorted(picture_folder.glob("*.png"))[:3]:
        (tmp_path / path.name).write_bytes(path.read_bytes())

    def brighter(picture):
        return np.clip(picture.astype(int) // 2 + 5 + picture - picture // 2, 0, 255).astype(np.uint8)

    result = evaluate(brighter, tmp_path, side=64)
    assert result.pictures == 3
    assert result.psnr == pytest.approx(10 * np.log10(255**2 / 25), abs=0.2)
    assert result.bands["3.approximation"] > 0.95
    assert sum(result.bands.values()) == pytest.approx(1)
    assert result.lpips is None and result.rfid is None
    text = table("mine", [result])
    assert "not measured" in text and "LiteVAE-B" in text


def test_resized_covers_both_shapes():
    for size in ((40, 90), (90, 40), (33, 33)):
        assert resized(natural_picture(*size), 32).shape == (32, 32, 3)
    assert resized(natural_picture(40, 50), 0).shape == (50, 40, 3)


def test_frechet_distance_of_shifted_gaussians():
    rng = np.random.default_rng(0)
    a = rng.normal(size=(4000, 4))
    assert frechet_distance(a, a) == pytest.approx(0, abs=1e-6)
    assert frechet_distance(a, a + [2, 0, 0, 0]) == pytest.approx(4, rel=1e-6)
    assert frechet_distance(a, 2 * a) == pytest.approx(np.trace(np.cov(a, rowvar=False)) + np.square(a.mean(0)).sum())


def test_frechet_uses_the_given_network(tmp_path):
    class Means(torch.nn.Module):
        def forward(self, x):
            return x.float().mean((2, 3))

    torch.jit.script(Means()).save(str(tmp_path / "net.pt"))
    frechet = Frechet(tmp_path / "net.pt", features=3)
    for i in range(8):
        picture = np.full((8, 8, 3), 10 * i, np.uint8)
        frechet.add(picture, picture + 3)
    assert frechet.distance() == pytest.approx(27, rel=1e-3)
    with pytest.raises(ValueError, match="2048"):
        Frechet(tmp_path / "net.pt").add(picture, picture)


def test_frechet_asks_for_features(tmp_path):
    class Scores(torch.nn.Module):
        def forward(self, x, return_features: bool = False):
            means = x.float().mean((2, 3))
            return means if return_features else means[:, :1]

    torch.jit.script(Scores()).save(str(tmp_path / "net.pt"))
    picture = np.zeros((8, 8, 3), np.uint8)
    Frechet(tmp_path / "net.pt", features=3).add(picture, picture)
