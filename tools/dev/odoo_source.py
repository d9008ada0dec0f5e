"""Obtains Odoo 19: the checkout that ODOO_DIR names, or Debian's package, unpacked.

The package comes through the mirror this machine's apt is set to, with a private apt
configuration inside the cache: nothing is installed and no root is needed. apt verifies
every download against the signed index.
"""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tools.dev import place, stamps
from tools.dev.progress import Stop, explain, failure, run, say

TESTED = "19.0.0+dfsg-1"
SUITE = "sid"
# odoo-19, and the packages that its symbolic links point into.
PACKAGES = [
    "odoo-19",
    "libjs-jquery",
    "libjs-underscore",
    "libjs-jquery-form",
    "fonts-font-awesome",
    "fonts-montserrat",
    "fonts-roboto-unhinted",
    "fonts-inconsolata",
    "fonts-ocr-b",
    "fonts-glyphicons-halflings",
]
# Files that Odoo's asset bundles name and Debian leaves out: one of them missing fails
# every browser test. They are only used by a video call's background blur.
LEFT_OUT = ["mail/static/lib/selfie_segmentation/selfie_segmentation.js"]
# Links of the package whose target has moved in the font package.
MOVED = {
    "point_of_sale/static/src/fonts/Inconsolata.otf": (
        "usr/share/fonts/opentype/inconsolata/Inconsolata-Regular.otf"
    ),
}
KEYRINGS = [
    "/usr/share/keyrings/debian-archive-keyring.gpg",
    "/usr/share/keyrings/debian-archive-keyring.pgp",
]
HOW_TO_CLONE = (
    "clone the branch 19.0 of Odoo (`git clone --depth 1 --branch 19.0"
    " https://github.com/odoo/odoo`) and name its folder: `make ODOO_DIR=/path ...`"
)
TRIES = 3


@dataclass(frozen=True, slots=True)
class Odoo:
    """An Odoo 19 on disk: its version, what PYTHONPATH needs, where its addons are."""

    version: str
    python_path: Path
    addons: tuple[Path, ...]

    def addon(self, name: str) -> Path:
        """Folder of one of Odoo's own addons."""
        return next(path / name for path in self.addons if (path / name).is_dir())


def prepare() -> Odoo:
    """The Odoo to run, fetched first when needed; says so when it is untested."""
    named = os.environ.get("ODOO_DIR")
    odoo = from_checkout(Path(named).expanduser()) if named else from_package()
    if odoo.version != TESTED:
        say(f"  note: this is Odoo {odoo.version}; the addon was tested with {TESTED}.")
    return odoo


def from_checkout(folder: Path) -> Odoo:
    """Odoo from a checkout or an unpacked package; refuses another series than 19.0."""
    release = folder / "odoo" / "release.py"
    if not release.is_file():
        raise Stop(
            f"ODOO_DIR names {folder}, which holds no Odoo (no odoo/release.py in it)."
        )
    found = re.search(
        r"^version_info = \((\d+), (\d+), (\d+)", release.read_text(), re.MULTILINE
    )
    series = ".".join(found.groups()[:2]) if found else "unknown"
    if series != "19.0":
        raise Stop(f"ODOO_DIR names an Odoo {series}; this addon is for Odoo 19.0.")
    addons = (folder / "addons", folder / "odoo" / "addons")
    addons = tuple(path.resolve() for path in addons if (path / "base").is_dir()) or ()
    addons += tuple(
        path.resolve()
        for path in (folder / "addons", folder / "odoo" / "addons")
        if (path / "web").is_dir() and path.resolve() not in addons
    )
    revision = _git_revision(folder)
    return Odoo(f"19.0 ({revision})" if revision else "19.0", folder.resolve(), addons)


def _git_revision(folder: Path) -> str:
    if not (folder / ".git").exists() or not shutil.which("git"):
        return ""
    command = ["git", "-C", str(folder), "rev-parse", "--short", "HEAD"]
    return subprocess.run(command, capture_output=True, text=True).stdout.strip()


def from_package() -> Odoo:
    """Odoo from the Debian package, unpacked into the cache once."""
    folder = place.CACHE / "odoo"
    root = folder / "root"
    key = place.content_hash([], SUITE, *PACKAGES, *LEFT_OUT, *MOVED)
    if not stamps.is_done("odoo", key, root):
        _require_apt()
        stamps.begin("odoo", folder)
        debs = folder / "debs"
        debs.mkdir(parents=True)
        _download(debs)
        _unpack(debs, root)
        (folder / "VERSION").write_text(_package_version(debs))
        shutil.rmtree(debs)
        shutil.rmtree(folder / "apt")
        stamps.finish("odoo", key)
        say(f"  Odoo {(folder / 'VERSION').read_text()} is in .cache/odoo")
    python_path = root / "usr/lib/python3/dist-packages"
    version = (folder / "VERSION").read_text()
    return Odoo(version, python_path, (python_path / "odoo/addons",))


