"""Study A: the norm of the wavelet decoder. `python -m studies.norms PICTURES --runs FOLDER` (paper, section 4.2).

All arms have the default model's encoder, frozen, and the same narrow decoder but for its norm; the same optimiser, and
the same crops in the same order. The rate of each arm is the best of three, by a short run, but where that rate did not
last; then every arm is trained from several seeds.
"""

from . import runs
from .runs import Run

ENCODER = runs.TRAINING.parent / "public" / "models" / "litevae-s-f8c12"
LOGS = runs.LOGS / "norms"
ARMS = ("smc", "group", "instance", "batch", "none")
SEEDS = {"smc": 3, "group": 3, "none": 3, "instance": 2, "batch": 2}
RATES = (0.006, 0.015, 0.03)
# The trial finds 0.03 best without a norm, by 0.3 dB. Over the whole length that fell over (-3 dB from step 170 on, 23.3 dB
# at the end): a short trial does not find the rate that lasts. So this arm has the next lower one.
LASTING = {"none": 0.015}
TRIAL_STEPS, STEPS = 150, 500
COMMON = ("--cpu", "--frozen-encoder", str(ENCODER), "--decoder-widths", "64", "48", "32", "--decoder-blocks", "2", "2", "2",
          "--losses", "psnr=0.1,ssim=2", "--phases", "64x16", "--optimizer", "muon-all", "--lr", "6e-4", "--betas", "0.9",
          "0.99", "--weight-decay", "0", "--held-out", "0.0094", "--resize", "0", "--warmup", "0.05", "--decay", "0.5",
          "--ema", "0.99", "--validate-steps", "250", "--save-minutes", "2")


def run_of(name: str, arm: str, rate: float, seed: int, steps: int) -> Run:
    return Run(name, (*COMMON, "--decoder-norm", arm, "--muon-lr", str(rate), "--seed", str(seed)), steps)


def trials() -> list[Run]:
    return [run_of(f"trial-{arm}-{rate}", arm, rate, 0, TRIAL_STEPS) for arm in ARMS for rate in RATES]


def rate_of(logs, arm: str) -> float:
    """Radians. Raises FileNotFoundError where a trial has not ended."""
    return LASTING.get(arm) or max(RATES, key=lambda rate: runs.final_psnr(logs, f"trial-{arm}-{rate}"))


def final_runs(logs) -> list[Run]:
    """Seed by seed, so that a study that is cut short is still balanced."""
    return [run_of(f"{arm}-seed{seed}", arm, rate_of(logs, arm), seed, STEPS)
            for seed in range(max(SEEDS.values())) for arm in ARMS if seed < SEEDS[arm]]


def main(arguments: list[str] | None = None) -> None:
    a = runs.options(__doc__, LOGS).parse_args(arguments)
    # A trial leaves a log and nothing else that is wanted, so one whose log is kept needs no run.
    runs.train_all([run for run in trials() if not runs.ended(run, runs.read(a.logs / f"{run.name}.validation.csv"))], a)
    runs.train_all(final_runs(a.logs), a)


if __name__ == "__main__":
    main()
