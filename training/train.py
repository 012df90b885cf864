"""Trains a LiteVAE on a folder of pictures: `python train.py PICTURES --out RUN`, or `accelerate launch train.py ...`.

Options may come from files: `python train.py @configs/litevae-s-f8c12.args PICTURES --out RUN`.
"""

import argparse
from datetime import timedelta
from pathlib import Path

import torch
from accelerate import Accelerator, InitProcessGroupKwargs

from litevae.checkpoint import load_weights
from litevae.data import Pictures, build_cache
from litevae.losses import TERMS, parse_weights
from litevae.model import ENCODER_SIZES, Config, LiteVAE, parameters
from litevae.trainer import Settings, Trainer


def phases(text: str) -> list[tuple[int, int, float]]:
    """"128x16:0.67,256x8:0.33" -> side, pictures, share of the run; shares are scaled to add up to 1."""
    found = []
    for item in text.split(","):
        shape, _, share = item.partition(":")
        side, count = (int(v) for v in shape.split("x"))
        if side % 8 or side < 32 or count < 1:
            raise argparse.ArgumentTypeError(f"{item}: the side must be a multiple of 8, at least 32")
        found.append((side, count, float(share or 1)))
    whole = sum(share for _, _, share in found)
    return [(side, count, share / whole) for side, count, share in found]


def options() -> argparse.ArgumentParser:
    p = argparse.ArgumentParser(description=__doc__, fromfile_prefix_chars="@",
                                formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    p.convert_arg_line_to_args = lambda line: line.split("#")[0].split()
    p.add_argument("pictures", type=Path, help="folder of AVIF, JPEG, PNG or WebP pictures")
    p.add_argument("--out", type=Path, required=True, help="folder of the run: checkpoint, logs, contact sheets")
    p.add_argument("--cache", type=Path, help="where decoded pictures are kept (default: <out>/cache)")
    p.add_argument("--start", type=Path, help="weights to start from: .pt, .npz, or a folder with encoder.onnx and decoder.onnx")
    p.add_argument("--resume", action="store_true",
                   help="go on from <out>/last.pt, if it is there; --minutes is then the time from now on")
    p.add_argument("--size", choices=ENCODER_SIZES, default="S")
    p.add_argument("--latent", type=int, default=12, help="latent channels")
    p.add_argument("--norm", choices=("smc", "group"), default="smc", help="in the encoder")
    p.add_argument("--downsample", choices=("learned", "learned3x3", "average"), default="learned")
    p.add_argument("--decoder", choices=("wavelet", "sd"), default="wavelet")
    p.add_argument("--decoder-widths", type=int, nargs="+", default=(256, 128, 64), help="at 1/8, 1/4, 1/2")
    p.add_argument("--decoder-blocks", type=int, nargs="+", default=(3, 3, 3))
    p.add_argument("--losses", type=parse_weights, default="l1=1,kl=1e-6,wavelet=0.5,gauss=0.5",
                   help="name=weight,... of: " + "; ".join(f"{k}: {v}" for k, v in TERMS.items()).replace("%", "%%"))
    p.add_argument("--steps", type=int, default=0, help="length of the run (0: use --minutes)")
    p.add_argument("--minutes", type=float, default=0, help="length of the run; the rate ends on time, even if paused")
    p.add_argument("--phases", type=phases, default="128x16:2,256x8:1", help="side x pictures : share, ...")
    p.add_argument("--optimizer", choices=("adamw", "muon"), default="adamw")
    p.add_argument("--lr", type=float, default=1e-4)
    p.add_argument("--muon-lr", type=float, default=0.01, help="radians a filter turns in a step")
    p.add_argument("--weight-decay", type=float, default=0.0)
    p.add_argument("--betas", type=float, nargs=2, default=(0.5, 0.9))
    p.add_argument("--warmup", type=float, default=0.01, help="share of the run")
    p.add_argument("--decay", type=float, default=0.5, help="share of the run over which the rate falls to 0")
    p.add_argument("--ema", type=float, default=0.999)
    p.add_argument("--clip", type=float, default=1.0)
    p.add_argument("--adversarial-start", type=float, default=0.3)
    p.add_argument("--held-out", type=int, default=64, help="pictures kept for validation")
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--log-every", type=int, default=10)
    p.add_argument("--save-minutes", type=float, default=3.0)
    p.add_argument("--validate-minutes", type=float, default=10.0)
    p.add_argument("--precision", choices=("bf16", "no"), default="bf16")
    p.add_argument("--cpu", action="store_true", help="even where there is a GPU")
    p.add_argument("--threads", type=int, default=0, help="of PyTorch on the CPU (0: its own choice)")
    return p


def main() -> None:
    parser = options()
    a = parser.parse_args()
    if bool(a.steps) == bool(a.minutes):
        parser.error("give one of --steps and --minutes")
    if (a.out / "last.pt").exists() and not a.resume:
        parser.error(f"{a.out} holds a run: add --resume to go on with it, or give another --out")
    if a.threads:
        torch.set_num_threads(a.threads)
    patient = InitProcessGroupKwargs(timeout=timedelta(hours=12))  # while one process decodes a large folder
    accelerator = Accelerator(cpu=a.cpu, mixed_precision=a.precision, kwargs_handlers=[patient])
    a.out.mkdir(parents=True, exist_ok=True)
    # The first process decodes and the others find its cache; so does the first of each machine without shared disks.
    with accelerator.main_process_first(), accelerator.local_main_process_first():
        index = build_cache(a.pictures, a.cache or a.out / "cache")
    last = a.out / "last.pt"
    resume = torch.load(last, map_location="cpu", weights_only=True) if last.exists() else None
    config = Config(size=a.size, latent_channels=a.latent, norm=a.norm, downsample=a.downsample, decoder=a.decoder,
                    decoder_widths=tuple(a.decoder_widths), decoder_blocks=tuple(a.decoder_blocks))
    if resume is not None:
        model = LiteVAE(Config.from_dict(resume["config"]))
    elif a.start:
        model = load_weights(a.start, config)
    else:
        torch.manual_seed(a.seed)
        model = LiteVAE(config)
    names = Settings.__dataclass_fields__
    settings = Settings(**{k: v for k, v in vars(a).items() if k in names})
    train, validation = (Pictures(index, part, a.held_out) for part in ("train", "validation"))
    counts = f"{parameters(model.encoder):,} + {parameters(model.decoder):,} parameters"
    pictures = f"{len(train)} pictures for training, {len(validation)} for validation"
    where = f"{accelerator.num_processes} process(es) on {accelerator.device}"
    accelerator.print("; ".join([counts, pictures, where] + ([f"resumed at step {resume['step']}"] if resume else [])))
    Trainer(model, settings, train, validation, a.out, accelerator, resume).run()
    accelerator.wait_for_everyone()  # the main process still writes
    accelerator.end_training()


if __name__ == "__main__":
    main()
