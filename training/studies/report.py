"""Tables and plots of docs/studies.md, and what the app shows of them, out of the logs that are committed: `python -m studies.report`.

A table stands between `<!-- NAME -->` and `<!-- /NAME -->`; the words around it are written by hand.
"""

import argparse
import json
import re
from collections import defaultdict
from pathlib import Path
from statistics import mean, median

from . import norms, resolution, runs
from .plot import line_plot

DOCS = runs.TRAINING.parent / "docs"
DATA = runs.TRAINING.parent / "src" / "features" / "claims" / "studies.json"
WHERE = "imagenet100"
Rows = list[dict[str, str]]


def markdown(head: list[str], rows: list[list[str]]) -> str:
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *rows])


def spread(values: list[float], digits: int = 2) -> str:
    """The mean, and from which to which value where there are several."""
    if not values:
        return "not measured"
    text = f"{mean(values):.{digits}f}"
    return text if len(values) == 1 else f"{text} ({min(values):.{digits}f} to {max(values):.{digits}f})"


def seeds(logs: Path, arm: str) -> list[str]:
    """Names of the ended runs of an arm."""
    return sorted(p.name.removesuffix(".validation.csv") for p in logs.glob(f"{arm}-seed*.validation.csv"))


def curve(logs: Path, name: str) -> list[tuple[int, float, float]]:
    """(step, CPU seconds, validation PSNR in dB) of a run."""
    seconds = {int(row["step"]): float(row["cpu_seconds"]) for row in runs.read(logs / f"{name}.train.csv")}
    return [(int(row["step"]), seconds[int(row["step"])], float(row["psnr"]))
            for row in runs.read(logs / f"{name}.validation.csv")]


def at_time(points: list[tuple[int, float, float]], seconds: float) -> float:
    """PSNR at a CPU time, between two validations in proportion."""
    for (_, t0, a), (_, t1, b) in zip(points, points[1:]):
        if t0 <= seconds <= t1:
            return a + (b - a) * (seconds - t0) / (t1 - t0)
    return points[-1][2] if seconds > points[-1][1] else points[0][2]


def results(rows: Rows, names: list[str], key: str, side: int, where: str) -> list[float]:
    return [float(row[key]) for row in rows
            if row["run"] in names and row["side"] == str(side) and row["set"] == where and row[key]]


def by_block(maps: Rows, names: list[str], key: str) -> list[list[float]]:
    """The values of some runs in features.csv, for each block from the latent to the head."""
    return [[float(row[key]) for row in maps if row["run"] in names and row["block"] == str(block)]
            for block in sorted({int(row["block"]) for row in maps})]


def norm_tables(logs: Path, plots: Path) -> dict[str, str]:
    arms = [arm for arm in norms.ARMS if seeds(logs, arm)]
    trial = {(arm, rate): f"trial-{arm}-{rate}" for arm in norms.ARMS for rate in norms.RATES}
    found = {"norm-rates": markdown(["norm", *(f"{rate} rad" for rate in norms.RATES)], [
        [arm, *(f"{runs.final_psnr(logs, trial[arm, rate]):.2f}" for rate in norms.RATES)] for arm in norms.ARMS])}
    if not arms:
        return found
    measured, maps = runs.read(logs / "results.csv"), runs.read(logs / "features.csv")
    curves = {arm: [curve(logs, name) for name in seeds(logs, arm)] for arm in arms}
    budget = min(points[-1][1] for several in curves.values() for points in several)
    table = []
    for arm in arms:
        names = seeds(logs, arm)
        gradients = [float(row["grad_norm"]) for name in names for row in runs.read(logs / f"{name}.train.csv")]
        step = [points[-1][1] / points[-1][0] for points in curves[arm]]
        crops = [mean(float(row["psnr_db"]) for row in runs.read(logs / f"{name}.train.csv")[-5:]) for name in names]
        table.append([arm, str(len(names)), spread(crops), spread([points[-1][2] for points in curves[arm]]),
                      spread([at_time(points, budget) for points in curves[arm]]),
                      *(spread(results(measured, names, key, 256, WHERE), digits)
                        for key, digits in (("psnr", 2), ("ssim", 4), ("st_lpips", 5), ("frechet_lite0", 1))),
                      f"{median(gradients):.1f}", f"{mean(step):.3f}"])
    found["norm-results"] = markdown(
        ["norm", "seeds", "PSNR of the last 50 steps' crops", "validation PSNR, equal steps",
         f"the same after {budget:.0f} CPU seconds", "imagenet100 PSNR", "SSIM", "ST-LPIPS", "Frechet, Lite0 at 1/8",
         "gradient norm, median", "CPU seconds a step"], table)
    sides = sorted({int(row["side"]) for row in measured})
    found["norm-sides"] = markdown(["norm", *(f"{side}x{side}" for side in sides)], [
        [arm, *(spread(results(measured, seeds(logs, arm), "psnr", side, WHERE)) for side in sides)] for arm in arms])
    for key in ("spread", "peak"):
        rows = [[arm, *(f"{mean(values):.2f}" if values else "not measured" for values in by_block(maps, seeds(logs, arm), key))]
                for arm in arms]
        found[f"norm-{key}"] = markdown(["norm", *(f"block {block}" for block in range(1, len(rows[0])))], rows)
    first = {arm: several[0] for arm, several in curves.items()}
    line_plot(plots / "norms-steps.svg", "Validation PSNR by steps, seed 0", "steps", "dB",
              [(arm, [(step, psnr) for step, _, psnr in points]) for arm, points in first.items()])
    line_plot(plots / "norms-seconds.svg", "Validation PSNR by CPU seconds, seed 0", "CPU seconds of one thread", "dB",
              [(arm, [(seconds, psnr) for _, seconds, psnr in points]) for arm, points in first.items()])
    return found


