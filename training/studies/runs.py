"""Runs of a study: each is one `train.py`, skipped once it has ended and resumed where it was killed.

The logs that tables and plots are made from are copied out of the runs' folders to `logs/<study>/`, which is committed.
"""

import argparse
import csv
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from litevae.data import build_cache

TRAINING = Path(__file__).resolve().parent.parent
LOGS = Path(__file__).resolve().parent / "logs"


@dataclass(frozen=True)
class Run:
    """`name` is a folder of the study; `options` are train.py's; `steps` its length."""

    name: str
    options: tuple[str, ...]
    steps: int


def options(description: str, logs: Path) -> argparse.ArgumentParser:
    """What the drivers have in common."""
    p = argparse.ArgumentParser(description=description, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    p.add_argument("pictures", type=Path, help="folder of training pictures")
    p.add_argument("--runs", type=Path, required=True, help="folder for checkpoints; a killed study goes on from there")
    p.add_argument("--cache", type=Path, help="decoded pictures (default: <runs>/cache)")
    p.add_argument("--logs", type=Path, default=logs, help="where logs are kept that are committed")
    p.add_argument("--workers", type=int, default=1, help="runs side by side, of one thread each")
    return p


def read(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV file; none where there is no file."""
    if not path.exists():
        return []
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def ended(run: Run, rows: list[dict[str, str]]) -> bool:
    """Whether validations `rows` reach its end."""
    return bool(rows) and int(rows[-1]["step"]) >= run.steps


def final_psnr(logs: Path, name: str) -> float:
    """dB, of the validation pictures at the end. Raises FileNotFoundError where the run has not ended."""
    rows = read(logs / f"{name}.validation.csv")
    if not rows:
        raise FileNotFoundError(f"no log of {name} in {logs}: the run has not ended")
    return float(rows[-1]["psnr"])


def keep_logs(name: str, folder: Path, logs: Path) -> None:
    logs.mkdir(parents=True, exist_ok=True)
    for kind in ("train", "validation"):
        (logs / f"{name}.{kind}.csv").write_text((folder / f"{kind}.csv").read_text())


def train_one(run: Run, a: argparse.Namespace) -> None:
    """Raises CalledProcessError where training fails; its output is in <run>/output.txt."""
    folder = a.runs / run.name
    if not ended(run, read(folder / "validation.csv")):
        folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, str(TRAINING / "train.py"), str(a.pictures), "--out", str(folder), "--resume",
                   "--cache", str(a.cache or a.runs / "cache"), "--threads", "1", "--steps", str(run.steps), *run.options]
        with (folder / "output.txt").open("a") as output:
            subprocess.run(command, check=True, stdout=output, stderr=output, cwd=TRAINING, env=os.environ)
    keep_logs(run.name, folder, a.logs)
    print(f"{run.name}: {final_psnr(a.logs, run.name):.3f} dB", flush=True)


def train_all(runs: list[Run], a: argparse.Namespace) -> None:
    """In order, `a.workers` at a time. Raises what the first failed run raised, after the others have ended."""
    build_cache(a.pictures, a.cache or a.runs / "cache")  # before runs side by side would write it at the same time
    with ThreadPoolExecutor(a.workers) as pool:
        for done in [pool.submit(train_one, run, a) for run in runs]:
            done.result()
