"""`make run ARGS=...`: start the program with the words of ARGS. No shell and no make reads them."""

from __future__ import annotations

import os
import shlex
import sys

from bot.__main__ import main


def words(text: str) -> list[str]:
    """Split as a shell would; what a shell can't split, such as *what's our plan*, is a subject."""
    try:
        return shlex.split(text)
    except ValueError:
        return ["--", text]


if __name__ == "__main__":
    sys.exit(main(words(os.environ.get("ARGS", "")), ".venv/bin/python -m bot"))
