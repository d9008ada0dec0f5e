"""The files that the checks look at, and the faults they find."""

import subprocess
from dataclasses import dataclass, field
from pathlib import Path

ADDON = "pos_loyalty_membership"
TEXT = {".py", ".js", ".mjs", ".cjs", ".xml", ".scss", ".css", ".csv", ".json", ".toml"}
TEXT |= {".md", ".rst", ".yaml", ".yml", ".txt", ".po", ".pot", ".html", ".cfg", ""}


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is not in order, and where."""

    path: str
    line: int
    sentence: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.sentence}"


@dataclass(frozen=True, slots=True)
class Project:
    """The checkout: its folder, and Odoo's addons where a check needs them."""

    root: Path
    odoo_addons: tuple[Path, ...] = ()
    _files: list = field(default_factory=list)

    @property
    def files(self) -> list[Path]:
        """Paths, relative to the root, of the text files that git has or would add."""
        if not self._files:
            self._files.extend(self._find())
        return self._files

    def below(self, folder: str, *suffixes: str) -> list[Path]:
        """The files below a folder with one of the suffixes."""
        return [
            path
            for path in self.files
            if path.is_relative_to(folder) and (not suffixes or path.suffix in suffixes)
        ]

    def text(self, path: Path) -> str:
        """Content of a file."""
        return (self.root / path).read_text(encoding="utf-8")

    def _find(self) -> list[Path]:
        if (self.root / ".git").exists():
            command = ["git", "-C", str(self.root), "ls-files", "-z", "--cached"]
            command += ["--others", "--exclude-standard"]
            listed = subprocess.run(command, capture_output=True, check=True).stdout
            names = [name for name in listed.decode().split("\0") if name]
            paths = {Path(name) for name in names if (self.root / name).is_file()}
        else:
            files = (path for path in self.root.rglob("*") if path.is_file())
            paths = {path.relative_to(self.root) for path in files}
            aside = {".cache", "__pycache__"}
            paths = {path for path in paths if not aside & set(path.parts)}
        return sorted(path for path in paths if path.suffix in TEXT)


def line_of(text: str, offset: int) -> int:
    """Line number of a place in a text."""
    return text.count("\n", 0, offset) + 1
