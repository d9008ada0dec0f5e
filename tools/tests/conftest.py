"""Fixtures of the tools' own tests."""

import pytest

from tools.checks.project import ADDON, Project


@pytest.fixture
def planted(tmp_path):
    """A function that writes files below a fresh folder and returns it as a Project."""

    def plant(files, odoo_addons=()):
        for name, text in files.items():
            path = tmp_path / name.replace("ADDON", ADDON)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return Project(tmp_path, tuple(odoo_addons))

    return plant
