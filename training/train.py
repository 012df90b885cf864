"""Trains a LiteVAE on a folder of pictures: `python train.py PICTURES --out RUN`, or `accelerate launch train.py ...`.

Options may come from files: `python train.py @configs/litevae-s-f8c12.args PICTURES --out RUN`.
"""

import argparse
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import torch
from accelerate import Accelerator, InitProcessGroupKwargs
from accelerate.utils import gather

from litevae.checkpoint import load_run, load_weights, prolong, with_frozen_encoder
from litevae.data import Pictures, build_cache
from litevae.losses import TERMS, parse_weights
from litevae.model import ENCODER_SIZES, Config, LiteVAE, parameters
from litevae.norms import NORMS
from litevae.optim import OPTIMIZERS
from litevae.perceptual import Missing
from litevae.settings import Settings
from litevae.trainer import Trainer
from litevae.widen import widened


def phases(text: str) -> list[tuple[int, int, float, bool]]:
    """"r64x32:0.67,256x8:0.33" -> side, pictures, share of the run, resized; shares are scaled to add up to 1."""
    found = []
    for item in text.split(","):
        shape, _, share = item.partition(":")
        try:
            (side, count), part = (int(v) for v in shape.removeprefix("r").split("x")), float(share or 1)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{item}: want SIDExPICTURES:SHARE, such as 128x16:0.7 or r64x32:1") from None
        if side % 8 or side < 32 or count < 1 or not part > 0:
            raise argparse.ArgumentTypeError(f"{item}: the side must be a multiple of 8, at least 32; the rest more than 0")
        found.append((side, count, part, shape.startswith("r")))
    whole = sum(share for _, _, share, _ in found)
    return [(side, count, share / whole, resized) for side, count, share, resized in found]


