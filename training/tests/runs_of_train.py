"""Runs of train.py for tests: small ones, in a process of their own or in this one."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest

import train as train_script

ROOT = Path(__file__).resolve().parents[1]
SMALL = ["--decoder-widths", "16", "16", "16", "--decoder-blocks", "1", "1", "1", "--phases", "32x2:1,64x1:1",
         "--log-every", "1", "--held-out", "0.1", "--cpu", "--precision", "no", "--lr", "1e-3", "--threads", "1"]


def command(pictures, out, *more, launcher=()):
    return [sys.executable, *launcher, str(ROOT / "train.py"), str(pictures), "--out", str(out), *SMALL, *more]


def train(*arguments, **options):
    done = subprocess.run(command(*arguments, **options), capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def here(monkeypatch, *arguments):
    """`train` without the seconds that a new process takes."""
    monkeypatch.setattr(sys, "argv", command(*arguments)[1:])
    train_script.main()


def curve(out):
    with (out / "train.csv").open() as file:
        return [(int(row["step"]), float(row["loss"])) for row in csv.DictReader(file)]


def refusal(monkeypatch, capsys, *arguments):
    """What is said by a command that must be refused."""
    monkeypatch.setattr(sys, "argv", command(*arguments)[1:])
    with pytest.raises(SystemExit) as refused:
        train_script.main()
    assert refused.value.code == 2
    return capsys.readouterr().err
