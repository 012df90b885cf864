"""Drivers of the studies, on runs of two steps; and the committed page, which is what its script writes."""

import csv
import json
import sys
from pathlib import Path

import pytest
import torch

import train as train_script
from litevae.settings import phase_at
from studies import measure, norms, report, resolution, runs
from studies.plot import line_plot

SMALL = ("--cpu", "--precision", "no", "--decoder-widths", "16", "16", "16", "--decoder-blocks", "1", "1", "1", "--losses",
         "l1=1", "--held-out", "0.2", "--validate-steps", "1", "--log-every", "1")


@pytest.fixture
def tiny(monkeypatch):
    monkeypatch.setattr(norms, "COMMON", (*SMALL, "--phases", "32x1", "--frozen-encoder", str(norms.ENCODER)))
    for name, value in (("ARMS", ("batch",)), ("SEEDS", {"batch": 1}), ("RATES", (0.01,)), ("TRIAL_STEPS", 1), ("STEPS", 2)):
        monkeypatch.setattr(norms, name, value)
    monkeypatch.setattr(resolution, "COMMON", SMALL)
    for name, value in (("BATCHES", {32: 2, 64: 1}), ("SECOND", (64,)), ("SHARES", (0.5,)), ("TWICE", ()), ("STEPS", 2)):
        monkeypatch.setattr(resolution, name, value)
    monkeypatch.setattr(measure, "SIDES", {"norms": (64,), "resolution": (64,)})

    def in_this_process(command, **_):
        monkeypatch.setattr(sys, "argv", command[1:])
        train_script.main()

    monkeypatch.setattr(runs.subprocess, "run", in_this_process)


def test_studies_run_measure_and_report(tiny, picture_folder, good_pictures, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(resolution, "grid", lambda: {"32-64-0.50": resolution.phases(32, 64, 0.5)})
    page = tmp_path / "docs" / "studies.md"
    for name, driver in (("norms", norms), ("resolution", resolution)):
        where = ["--runs", str(tmp_path / name), "--logs", str(tmp_path / "logs" / name)]
        driver.main([str(picture_folder), *where])
        measure.main([name, str(good_pictures), *where])
    logs = tmp_path / "logs"
    assert {p.name for p in (logs / "norms").iterdir()} >= {
        "trial-batch-0.01.train.csv", "batch-seed0.train.csv", "batch-seed0.validation.csv", "results.csv", "features.csv"}
    before = (logs / "norms" / "results.csv").read_bytes()
    capsys.readouterr()
    # All is there: nothing is trained or measured again.
    norms.main([str(picture_folder), "--runs", str(tmp_path / "norms"), "--logs", str(logs / "norms")])
    measure.main(["norms", str(good_pictures), "--runs", str(tmp_path / "norms"), "--logs", str(logs / "norms")])
    assert (logs / "norms" / "results.csv").read_bytes() == before
    with (logs / "norms" / "features.csv").open() as file:
        assert [row["block"] for row in csv.DictReader(file)] == ["0", "1", "2"]
    page.parent.mkdir()
    names = ("norm-rates", "norm-results", "norm-sides", "norm-spread", "norm-peak", "resolution-good")
    page.write_text("".join(f"words\n<!-- {name} -->\nold\n<!-- /{name} -->\n" for name in names))
    data = tmp_path / "studies.json"
    monkeypatch.setattr(report, "WHERE", "good")
    report.main(["--logs", str(logs), "--page", str(page), "--data", str(data)])
    found = json.loads(data.read_text())
    [batch], [mixed] = found["norms"]["arms"], found["resolution"]["arms"]
    assert (batch["name"], batch["seeds"], len(batch["spread"]), len(batch["validation"])) == ("batch", 1, 3, 3)
    assert mixed["name"] == "32-64-0.50" and found["resolution"]["sides"] == [64] and len(mixed["psnr"][0]) == 3
    text = page.read_text()
    assert "old" not in text and text.count("words") == 6 and "| batch | 1 | " in text and "| 32-64-0.50 | " in text
    assert (page.parent / "studies" / "norms-steps.svg").read_text().startswith("<svg")
    page.write_text("no places")
    with pytest.raises(ValueError, match="no place for the table"):
        report.main(["--logs", str(logs), "--page", str(page), "--data", str(data)])


def test_the_grid_gives_every_run_the_same_pixels():
    for text in resolution.grid().values():
        found = train_script.phases(text)
        assert sum(share for _, _, share, _ in found) == pytest.approx(1)
        assert all(resized and 129_000 < side * side * count <= 131_072 for side, count, _, resized in found)
    found = resolution.grid()
    assert len(found) == 4 + 3 * (3 + 3) and set(resolution.TWICE) <= set(found)
    half = train_script.phases(found["64-256-0.50"])
    assert [phase_at(half, p).size for p in (0.49, 0.51)] == [64, 256]


def test_runs_are_ordered_so_that_a_part_is_balanced():
    names = [run.name for run in resolution.all_runs()]
    assert len(names) == len(set(names)) == len(resolution.grid()) + len(resolution.TWICE)
    assert names[:2 * len(resolution.TWICE)] == [f"{name}-seed{seed}" for seed in (0, 1) for name in resolution.TWICE]


def test_values_between_validations_are_in_proportion():
    points = [(200, 10.0, 20.0), (400, 20.0, 30.0)]
    assert [report.at_time(points, t) for t in (5, 10, 15, 20, 99)] == [20, 20, 25, 30, 30]


def test_a_plot_holds_every_line(tmp_path):
    line_plot(tmp_path / "p.svg", "title", "x", "y", [("one", [(0, 1), (2, 3)]), ("two", [(0, 1.2), (2, 3)])])
    text = (tmp_path / "p.svg").read_text()
    assert text.count('stroke-width="2"') == 2 and ">one<" in text and ">two<" in text
    labels = [float(part.split('y="')[1].split('"')[0]) for part in text.splitlines() if ">one<" in part or ">two<" in part]
    assert abs(labels[0] - labels[1]) >= 12


def test_magnitudes_see_droplets():
    even = torch.ones(1, 4, 8, 8)
    drop = even.clone()
    drop[0, :, 3, 3] = 20
    assert measure.magnitudes(even)["peak"] == pytest.approx(1) and measure.magnitudes(even)["spread"] == pytest.approx(0)
    assert measure.magnitudes(drop)["peak"] == pytest.approx(20)


def test_the_committed_page_is_what_its_script_writes(tmp_path):
    page = report.DOCS / "studies.md"
    (tmp_path / "studies.md").write_text(page.read_text())
    report.main(["--page", str(tmp_path / "studies.md"), "--data", str(tmp_path / "studies.json")])
    assert (tmp_path / "studies.md").read_text() == page.read_text()
    assert (tmp_path / "studies.json").read_text() == report.DATA.read_text()
    for plot in Path(tmp_path / "studies").glob("*.svg"):
        assert plot.read_bytes() == (report.DOCS / "studies" / plot.name).read_bytes()
