"""A rule set as it was read, compiled: too large a one is refused on its line."""

from __future__ import annotations

from rules.diagram.compiler import compile_rules
from rules.diagram.diagram import Diagram
from rules.language.faults import RuleSetError, TooLargeSetError
from rules.loading.load import Loaded


def compiled(read: Loaded) -> Diagram:
    """Compile what was read. Raises RuleSetError, with file, line and facts, if it is too large."""
    try:
        return compile_rules(read.rules)
    except TooLargeSetError as error:
        raise RuleSetError(read.document.file, [read.located(error.problem)]) from None
