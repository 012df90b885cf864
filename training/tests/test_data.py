"""Reading, caching and cropping of pictures."""

import numpy as np
import pytest
import torch
from PIL import Image, ImageFile

from litevae.crops import CropStream, DevicePictures, Shape, cut_all, plan
from litevae.data import Pictures, build_cache, list_pictures, read_picture, to_tensor
from litevae.receipt import natural_picture


def test_cache_skips_and_reports_what_it_cannot_read(picture_folder, tmp_path, capsys):
    index = build_cache(picture_folder, tmp_path)
    assert len(index["pictures"]) == 24
    assert [name for name, _ in index["skipped"]] == ["broken.png"]
    assert "skipped broken.png" in capsys.readouterr().out
    pictures = Pictures(index)
    for i in (0, 1, 2, 3):  # one of each format
        assert (pictures[i] == read_picture(picture_folder / pictures.entries[i][0])).all()


def test_cache_is_reused_and_follows_the_folder(picture_folder, tmp_path):
    first = build_cache(picture_folder, tmp_path)
    files = {p.name: p.stat().st_mtime_ns for p in tmp_path.iterdir()}
    assert build_cache(picture_folder, tmp_path) == first
    assert files == {p.name: p.stat().st_mtime_ns for p in tmp_path.iterdir()}
    assert len(build_cache(picture_folder, tmp_path, smallest=85)["pictures"]) < 24


def test_a_cache_may_be_moved(picture_folder, tmp_path):
    first = Pictures(build_cache(picture_folder, tmp_path / "here"))
    (tmp_path / "here").rename(tmp_path / "there")
    second = Pictures(build_cache(picture_folder, tmp_path / "there"))
    assert (first[5] == second[5]).all()


def test_a_folder_without_usable_pictures_is_an_error(tmp_path):
    with pytest.raises(ValueError, match="no AVIF"):
        list_pictures(tmp_path)
    with pytest.raises(FileNotFoundError):
        list_pictures(tmp_path / "nowhere")
    Image.new("RGB", (8, 8)).save(tmp_path / "small.png")
    with pytest.raises(ValueError, match="none of the 1"):
        build_cache(tmp_path, tmp_path / "cache")


def test_orientation_alpha_and_gray(tmp_path):
    exif = Image.Exif()
    exif[274] = 6  # to be turned by 90 degrees
    Image.new("RGB", (20, 10), "red").save(tmp_path / "turned.jpg", exif=exif)
    assert read_picture(tmp_path / "turned.jpg").shape == (20, 10, 3)
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(tmp_path / "clear.png")
    assert (read_picture(tmp_path / "clear.png") == 255).all()
    Image.new("L", (4, 4), 77).save(tmp_path / "gray.png")
    assert (read_picture(tmp_path / "gray.png") == 77).all()


def test_sixteen_bits_of_gray(tmp_path):
    values = np.array([[0, 257 * 77, 65535, 257 * 77 + 100]], np.uint16)
    Image.fromarray(values).save(tmp_path / "deep.png")
    assert read_picture(tmp_path / "deep.png")[0, :, 1].tolist() == [0, 77, 255, 77]


def test_large_pictures_are_reduced_and_small_ones_stay(tmp_path):
    for name, size in (("camera.jpg", (1600, 1200)), ("camera.png", (1200, 1600)), ("small.jpg", (96, 80))):
        Image.fromarray(natural_picture(*size)).save(tmp_path / name, quality=95)
    index = build_cache(tmp_path, tmp_path / "cache", resize=300)
    assert {e[0]: e[2:] for e in index["pictures"]} == {"camera.jpg": [300, 400], "camera.png": [400, 300],
                                                         "small.jpg": [80, 96]}
    reduced = read_picture(tmp_path / "camera.jpg", 300)
    whole = Image.fromarray(read_picture(tmp_path / "camera.jpg")).resize((400, 300), Image.Resampling.BICUBIC)
    assert np.abs(reduced.astype(int) - np.asarray(whole)).mean() < 1
    assert build_cache(tmp_path, tmp_path / "cache")["raw"] != index["raw"]


def test_a_large_jpeg_is_never_held_whole(tmp_path, monkeypatch):
    Image.fromarray(natural_picture(1600, 1200)).save(tmp_path / "camera.jpg")
    decoded, load = [], ImageFile.ImageFile.load
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda self: decoded.append(self.size) or load(self))
    read_picture(tmp_path / "camera.jpg", 200)
    assert max(max(size) for size in decoded) == 800


