"""A few whole conversations, as people read them. `pytest --update` writes them again."""

from pathlib import Path

import pytest

from .talk import EARLIER, TOUR, talk

TRANSCRIPTS = sorted((Path(__file__).parent / "transcripts").glob("*.txt"))


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_the_conversation_reads_as_reviewed(path, tmp_path, monkeypatch, update):
    monkeypatch.chdir(tmp_path)
    header, *rest = path.read_text("utf-8").splitlines()
    rules, _, subject = header.removeprefix("# ").partition(": ")
    lines = [line[2:] for line in rest if line.startswith("> ") and line != "> "]
    text = header
    for name in rules.split(", then "):  # another rule set from the next start on
        end = (*lines, "quit").index("quit") + 1
        typed, lines = lines[:end], lines[end:]
        rules = {"earlier": EARLIER, "tour": TOUR}.get(name, name)
        text += "\n" + talk(Path("advisor.db"), typed, rules=rules, subject=subject)
        subject = ""  # goes on
    if update:
        path.write_text("\n".join(line.rstrip() for line in text.splitlines()) + "\n", "utf-8")
    assert [x.rstrip() for x in text.splitlines()] == path.read_text("utf-8").splitlines()
