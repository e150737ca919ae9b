"""The README's picture is of today's code, is small, and can be read on a phone."""

import json
import shutil
import struct
from pathlib import Path

import pytest

from docs.picture.__main__ import DRAWN, HERE, PICTURE, blocks, paint

README = (HERE.parents[1] / "README.md").read_text("utf-8")
SMALLEST = 13  # pixels, as Slack's small lines have
NEEDS = {
    "Node": shutil.which("node"),
    "chromium": Path("/usr/bin/chromium").exists(),
    "package that make picture installs": (HERE / "node_modules").exists(),
}
LACKS = " and ".join(name for name, there in NEEDS.items() if not there)


def size(picture: Path) -> tuple[int, int]:
    """The width and height that a PNG states."""
    width, height = struct.unpack(">II", picture.read_bytes()[16:24])
    return width, height


def test_it_shows_what_is_posted_today() -> None:
    assert blocks() == json.loads(DRAWN.read_text("utf-8")), "Draw it again: make picture"


def test_the_readme_shows_it_as_wide_as_a_phone_and_says_its_answer() -> None:
    answer = next(each["text"]["text"] for each in blocks() if each["type"] == "header")
    image = README.split(f'<img src="docs/{PICTURE.name}" width="390" alt="')[1].split('"')[0]
    assert answer in image
    assert size(PICTURE)[0] == 2 * 390
    assert PICTURE.stat().st_size < 150_000


@pytest.mark.skipif(bool(LACKS), reason=f"There is no {LACKS}.")
def test_it_can_be_drawn_and_read(tmp_path) -> None:
    read = paint(DRAWN, tmp_path / "advice.png")
    width, height = size(tmp_path / "advice.png")
    assert width == 2 * 390
    assert height <= 2 * 560
    assert read["smallest"] >= SMALLEST
    for block in blocks():
        if block["type"] == "section":
            plain = block["text"]["text"].replace("*", "")
            assert plain in read["text"]
