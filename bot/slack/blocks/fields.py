"""The fields in which somebody tells what a conversation is about -> Block Kit. Pure."""

from __future__ import annotations

from .kit import HEADER, Block, plain

MOST_TOLD = 3000  # characters of a first text
EXAMPLE = (
    "A support bot for our shop. It invents return policies. The help centre has some 900 pages. "
    "3k chats a day."
)
HINT = (
    "Say what it does, what goes wrong, what you tried, how much it runs. No customer data, please."
)


def told(block: str, action: str, filled: str = "", hint: str = HINT) -> Block:
    """A first text of several lines."""
    element = line(action, MOST_TOLD, filled)
    return {
        "type": "input",
        "block_id": block,
        "label": plain("What is it, and what is wrong today?", HEADER),
        "hint": plain(hint, HEADER),
        "element": {**element, "multiline": True, "placeholder": plain(EXAMPLE, HEADER)},
    }


def line(action: str, most: int, filled: str = "") -> Block:
    """The element of one line, of so many characters at most."""
    element = {"type": "plain_text_input", "action_id": action, "max_length": most}
    return {**element, **({"initial_value": filled} if filled else {})}