def _require_apt() -> None:
    missing = [name for name in ("apt-get", "dpkg-deb") if not shutil.which(name)]
    if missing:
        raise Stop(f"This machine has no {' and no '.join(missing)}: {HOW_TO_CLONE}.")


def mirrors(listing: str) -> list[str]:
    """Debian mirrors named by `apt-get indextargets`, the main archive's first.

    `listing` has one line per index: address, origin's suite, component.
    """
    found = []
    for line in listing.splitlines():
        address, _, rest = line.partition("|")
        if "-security" in rest or "/debian-security" in address or "main" not in rest:
            continue
        if address and address not in found:
            found.append(address)
    return sorted(found, key=lambda address: "debian" not in address)


def _configured_mirrors() -> list[str]:
    command = [
        "apt-get",
        "indextargets",
        "--format",
        "$(REPO_URI)|$(RELEASE)|$(COMPONENT)",
    ]
    listing = subprocess.run(command, capture_output=True, text=True).stdout
    found = mirrors(listing)
    if not found:
        raise Stop(f"This machine's apt is set to no Debian mirror: {HOW_TO_CLONE}.")
    return found


def _apt_options(folder: Path, mirror: str) -> list[str]:
    keyring = next((path for path in KEYRINGS if Path(path).exists()), None)
    if not keyring:
        raise Stop(
            "Debian's signing keys are missing: install the package"
            f" debian-archive-keyring, or {HOW_TO_CLONE}."
        )
    for name in ("parts", "lists/partial", "archives/partial"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "status").touch()
    (folder / "parts" / "odoo.sources").write_text(
        f"Types: deb\nURIs: {mirror}\nSuites: {SUITE}\nComponents: main\n"
        f"Signed-By: {keyring}\n"
    )
    settings = {
        "Dir::Etc::sourcelist": "/dev/null",
        "Dir::Etc::sourceparts": folder / "parts",
        "Dir::Etc::preferences": "/dev/null",
        "Dir::Etc::preferencesparts": "/dev/null",
        "Dir::State::lists": folder / "lists",
        "Dir::State::status": folder / "status",
        "Dir::Cache": folder,
        "Acquire::Languages": "none",
        "Acquire::Retries": TRIES,
        # Only the list of packages: no descriptions, icons or file lists.
        "Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled": "false",
        "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled": "false",
        "Acquire::IndexTargets::deb::DEP-11-icons::DefaultEnabled": "false",
        "APT::Sandbox::User": "root",
        "APT::Update::Error-Mode": "any",
    }
    return [
        part for pair in settings.items() for part in ("-o", f"{pair[0]}={pair[1]}")
    ]


def _download(debs: Path) -> None:
    """Fetch the packages, trying each mirror, and again after a failure."""
    log = place.LOGS / "odoo-download.log"
    attempt = None
    for mirror in _configured_mirrors()[:TRIES] * TRIES:
        options = _apt_options(debs.parent / "apt", mirror)
        title = f"List of Debian's packages ({SUITE})"
        attempt = run(["apt-get", *options, "update"], title, log, must=False)
        if attempt.code:
            continue
        title = "Odoo 19, its fonts and scripts (about 150 MB)"
        command = ["apt-get", *options, "download", *PACKAGES]
        attempt = run(command, title, log, cwd=debs, must=False)
        if not attempt.code:
            return
        if "Unable to locate package" in attempt.tail:
            raise Stop(f"The configured apt mirror has no odoo-19: {HOW_TO_CLONE}.")
    sentence = failure("Downloading Odoo", attempt, log)
    hint = "" if explain(attempt.tail) else f" Or {HOW_TO_CLONE}."
    raise Stop(sentence + hint)


def _unpack(debs: Path, root: Path) -> None:
    log = place.LOGS / "odoo-unpack.log"
    root.mkdir()
    for deb in sorted(debs.glob("*.deb")):
        title = f"Unpacking {deb.name.partition('_')[0]}"
        run(["dpkg-deb", "-x", deb, root], title, log)
    addons = root / "usr/lib/python3/dist-packages/odoo/addons"
    for name in LEFT_OUT:
        path = addons / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("/* Debian's package leaves this library out. */\n")
    for name, target in MOVED.items():
        path = addons / name
        if path.is_symlink() and not path.exists() and (root / target).exists():
            path.unlink()
            path.symlink_to(os.path.relpath(root / target, path.parent))


def _package_version(debs: Path) -> str:
    deb = next(debs.glob("odoo-19_*.deb"))
    command = ["dpkg-deb", "-f", str(deb), "Version"]
    return subprocess.run(
        command, capture_output=True, text=True, check=True
    ).stdout.strip()
