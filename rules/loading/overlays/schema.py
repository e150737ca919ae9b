"""The JSON Schema of an overlay, made from that of a rule set."""

from __future__ import annotations

from typing import Any

from rules.language.model import Rule, RuleSet

from .joining import ASSUMPTIONS, CASES_ANSWER, KEYS
from .merging import BOUNDS, DROP
from .sections import LISTS, OWN, PLAIN, RULES, SECTIONS, words

_TEXT = {"type": "string"}
_OF_ADDED: dict[str, dict[str, Any]] = {RULES: {"table": _TEXT}, "facts": {CASES_ANSWER: {}}}


def overlay_schema() -> dict[str, Any]:
    """What an editor can check and complete. The loader checks more than a schema can say."""
    whole = RuleSet.model_json_schema(by_alias=True)
    defs = whole["$defs"]
    plain = {name: _or_less(whole["properties"][name]) for name in whole["properties"]}
    add = {name: _named(_entry(defs, name, "add")) for name in SECTIONS}
    change = {name: _named(_entry(defs, name, "change")) for name in SECTIONS if name != "tables"}
    change |= {name: plain[name] for name in sorted(PLAIN)}
    remove = {name: _named({**_TEXT, "description": "the reason"}) for name in SECTIONS}
    own = dict(zip(("overlay", "version"), (whole["properties"][key] for key in OWN), strict=True))
    top = {**own, "extends": _TEXT, "for_version": {"type": "integer"}}
    del add[ASSUMPTIONS], change[ASSUMPTIONS]
    verbs = {"add": _closed(add), "change": _closed(change), "remove": _closed(remove)}
    properties = {**top, **verbs, "assume": _named({})}
    return {
        "$defs": defs,
        "title": "Overlay",
        **_closed({key: properties[key] for key in KEYS}),
        "required": ["overlay", "version", "extends"],
    }


def _entry(defs: dict[str, Any], section: str, verb: str) -> dict[str, Any]:
    """What may stand after a name. Nothing is required in it that the base may hold."""
    field = None if section == RULES else RuleSet.model_fields[section]
    found = [*words(field.annotation)] if field else [Rule]
    keys: dict[str, Any] = {}
    for word in found if section != "tables" else ():
        keys |= defs[word.__name__]["properties"]
    if not keys:
        return {}
    if len({str(defs[word.__name__]["properties"].get("type")) for word in found}) > 1:
        keys["type"] = _TEXT  # of the fact: each kind allows but its own
    if verb == "change":
        keys = {key: _or_less(below) for key, below in keys.items()}
        keys |= {BOUNDS: {"type": "object"}} if "when" in keys else {}
        keys[DROP] = {"type": ["string", "array"], "items": _TEXT}
    keys.pop(LISTS.get(section, ""), None)
    keys["place"] = _TEXT
    if verb == "add":
        keys |= _OF_ADDED.get(section, {})
    return _closed(keys)


def _or_less(below: dict[str, Any]) -> dict[str, Any]:
    """A value, or only what differs in it."""
    return {"anyOf": [below, {"type": "object"}]}


def _named(entry: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": entry}


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "additionalProperties": False}
