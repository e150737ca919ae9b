"""The README's picture, an advice as Slack shows it on a phone: `make picture` draws it again.

The code that posts an advice makes its blocks, a library makes a page of them, and a browser takes
the picture. That needs Node from 20 on, and Debian's packages chromium and fonts-lato. What was
drawn stays beside the picture as JSON, by which a test sees that it still is what people get.
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

from bot.conversation.replay import GivenAnswer, Position
from bot.interactions.advised import Advised
from bot.slack.blocks.conversation import draw
from bot.slack.blocks.kit import Block
from bot.views.card import card
from rules.diagram.compiler import compile_rules
from rules.interview.explain import recommend
from rules.language.answers import from_json
from rules.loading.load import loaded

HERE = Path(__file__).parent
PICTURE, DRAWN = HERE.parent / "advice.png", HERE.parent / "advice.json"
SET, SUBJECT = "should-we-finetune", "Notes in medical language"
CASE = "eazyware win 2: medical vocabulary, 100 examples won't move the needle"
DAY = date(2026, 11, 28)  # one day for all time, or the picture would age with the clock


def blocks() -> list[Block]:
    """The advice to a worked case, as it is posted."""
    diagram = compile_rules(loaded(SET).rules)
    answers = {case.name: case.answers for case in diagram.rules.cases}[CASE]
    given = {
        fact: GivenAnswer(from_json(answer), "U1", "", n, n)
        for n, (fact, answer) in enumerate(answers.items(), start=1)
    }
    position = Position(diagram, given=given)
    view = card(position, recommend(position.interview), SUBJECT, 12, DAY)
    return draw(Advised(view, len(given)), "1-0").blocks


def paint(drawn: Path, picture: Path) -> dict[str, Any]:
    """Draw a file of blocks; return the text in the picture, and its smallest size in pixels."""
    done = subprocess.run(  # noqa: S603  # our own script
        ["node", HERE / "draw.mjs", drawn, picture],  # noqa: S607  # wherever Node is
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"{done.stderr}The picture couldn't be drawn. See docs/picture for what it needs.")
    return dict(json.loads(done.stdout))


if __name__ == "__main__":
    DRAWN.write_text(f"{json.dumps(blocks(), indent=1)}\n", "utf-8")
    paint(DRAWN, PICTURE)
