"""Reading, caching and cropping of pictures."""

import numpy as np
import pytest
from PIL import Image

from litevae.data import CropStream, Pictures, build_cache, list_pictures, read_picture


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


def test_an_error_of_the_stream_is_raised_where_it_is_read(picture_folder, tmp_path):
    stream = CropStream(Pictures(build_cache(picture_folder, tmp_path)), lambda step: (1, 32), -1, 0, 0)
    with pytest.raises(ValueError):
        stream.next()
    stream.close()


def test_validation_never_meets_training(picture_folder, tmp_path):
    index = build_cache(picture_folder, tmp_path)
    train, validation = (Pictures(index, part, held_out=6) for part in ("train", "validation"))
    names = [{e[0] for e in part.entries} for part in (train, validation)]
    assert len(names[1]) == 6 and not names[0] & names[1] and len(names[0] | names[1]) == 24


def test_stream_depends_on_the_step_alone(picture_folder, tmp_path):
    pictures = Pictures(build_cache(picture_folder, tmp_path))

    def batches(start, count, rank=0):
        stream = CropStream(pictures, lambda step: (3, 32 if step < 4 else 64), 5, rank, start)
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
    crops = pictures.crops(np.random.default_rng(0), 2, 160)
    assert crops.shape == (2, 160, 160, 3) and crops.std() > 1