def resolution_tables(logs: Path, plots: Path) -> dict[str, str]:
    measured = runs.read(logs / "results.csv")
    names = [name for name in resolution.grid() if seeds(logs, name)]
    if not names or not measured:
        return {}
    sets = defaultdict(set)
    for row in measured:
        sets[row["set"]].add(int(row["side"]))
    found = {}
    for where, sides in sets.items():
        found[f"resolution-{where}"] = markdown(["run", *(f"{side}x{side}" for side in sorted(sides))], [
            [name, *(spread(results(measured, seeds(logs, name), "psnr", side, where)) for side in sorted(sides))]
            for name in names])
    for second in resolution.SECOND:
        lines = []
        for first in resolution.BATCHES:
            points = []
            for share in (0.0, *resolution.SHARES, 1.0):
                name = str(second) if share == 0 else str(first) if share == 1 else f"{first}-{second}-{share:.2f}"
                values = results(measured, seeds(logs, name), "psnr", 256, WHERE)
                points += [(100 * share, mean(values))] if values else []
            if first != second and len(points) > 1:
                lines.append((f"first {first}", points))
        if lines:
            line_plot(plots / f"resolution-{second}.svg", f"PSNR at 256x256, second resolution {second}",
                      "share of pixels at the first resolution, %", "dB", lines)
    return found


def ranges(values: list[float], digits: int) -> list[float]:
    """[mean, smallest, largest] over seeds; nothing where nothing was measured."""
    return [round(value, digits) for value in (mean(values), min(values), max(values))] if values else []


def quality_by_side(logs: Path, arms: list[str]) -> dict:
    """The sides at which runs were measured, and for each arm PSNR and SSIM at each of them."""
    measured = [row for row in runs.read(logs / "results.csv") if row["set"] == WHERE]
    sides = sorted({int(row["side"]) for row in measured})
    return {"sides": sides, "pictures": max((int(row["pictures"]) for row in measured), default=0), "arms": [
        {"name": arm, "seeds": len(seeds(logs, arm)),
         **{key: [ranges(results(measured, seeds(logs, arm), key, side, WHERE), digits) for side in sides]
            for key, digits in (("psnr", 3), ("ssim", 5))}} for arm in arms if seeds(logs, arm)]}


def app_data(logs: Path) -> dict:
    """What the app's panels show of both studies; numbers of several seeds are [mean, smallest, largest]."""
    found = {"norms": {"steps": norms.STEPS, **quality_by_side(logs / "norms", list(norms.ARMS))},
             "resolution": {"steps": resolution.STEPS, **quality_by_side(logs / "resolution", list(resolution.grid()))}}
    maps = runs.read(logs / "norms" / "features.csv")
    for arm in found["norms"]["arms"]:
        names = seeds(logs / "norms", arm["name"])
        arm["validation"] = ranges([curve(logs / "norms", name)[-1][2] for name in names], 3)
        arm["spread"] = [ranges(values, 4) for values in by_block(maps, names, "spread")]
    return found


def as_text(data: dict) -> str:
    """JSON with a line for each list of numbers, so that a change can be read."""
    text = json.dumps(data, indent=1)
    return re.sub(r"\[[^\[\]{}]*\]", lambda m: re.sub(r"\s+", " ", m[0]).replace("[ ", "[").replace(" ]", "]"), text) + "\n"


def fill(text: str, tables: dict[str, str]) -> str:
    """`text` with every table in its place. Raises ValueError for a table that has none."""
    for name, table in tables.items():
        pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.S)
        if not pattern.search(text):
            raise ValueError(f"no place for the table {name}")
        text = pattern.sub(lambda m, t=table: f"{m[1]}{t}\n{m[2]}", text)
    return text


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--logs", type=Path, default=runs.LOGS)
    parser.add_argument("--page", type=Path, default=DOCS / "studies.md")
    parser.add_argument("--data", type=Path, default=DATA, help="what the app shows")
    a = parser.parse_args(arguments)
    plots = a.page.parent / "studies"
    tables = {}
    if (a.logs / "norms").exists():
        tables |= norm_tables(a.logs / "norms", plots)
    if (a.logs / "resolution").exists():
        tables |= resolution_tables(a.logs / "resolution", plots)
    a.page.write_text(fill(a.page.read_text(), tables))
    a.data.write_text(as_text(app_data(a.logs)))


if __name__ == "__main__":
    main()
