"""Writes a trained model into the app's model folder, with all checks: `python export.py WEIGHTS --help`.

WEIGHTS is a trainer's .pt, an .npz, or with --open-litevae a checkpoint of that project. Options may come from files:
`python export.py @configs/litevae-s-f8c12.export.args WEIGHTS ...`.
"""

import argparse
import shlex
from pathlib import Path

import torch

from litevae.checkpoint import load_weights
from litevae.data import list_pictures
from litevae.evaluator import OnnxModel, evaluate
from litevae.model_card import write_card
from litevae.open_litevae import import_open_litevae
from litevae.package import Described, export_model

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, fromfile_prefix_chars="@",
                                     formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.convert_arg_line_to_args = lambda line: shlex.split(line, comments=True)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--calibration", type=Path, required=True, help="pictures of the training kind, at least 20")
    parser.add_argument("--quality", type=Path, required=True, help="evaluation pictures that the manifest quotes")
    parser.add_argument("--quality-name", default="", help="what the app calls that set (default: the folder's name)")
    parser.add_argument("--also", nargs=2, action="append", default=[], metavar=("NAME", "FOLDER"),
                        help="further evaluation sets for the model card")
    parser.add_argument("--models", type=Path, default=ROOT / "public" / "models")
    parser.add_argument("--id", required=True, help="of the manifest entry; one of the same id is replaced")
    parser.add_argument("--revision", default="1")
    parser.add_argument("--title", default="", help="in the app's menu (default: size and latent channels)")
    parser.add_argument("--trained-on", default="not stated")
    parser.add_argument("--training", default="", help="a sentence on the length of training, for the card")
    parser.add_argument("--data-note", type=Path, help="Markdown on data and licences, for the card")
    parser.add_argument("--limits-note", type=Path, help="Markdown list of what the model is not good for, for the card")
    parser.add_argument("--license", default="not stated", help="of the weights")
    parser.add_argument("--license-note", default="", help="more on it, for LICENSE.txt and the card")
    parser.add_argument("--license-url", default="", help="an address; else <id>/LICENSE.txt is written and named")
    parser.add_argument("--study", default="", help="list it as a model of this study, such as norms")
    parser.add_argument("--card", type=Path, help="where the model card goes")
    parser.add_argument("--raw", action="store_true", help="of a .pt: the last weights, not their average")
    parser.add_argument("--open-litevae", action="store_true", help="WEIGHTS has the layout of open-litevae")
    a = parser.parse_args()
    # Read before anything is written: a wrong path must not leave a new model beside an old card.
    notes = [file.read_text() if file else "" for file in (a.data_note, a.limits_note)]
    for _, folder in a.also:
        list_pictures(folder)
    if a.open_litevae:
        state = torch.load(a.weights, map_location="cpu", weights_only=True)
        encoder, decoder, size = import_open_litevae(state.get("state_dict", state))
        channels, norm, output = encoder.agg.out.out_channels // 2, "group", "image"
        summary, name = f"Imported open-litevae {size} encoder with its pixel decoder.", f"open-litevae {size}"
    else:
        model = load_weights(a.weights, ema=not a.raw)
        encoder, decoder, config = model.encoder, model.decoder, model.config
        channels = config.latent_channels
        norm = "group" if {config.norm, config.decoder_norm} & {"group", "instance"} else "smc"  # sees the whole picture
        output = "coefficients" if config.decoder == "wavelet" else "image"
        summary = (f"{config.size} encoder ({config.norm}), {config.downsample} downsampling; "
                   f"{config.decoder} decoder ({config.decoder_norm}) giving {output}.")
        name = f"LiteVAE-{config.size}"
    about = Described(a.id, a.revision, a.title or f"{name}, {channels} latent channels", summary, norm, a.trained_on,
                      a.license, a.license_url, output, a.license_note, a.study)
    quality_name = a.quality_name or a.quality.resolve().name
    entry, report = export_model(encoder, decoder, channels, about, a.models, a.calibration, a.quality, quality_name)
    results = [(quality_name, report["quality"])]
    onnx = OnnxModel(a.models, entry)
    results += [(name, evaluate(onnx, Path(folder))) for name, folder in a.also]
    print(f"graph error {report['graphError']:.1e} of max|output|; float16 costs {report['roundingLossDb']:.4f} dB")
    print(f"half precision: {report['half']}")
    for name, result in results:
        print(f"{name}: PSNR {result.psnr:.2f} dB, SSIM {result.ssim:.3f} over {result.pictures} pictures")
    if a.card:
        write_card(a.card, entry, report, results, about, a.training, *notes)


if __name__ == "__main__":
    main()
