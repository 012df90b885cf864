"""Writes the golden fixtures that the app's tests are judged by: `python goldens.py` (about a minute on a CPU).

Run it again whenever public/models changes, and commit both together. Nothing here is random.
"""

import argparse
from pathlib import Path

from fixtures import (golden_formulas, golden_influence, golden_largest, golden_layers, golden_maps, golden_models,
                      golden_schedules, golden_spectrum, latent_files, parity, tiny_foreign, tiny_group, tiny_kinds, tiny_shapes)

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=Path, default=ROOT / "public" / "models", help="folder with a manifest.json")
    parser.add_argument("--fixtures", type=Path, default=ROOT / "e2e" / "fixtures", help="where fixtures go")
    arguments = parser.parse_args()
    goldens = arguments.fixtures / "goldens"
    golden_formulas.write_haar(goldens)
    golden_formulas.write_metrics(goldens)
    golden_formulas.write_noise(goldens)
    golden_maps.write_maps(goldens)
    golden_influence.write_influence(goldens)
    golden_schedules.write_schedules(goldens)
    golden_spectrum.write_spectrum(goldens)
    golden_largest.write_largest(goldens)
    tiny = arguments.fixtures / "tiny-f8c12"
    golden_models.write_tiny_model(tiny)
    parity.write_parity(tiny / "manifest.json")
    golden_models.write_model_goldens(tiny / "manifest.json", goldens)
    golden_layers.write_layer_goldens(tiny / "manifest.json", goldens)
    tiny_group.write_group(arguments.fixtures / "tiny-group", tiny / "manifest.json")
    kinds = arguments.fixtures / "tiny-kinds"
    tiny_kinds.write_kinds(kinds)
    tiny_kinds.write_kind_goldens(kinds / "manifest.json", goldens)
    tiny_foreign.write_foreign(arguments.fixtures / "tiny-foreign")
    tiny_shapes.write_shapes(arguments.fixtures / "tiny-shapes")
    latent_files.write_all(arguments.fixtures / "latents")
    if (arguments.models / "manifest.json").exists():
        parity.write_parity(arguments.models / "manifest.json")
        golden_models.write_model_goldens(arguments.models / "manifest.json", goldens)
        golden_layers.write_layer_goldens(arguments.models / "manifest.json", goldens)
    else:
        print(f"no manifest in {arguments.models}: goldens of the default model not written")


if __name__ == "__main__":
    main()
