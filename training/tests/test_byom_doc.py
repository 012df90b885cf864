"""The export script of docs/bring-your-own-model.md runs as it stands there."""

import re
import subprocess
import sys
from pathlib import Path

import onnx

DOC = Path(__file__).resolve().parents[2] / "docs" / "bring-your-own-model.md"


def test_the_export_script_of_the_guide_runs(tmp_path):
    script = re.findall(r"```python\n(.*?)```", DOC.read_text(), re.S)[0]
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert "are ready" in done.stdout
    for name, channels in (("encoder", [3, 8]), ("decoder", [4, 3])):
        graph = onnx.load(tmp_path / f"{name}.onnx").graph
        shapes = [[d.dim_param or d.dim_value for d in v.type.tensor_type.shape.dim] for v in (graph.input[0], graph.output[0])]
        # Height and width are names: the page refuses fixed ones.
        assert [isinstance(size, str) for shape in shapes for size in shape[2:]] == [True] * 4
        assert shapes[0][1] == channels[0] and shapes[1][1] in (channels[1], *filter(lambda s: isinstance(s, str), shapes[1]))
