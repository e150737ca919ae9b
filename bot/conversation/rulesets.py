"""The rule sets in use, compiled once each and found again by fingerprint."""

from __future__ import annotations

from dataclasses import dataclass, field

from rules.checks.check import check
from rules.checks.compiling import compiled
from rules.diagram.compiler import compile_rules
from rules.diagram.diagram import Diagram
from rules.language.faults import RuleSetError
from rules.loading.load import SHIPPED, loaded, loads, shipped
from storage.rulesets import RulesetTexts
from storage.store import Transaction

from .refusal import Refusal


@dataclass
class RuleSets:
    """Compiled rule sets: the one new conversations use, and those older ones keep to."""

    current: Diagram
    text: str
    _others: dict[str, Diagram] = field(default_factory=dict)
    _shipped: dict[str, Diagram] = field(default_factory=dict)

    @classmethod
    def of(cls, name: str) -> RuleSets:
        """With the rule set of this shipped name or this file as the current one.

        Raises RuleSetError for a rule set that can't be read or fails its checks.
        """
        read = loaded(name)
        diagram = compiled(read)
        if problems := check(diagram).problems:
            raise RuleSetError(name, [read.located(problem) for problem in problems])
        return cls(diagram, read.text)

    def keep_current(self, tx: Transaction, now: str) -> str:
        """Keep the current rule set's text in the log, and return its fingerprint."""
        rules = self.current.rules
        fingerprint = self.current.fingerprint
        RulesetTexts(tx).keep(fingerprint, rules.ruleset, rules.version, self.text, now)
        return fingerprint

    def keep_by(self, tx: Transaction, name: str, now: str) -> str:
        """The same of a shipped rule set, by its name; of the current one for ""."""
        if not name:
            return self.keep_current(tx, now)
        diagram = self._named(name)
        rules, fingerprint = diagram.rules, diagram.fingerprint
        RulesetTexts(tx).keep(fingerprint, rules.ruleset, rules.version, shipped(name), now)
        self._others.setdefault(fingerprint, diagram)
        return fingerprint

    def diagram(self, tx: Transaction, fingerprint: str) -> Diagram:
        """The rule set a conversation keeps to, from the log if it is no longer the current one.

        Raises Refusal for a text that this version of the program can't read any more.
        """
        if fingerprint == self.current.fingerprint:
            return self.current
        if fingerprint not in self._others:
            self._others[fingerprint] = _compiled(RulesetTexts(tx).get(fingerprint))
        return self._others[fingerprint]

    def newer_than(self, diagram: Diagram) -> str | None:
        """The current version, where it is a newer one of these rules; "" where only its text is.

        None where there is nothing newer.
        """
        old, new = diagram.rules, self.current.rules
        if old.ruleset != new.ruleset or diagram.fingerprint == self.current.fingerprint:
            return None
        was, now = _ordered(old.version), _ordered(new.version)
        return None if now < was else new.version if now > was else ""

    def others(self, diagram: Diagram) -> tuple[Diagram, ...]:
        """The shipped rule sets that this one can be compared with, for a second opinion."""
        return tuple(self._named(name) for name in diagram.rules.reads_as if name in SHIPPED)

    def _named(self, name: str) -> Diagram:
        if name not in self._shipped:
            self._shipped[name] = compile_rules(loads(shipped(name), name))
        return self._shipped[name]


def _ordered(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def _compiled(text: str) -> Diagram:
    try:
        return compile_rules(loads(text))
    except RuleSetError:
        raise Refusal(
            "I can't read the rules of that conversation any more. What was advised stays in the "
            "log; please begin a new one."
        ) from None
