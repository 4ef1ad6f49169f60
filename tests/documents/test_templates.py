"""The sample templates: made as the script says, with no unknown name, and good for the sample configuration."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from daemon.application.config_check import problems
from daemon.config.settings_reader import load
from daemon.documents.render import Renderer
from daemon.documents.safety import inspect_document

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates/docx").glob("*.docx"))


def test_the_sample_configuration_and_its_templates_have_no_problem(renderer: Renderer) -> None:
    assert list(problems(load(ROOT / "config.yaml", secrets=False), renderer)) == []


def test_the_templates_are_what_the_script_makes(tmp_path: Path) -> None:
    """Two builds of Python may pack differently: the parts are compared."""
    subprocess.run([sys.executable, ROOT / "scripts/contract_templates/make.py", tmp_path], check=True)
    for template in TEMPLATES:
        assert _parts(tmp_path / template.name) == _parts(template), template.name


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_is_a_sound_and_small_document(template: Path) -> None:
    content = template.read_bytes()
    inspect_document(content)
    assert len(content) < 20_000


def _parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
