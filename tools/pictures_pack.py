"""Keeps pictures small: each gets as many colours as fit into the limit.

    pictures_pack.py TAKEN FOLDER

FOLDER then has the pictures of TAKEN and no others.
"""

import sys
from io import BytesIO
from pathlib import Path

from PIL import Image

LARGEST = 150_000
COLOURS = (256, 128, 64, 32)
# Keeps the few red figures of a list red, which the median would make brown.
METHOD = Image.Quantize.MAXCOVERAGE


def main(taken: Path, folder: Path) -> None:
    """Write every picture of `taken` into `folder`; raise when one stays too large."""
    folder.mkdir(parents=True, exist_ok=True)
    sources = sorted(taken.glob("*.png"))
    for path in set(folder.glob("*.png")):
        if path.name not in {source.name for source in sources}:
            path.unlink()
    for source in sources:
        (folder / source.name).write_bytes(packed(source))


def packed(source: Path) -> bytes:
    """The picture as a palette PNG of at most LARGEST bytes."""
    with Image.open(source) as opened:
        picture = opened.convert("RGB")
    for colours in COLOURS:
        reduced = picture.quantize(colours, METHOD, dither=Image.Dither.NONE)
        content = BytesIO()
        reduced.save(content, "PNG", optimize=True)
        if content.tell() <= LARGEST:
            return content.getvalue()
    raise SystemExit(f"{source.name} does not fit into {LARGEST} bytes: crop it")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
