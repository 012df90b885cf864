"""Models of studies in the app's folder: a decoder of their own, the encoder of another model."""

import dataclasses
import json

import numpy as np
import pytest
import torch

from fixtures import parity
from litevae.checkpoint import with_frozen_encoder
from litevae.onnx_export import session
from litevae.package import ExportError, export_model
from studies import norms, publish, resolution

from test_export import ABOUT, export, read_parity


def test_a_model_of_a_study_shares_the_encoder_that_it_was_trained_with(small_model, good_pictures, tmp_path):
    for pool in small_model.encoder.pool:  # torch's exporter stores equal tensors once, and untrained biases are equal
        torch.nn.init.normal_(pool.conv.bias, std=0.1)
    default, _ = export(small_model, good_pictures, tmp_path)
    receipt = (tmp_path / default["parity"]["file"]).read_bytes()
    about = dataclasses.replace(ABOUT, id="study-norm-batch", study="norms", encoder_of=ABOUT.id)
    config = dataclasses.replace(small_model.config, decoder_norm="batch")
    student = with_frozen_encoder(tmp_path / ABOUT.id, config)

    def publish(model):
        return export_model(model.encoder, model.decoder, 12, about, tmp_path, good_pictures, good_pictures, "test set")[0]

    entry = publish(student)
    assert entry["study"] == "norms" and [entry["encoder"][k] for k in ("file", "bytes", "sha256", "parameters")] == [
        default["encoder"][k] for k in ("file", "bytes", "sha256", "parameters")]
    assert sorted(p.name for p in (tmp_path / about.id).iterdir()) == ["LICENSE.txt", "decoder.onnx", "parity.safetensors"]
    assert entry["encoder"]["variants"] == entry["decoder"]["variants"] == []
    assert (tmp_path / default["parity"]["file"]).read_bytes() == receipt, "that of the default model stays"
    values = read_parity(tmp_path / entry["parity"]["file"])
    encoder = session(tmp_path / default["encoder"]["file"])
    (moments,) = encoder.run(None, {f"bands{k}": values[f"bands{k}"].reshape(1, 12, 32 >> k, 32 >> k) for k in (1, 2, 3)})
    assert np.abs(moments[:, :12].ravel() - values["mean"]).max() < 1e-4 * np.abs(values["mean"]).max()
    parity.write_parity(tmp_path / "manifest.json")  # of another shape than the default: stays
    assert json.loads((tmp_path / "manifest.json").read_text())["models"] == [default, entry]

    torch.nn.init.normal_(student.encoder.pool[0].conv.bias)
    with pytest.raises(ExportError, match="is not the encoder that the model was trained with"):
        publish(student)
    # A new default model leaves the old encoder to those that were trained with it.
    old = (tmp_path / default["encoder"]["file"]).read_bytes()
    torch.nn.init.normal_(small_model.encoder.pool[0].conv.bias)
    export(small_model, good_pictures, tmp_path)
    models = {m["id"]: m for m in json.loads((tmp_path / "manifest.json").read_text())["models"]}
    kept = models[about.id]["encoder"]
    assert (tmp_path / kept["file"]).read_bytes() == old and kept["sha256"] == default["encoder"]["sha256"]
    assert models[ABOUT.id]["encoder"]["sha256"] != kept["sha256"]
    about = dataclasses.replace(about, encoder_of="nothing")
    with pytest.raises(ExportError, match="no model 'nothing'"):
        publish(student)


def test_what_is_published_are_runs_of_the_studies():
    names = {"norms": {f"{arm}-seed{seed}" for arm, count in norms.SEEDS.items() for seed in range(count)},
             "resolution": {run.name for run in resolution.all_runs()}}
    assert all(run in names[study] for study, run, _ in publish.described())