def losses(text: str) -> dict[str, float]:
    try:
        found = parse_weights(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    if not found.keys() - {"adversarial"}:
        raise argparse.ArgumentTypeError("at least one term but adversarial needs a weight above 0")
    return found


def options() -> argparse.ArgumentParser:
    p = argparse.ArgumentParser(description=__doc__, fromfile_prefix_chars="@",
                                formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    p.convert_arg_line_to_args = lambda line: line.split("#")[0].split()
    p.add_argument("pictures", type=Path, help="folder of AVIF, JPEG, PNG or WebP pictures")
    p.add_argument("--out", type=Path, required=True, help="folder of the run: checkpoint, logs, contact sheets")
    p.add_argument("--cache", type=Path, help="where decoded pictures are kept (default: <out>/cache)")
    p.add_argument("--start", type=Path,
                   help="weights to start from: .pt, .npz, or a folder with encoder.onnx and decoder.onnx")
    p.add_argument("--widen-from", choices=ENCODER_SIZES, metavar="SIZE",
                   help="--start has an encoder of this smaller size: begin with a wider one that computes the same")
    p.add_argument("--frozen-encoder", type=Path, metavar="START",
                   help="take the encoder from such weights, leave it as it is, and train a new decoder for it")
    p.add_argument("--resume", action="store_true",
                   help="go on from <out>/last.pt, if it is there; --minutes is then the time from now on")
    p.add_argument("--prolong", action="store_true",
                   help="let the run in <out>, which has ended, go on at full rate from where it began to fall (steady.pt); "
                        "--steps is then the new length of the whole; afterwards use --resume")
    p.add_argument("--size", choices=ENCODER_SIZES, default="S")
    p.add_argument("--latent", type=int, default=12, help="latent channels")
    p.add_argument("--norm", choices=("smc", "group"), default="smc", help="in the encoder")
    p.add_argument("--downsample", choices=("learned", "learned3x3", "average"), default="learned")
    p.add_argument("--decoder", choices=("wavelet", "sd"), default="wavelet")
    p.add_argument("--decoder-norm", choices=NORMS, default="smc", help="in the decoder; sd knows smc and group")
    p.add_argument("--decoder-widths", type=int, nargs="+", default=(256, 128, 64), help="at 1/8, 1/4, 1/2")
    p.add_argument("--decoder-blocks", type=int, nargs="+", default=(3, 3, 3))
    p.add_argument("--losses", type=losses, default="l1=1,kl=1e-6,wavelet=0.5,gauss=0.5",
                   help="name=weight,... of: " + "; ".join(f"{k}: {v}" for k, v in TERMS.items()).replace("%", "%%"))
    p.add_argument("--steps", type=int, default=0, help="length of the run (0: use --minutes)")
    p.add_argument("--minutes", type=float, default=0, help="length of the run; the rate ends on time, even if paused")
    p.add_argument("--phases", type=phases, default="128x16:2,256x8:1", help="side x pictures : share of the run, ...; r before a side: pictures are resized so that their short "
                        "side is the crop's, else crops are at 1:1")
    p.add_argument("--scales", type=float, nargs=2, default=(1.0, 1.0), metavar=("FROM", "TO"),
                   help="reduce the picture of each 1:1 crop by a random factor between these, such as 0.6 1")
    p.add_argument("--optimizer", choices=OPTIMIZERS, default="adamw",
                   help="muon: on self-modulated filters; muon-all: on every convolution; AdamW on the rest")
    p.add_argument("--lr", type=float, default=1e-4)
    p.add_argument("--muon-lr", type=float, default=0.01, help="radians a filter turns in a step")
    p.add_argument("--weight-decay", type=float, default=0.0)
    p.add_argument("--betas", type=float, nargs=2, default=(0.5, 0.9))
    p.add_argument("--warmup", type=float, default=0.01, help="share of the run")
    p.add_argument("--decay", type=float, default=0.5, help="share of the run over which the rate falls to 0")
    p.add_argument("--ema", type=float, default=0.999)
    p.add_argument("--clip", type=float, default=1.0)
    p.add_argument("--adversarial-start", type=float, default=0.3)
    p.add_argument("--held-out", type=float, default=0.01, help="share of the pictures that is kept for validation")
    p.add_argument("--resize", type=int, default=512,
                   help="reduce larger short sides to so many pixels when pictures are decoded (0: as they are)")
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--log-every", type=int, default=10)
    p.add_argument("--save-minutes", type=float, default=3.0)
    p.add_argument("--validate-minutes", type=float, default=10.0)
    p.add_argument("--validate-steps", type=int, default=0, help="validate after each so many steps instead")
    p.add_argument("--precision", choices=("bf16", "no"), default="bf16")
    p.add_argument("--cpu", action="store_true", help="even where there is a GPU")
    p.add_argument("--threads", type=int, default=0, help="of PyTorch on the CPU (0: its own choice)")
    return p


def started(path: Path, config: Config, widen_from: str | None) -> LiteVAE:
    """Raises ValueError where the weights do not fit."""
    if widen_from is None:
        return load_weights(path, config)
    return widened(load_weights(path, replace(config, size=widen_from)), config.size)


def main() -> None:
    parser = options()
    a = parser.parse_args()
    if min(a.steps, a.minutes, a.seed, a.resize) < 0:
        parser.error("--steps, --minutes, --seed and --resize must not be negative")
    if not 0 <= a.held_out <= 0.5:
        parser.error("--held-out is a share of the pictures, from 0 to 0.5")
    if not 0.1 <= a.scales[0] <= a.scales[1] <= 1:
        parser.error("--scales wants two factors, from 0.1 to 1, the smaller one first")
    if a.resize and a.resize < max(side for side, _, _, _ in a.phases):
        parser.error(f"--resize {a.resize} is less than the largest side of --phases")
    if bool(a.steps) == bool(a.minutes):
        parser.error("give one of --steps and --minutes")
    if a.frozen_encoder and a.start:
        parser.error("give one of --start and --frozen-encoder")
    if a.widen_from and not a.start:
        parser.error("--widen-from is about --start: give both")
    if a.decoder == "sd" and a.decoder_norm not in ("smc", "group"):
        parser.error("--decoder sd knows --decoder-norm smc and group")
    if (a.out / "last.pt").exists() and not (a.resume or a.prolong):
        parser.error(f"{a.out} holds a run: add --resume to go on with it, --prolong if it has ended, or give another --out")
    if a.threads:
        torch.set_num_threads(a.threads)
    patient = InitProcessGroupKwargs(timeout=timedelta(hours=2))  # while one process decodes a large folder
    accelerator = Accelerator(cpu=a.cpu, mixed_precision=a.precision, kwargs_handlers=[patient])
    a.out.mkdir(parents=True, exist_ok=True)
    config = Config(size=a.size, latent_channels=a.latent, norm=a.norm, downsample=a.downsample, decoder=a.decoder,
                    decoder_norm=a.decoder_norm, decoder_widths=tuple(a.decoder_widths),
                    decoder_blocks=tuple(a.decoder_blocks))
    a.scales = tuple(a.scales)
    settings = Settings(**{k: v for k, v in vars(a).items() if k in Settings.__dataclass_fields__})
    last = a.out / "last.pt"
    torch.manual_seed(a.seed)
    try:
        # The first process decodes and the others find its cache; so does the first of each machine without shared disks.
        with accelerator.main_process_first(), accelerator.local_main_process_first():
            if a.prolong and accelerator.is_main_process:
                prolong(a.out, a.steps)
            index = build_cache(a.pictures, a.cache or a.out / "cache", resize=a.resize)
        resume = load_run(last, config, vars(settings)) if (a.resume or a.prolong) and last.exists() else None
        if a.frozen_encoder:
            model = with_frozen_encoder(a.frozen_encoder, config)
        else:
            model = LiteVAE(config) if not a.start or resume else started(a.start, config, a.widen_from)
    except (ValueError, FileNotFoundError) as error:
        parser.error(str(error))
    steps = gather(torch.tensor([resume["step"] if resume else -1], device=accelerator.device)).tolist()
    if len(set(steps)) > 1:
        parser.error(f"the processes found different checkpoints (steps {steps}): copy {last} to every machine")
    if resume and (resume["step"] >= a.steps if a.steps else resume["progress"] >= 1):
        accelerator.print(f"{a.out} has ended at step {resume['step']}: give more --steps, or begin with --start {last}")
    train, validation = (Pictures(index, part, a.held_out) for part in ("train", "validation"))
    if a.held_out and not len(validation):
        accelerator.print(f"none of the pictures is held out for validation: give more than --held-out {a.held_out:g}")
    counts = f"{parameters(model.encoder):,} + {parameters(model.decoder):,} parameters"
    pictures = f"{len(train)} pictures for training, {len(validation)} for validation"
    where = f"{accelerator.num_processes} process(es) on {accelerator.device}"
    accelerator.print("; ".join([counts, pictures, where] + ([f"resumed at step {resume['step']}"] if resume else [])))
    try:
        trainer = Trainer(model, settings, train, validation, a.out, accelerator, resume)
    except Missing as error:
        parser.error(str(error))
    trainer.run()
    accelerator.wait_for_everyone()  # the main process still writes
    accelerator.end_training()


if __name__ == "__main__":
    main()
