"""The transform against PyWavelets, its inverses, and its energies."""

import numpy as np
import pytest
import torch

from fixtures import golden_formulas
from litevae import metrics
from litevae.wavelet import image_from_coefficients, image_from_pyramid, pad_to_multiple, pyramid


@pytest.mark.parametrize(("width", "height"), [(8, 8), (64, 64), (7, 13), (1, 1), (200, 9), (33, 40)])
def test_equals_pywavelets(width, height):
    picture = golden_formulas.picture("pattern", width, height)
    image = torch.from_numpy(picture / 127.5 - 1).permute(2, 0, 1)[None]
    for ours, reference in zip(pyramid(pad_to_multiple(image)), golden_formulas.pywt_pyramid(picture), strict=True):
        assert ours.shape[1:] == reference.shape
        assert np.abs(ours[0].numpy() - reference).max() < 1e-6
        assert ours.abs().max() <= 1


def test_inverses_give_the_picture_back():
    image = torch.rand(2, 3, 24, 40) * 2 - 1
    bands = pyramid(image)
    assert torch.allclose(image_from_coefficients(bands[0]), image, atol=1e-6)
    assert torch.allclose(image_from_pyramid(bands), image, atol=1e-6)


def test_full_inverse_ignores_the_inner_approximations():
    bands = pyramid(torch.rand(1, 3, 16, 16))
    expected = image_from_pyramid(bands)
    for band in bands[:2]:
        band[:, :3] = 7
    assert torch.equal(image_from_pyramid(bands), expected)


def test_energies_add_up():
    error = torch.randn(1, 3, 37, 21)
    energies = metrics.band_energies(error)
    assert len(energies) == 10
    assert sum(energies.values()) == pytest.approx(float(error.double().square().sum()), rel=1e-6)
