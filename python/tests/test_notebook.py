"""The notebook of the motor show runs from top to bottom; what is in the repository has no outputs."""

import json
import os
import pathlib
import sys

import pytest

root = pathlib.Path(__file__).resolve().parent.parent.parent
notebook = root / "examples" / "notebooks" / "motor_show_day.ipynb"


def test_the_notebook_is_kept_without_outputs() -> None:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert len(code) > 5
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)


def test_the_notebook_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("nbclient", reason="the notebook needs nbclient")
    pytest.importorskip("ipykernel", reason="the notebook needs ipykernel")
    import nbclient
    import nbformat

    monkeypatch.setenv("PROSPECTS", "40")
    monkeypatch.setenv("MPLBACKEND", "agg")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(one for one in sys.path if one))
    read = nbformat.read(notebook, as_version=4)
    client = nbclient.NotebookClient(read, timeout=300, resources={"metadata": {"path": str(notebook.parent)}})
    client.execute()
    last = [cell for cell in read.cells if cell.cell_type == "code"][-1]
    said = last.outputs[0]["data"]["text/plain"]
    assert said.endswith("True, True)"), said
