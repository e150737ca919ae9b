"""What to show of a recommendation, on no platform: what the rules advise, and what it costs."""

from __future__ import annotations

from datetime import date

from bot.conversation.replay import Position
from rules.interview import advice as rules
from rules.interview.advice import Advice
from rules.interview.explain import Recommendation
from rules.language.model import Source

from .costs import brief


def advice(position: Position, advised: Recommendation, today: date) -> Advice:
    """The advice for a conversation's answers. `today` tells what is old, and what is said."""
    costs = [line.text for line in brief(position, advised, today)]
    beside = rules.Beside(position.others, costs, today)
    return rules.advice(position.interview, advised, beside)


def publisher(source: Source) -> str:
    """Who says so, and when: "OpenAI, 2024"."""
    return f"{source.publisher}, {source.year or 'undated'}"


def interest(source: Source) -> str:
    """What its publisher sells, or ""."""
    return f"sells {source.sells}" if source.sells else ""
