"""The name that tells one rule set from every other: by it a conversation keeps its own."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal

from .model import RuleSet


def fingerprint(rules: RuleSet) -> str:
    """The sha256 of the rule set's canonical form: no comment and no layout changes it."""
    canonical = rules.model_dump(by_alias=True, exclude_defaults=True)
    text = json.dumps(canonical, ensure_ascii=False, separators=(",", ":"), default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(number: Decimal) -> int | str:
    """A decimal however it was written: 0.5 and 0.50 are one, and so are 5 and 5.0."""
    return int(number) if number == int(number) else f"{number.normalize():f}"
