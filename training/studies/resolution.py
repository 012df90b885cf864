"""Study B: how resolutions of training transfer. `python -m studies.resolution PICTURES --runs FOLDER` (paper, section 5).

Every run sees the same number of pixels, so many at the first resolution and the rest at the second. Pictures are resized,
so that a crop shows what a picture of that size shows. A step has about the same pixels at every resolution, so shares of
steps are shares of pixels, and the schedules of all runs are alike.
"""

from pathlib import Path

from . import runs
from .runs import Run

LOGS = runs.LOGS / "resolution"
BATCHES = {64: 32, 96: 14, 128: 8, 256: 2}  # pictures a step: 131,072 pixels, and 129,024 at 96
SECOND = (128, 256)
SHARES = (0.25, 0.5, 0.75)  # of the first resolution; 0 and 1 are the runs at one resolution
# From a second seed, too: corners of the grid, and one whose first seed stands far off.
TWICE = ("64", "256", "64-256-0.50", "128-256-0.50", "256-128-0.25")
STEPS = 250
COMMON = ("--cpu", "--size", "S", "--decoder-widths", "64", "48", "32", "--decoder-blocks", "2", "2", "2",
          "--losses", "psnr=0.1,ssim=2,kl=1e-6", "--optimizer", "muon-all", "--muon-lr", "0.015", "--lr", "6e-4",
          "--betas", "0.9", "0.99", "--weight-decay", "0", "--held-out", "0.0094", "--resize", "0", "--warmup", "0.05",
          "--decay", "0.5", "--ema", "0.99", "--validate-steps", "125", "--save-minutes", "2")


def phases(first: int, second: int | None = None, share: float = 1.0) -> str:
    """What --phases wants: `share` of the run at `first`, the rest at `second`."""
    text = f"r{first}x{BATCHES[first]}:{share}"
    return text if second is None else f"{text},r{second}x{BATCHES[second]}:{1 - share}"


def grid() -> dict[str, str]:
    """Name of a run -> its phases."""
    found = {str(side): phases(side) for side in BATCHES}
    for first in BATCHES:
        for second in SECOND:
            if first != second:
                found |= {f"{first}-{second}-{share:.2f}": phases(first, second, share) for share in SHARES}
    return found


def all_runs() -> list[Run]:
    """Those of two seeds first, so that a study that is cut short has them."""
    found = grid()
    ordered = [*(name for name in TWICE if name in found), *(name for name in found if name not in TWICE)]
    first = [Run(f"{name}-seed0", (*COMMON, "--phases", found[name], "--seed", "0"), STEPS) for name in ordered]
    again = [Run(f"{name}-seed1", (*COMMON, "--phases", found[name], "--seed", "1"), STEPS) for name in ordered
             if name in TWICE]
    return first[: len(again)] + again + first[len(again):]


def main(arguments: list[str] | None = None) -> None:
    a = runs.options(__doc__, Path(LOGS)).parse_args(arguments)
    runs.train_all(all_runs(), a)


if __name__ == "__main__":
    main()
