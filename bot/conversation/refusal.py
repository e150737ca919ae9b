"""Why something can't be done, for the person who wanted it."""

from __future__ import annotations


class Refusal(Exception):  # noqa: N818  # it is no error: its message is what the person is told
    """What was asked can't be done now. The message says why and what can."""


class Outdated(Refusal):
    """The button or command belongs to a question that is no longer open."""
