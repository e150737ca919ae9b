"""The sources of a rule set, and what uses them: nothing linked twice, nothing kept in vain."""

from __future__ import annotations

from collections.abc import Iterator

from rules.language.faults import Problem
from rules.language.model import RuleSet
from rules.loading.citations import CITE, every_citation


def unused(rules: RuleSet) -> Iterator[Problem]:
    """Sources that nothing cites or links to, and statements that nothing cites."""
    found = every_citation(rules)
    used = {each.name for each in found if each.key == CITE}
    linked = {each.name for each in found if each.key != CITE}
    linked.update(source for difference in rules.differences for source in difference.says)
    for name, source in rules.sources.items():
        path = ("sources", name)
        left = [each for each in source.statements if each not in used]
        if len(left) == len(source.statements) and name not in linked:
            message = f"nothing cites source '{name}' or links to it: use it, or remove it"
            yield Problem("unused source", message, path)
        elif left:
            message = (
                f"nothing cites {', '.join(left)} of source '{name}': cite them, or remove them"
            )
            yield Problem("unused statement", message, (*path, "statements", left[0]))


def twice_linked(rules: RuleSet) -> Iterator[Problem]:
    """Sources that lead to the same page as an earlier one."""
    seen: dict[str, str] = {}
    for name, source in rules.sources.items():
        first = seen.setdefault(source.url.rstrip("/"), name)
        if first != name:
            message = f"sources '{first}' and '{name}' have the same url: make them one"
            yield Problem("double source", message, ("sources", name, "url"))