def test_an_error_of_the_stream_is_raised_where_it_is_read(picture_folder, tmp_path):
    stream = CropStream(Pictures(build_cache(picture_folder, tmp_path)), lambda step: Shape(1, 32), -1, 0, 0)
    with pytest.raises(ValueError):
        stream.next()
    stream.close()


def test_added_pictures_move_none_between_training_and_validation(picture_folder, tmp_path):
    def names(folder, cache):
        index = build_cache(folder, cache)
        train, validation = ({e[0] for e in Pictures(index, part, held_out=0.25).entries} for part in ("train", "validation"))
        assert not train & validation and len(train | validation) == len(index["pictures"])
        return train, validation

    train, validation = names(picture_folder, tmp_path / "cache")
    assert 0 < len(validation) < 12
    grown = tmp_path / "grown"
    grown.mkdir()
    for path in picture_folder.iterdir():
        (grown / path.name).write_bytes(path.read_bytes())
    for k in range(30):
        (grown / f"added-{k}.png").write_bytes((picture_folder / "00.png").read_bytes())
    more_train, more_validation = names(grown, tmp_path / "cache")
    assert train < more_train and validation < more_validation


def test_stream_depends_on_the_step_alone(picture_folder, tmp_path):
    pictures = Pictures(build_cache(picture_folder, tmp_path))

    def batches(start, count, rank=0):
        stream = CropStream(pictures, lambda step: Shape(3, 32 if step < 4 else 64), 5, rank, start)
        try:
            return [stream.next() for _ in range(count)]
        finally:
            stream.close()

    whole, later, other = batches(0, 6), batches(3, 3), batches(0, 1, rank=1)
    assert [step for step, _ in whole] == list(range(6))
    for (a, x), (b, y) in zip(whole[3:], later, strict=True):
        assert a == b and (x == y).all()
    assert whole[0][1].shape == (3, 3, 32, 32) and whole[5][1].shape == (3, 3, 64, 64)
    assert not (whole[0][1] == other[0][1]).all()
    assert -1 <= whole[0][1].min() < whole[0][1].max() <= 1


def test_small_pictures_are_continued(picture_folder, tmp_path):
    pictures = Pictures(build_cache(picture_folder, tmp_path))
    crops = cut_all(pictures, plan(pictures, np.random.default_rng(0), Shape(2, 160)), 160)
    assert crops.shape == (2, 160, 160, 3) and crops.std() > 1


def test_resized_crops_show_the_whole_short_side(picture_folder, tmp_path):
    pictures = Pictures(build_cache(picture_folder, tmp_path))
    cuts = plan(pictures, np.random.default_rng(0), Shape(40, 32, resized=True))
    assert all(cut.side == min(pictures.size(cut.picture)) for cut in cuts)
    cut = cuts[0]
    square = pictures[cut.picture][cut.y : cut.y + cut.side, cut.x : cut.x + cut.side]
    wanted = np.asarray(Image.fromarray(square).resize((32, 32), Image.Resampling.BICUBIC))
    assert (cut_all(pictures, cuts[:1], 32)[0] == (wanted[:, ::-1] if cut.mirrored else wanted)).all()
    # A picture that is smaller than the crop is not enlarged.
    assert all(cut.side == 160 for cut in plan(pictures, np.random.default_rng(0), Shape(4, 160, resized=True)))


def test_scaled_crops_reduce_their_picture_by_factors_in_the_range(picture_folder, tmp_path):
    pictures = Pictures(build_cache(picture_folder, tmp_path))
    sides = [cut.side for cut in plan(pictures, np.random.default_rng(0), Shape(200, 48), (0.6, 1))]
    assert min(sides) >= 48 and 76 <= max(sides) <= 80 and len(set(sides)) > 20
    assert all(cut.side <= 88 for cut in plan(pictures, np.random.default_rng(0), Shape(200, 72), (0.6, 1)))


def test_a_device_cuts_the_same_squares(picture_folder, tmp_path):
    pictures = Pictures(build_cache(picture_folder, tmp_path))
    device = DevicePictures(pictures, "cpu")
    for shape, scales, tolerance in ((Shape(6, 48), (1, 1), 0), (Shape(4, 160), (1, 1), 0),
                                     (Shape(6, 32, resized=True), (1, 1), 2), (Shape(6, 48), (0.6, 1), 2)):
        cuts = plan(pictures, np.random.default_rng(1), shape, scales)
        wanted, found = cut_all(pictures, cuts, shape.size), device.batch(cuts, shape.size)
        assert found.shape == (shape.count, 3, shape.size, shape.size) and found.dtype == torch.float32
        assert (found - to_tensor(wanted)).abs().max() * 127.5 <= tolerance + 1e-3
