"""The examples of language 2 in YAML, with the words that a set must have."""

from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from rules.loading.yaml12 import parse
from tests.rules.sized import rule, ruleset, said

FILES = [Path(__file__).with_name(f"{name}_examples.yaml") for name in ("language2", "verdict")]
WORDS = {"label": "a fact", "ask": "What about it?", "why": "It matters.", "help": "Look."}
SAID = {"say": "Do that first", "cite": ["S1"]}


class Row(NamedTuple):
    """Answers to a whole rule set, and what follows from them, by question."""

    name: str
    raw: dict[str, Any]
    answers: dict[str, Any]
    follows: dict[str, Any]


def rows() -> list[Row]:
    """Every row of every example."""
    found = []
    for example in (each for file in FILES for each in parse(file.read_text("utf-8"), "it").data):
        raw = whole(example["set"])
        for row in example["rows"]:
            answers = row.pop("answers")
            found.append(Row(f"{example['name']}: {answers}", raw, answers, row))
    return found


def whole(brief: dict[str, Any]) -> dict[str, Any]:
    """A rule set of language 2 from what an example says of it."""
    tables = {
        table: [
            rule(f"{table}-{n}", each["outcome"], each.get("when"), each.get("stop", False))
            for n, each in enumerate(rules)
        ]
        for table, rules in brief["tables"].items()
    }
    joined = brief.get("verdict", [*tables][:1])
    facts = {name: _fact(each) for name, each in brief["facts"].items()}
    ends = [dict.fromkeys(each["outcome"] for each in tables[table]) for table in joined]
    texts = [
        said(f"text-{'-'.join(read)}", **dict(zip(joined, read, strict=False)))
        for size in range(1, len(joined) + 1)
        for read in product(*ends[:size])
    ]
    made = {"language": 2, **ruleset(facts, tables, joined, texts, brief["outcomes"])}
    if "terms" in brief:
        made["terms"] = brief["terms"]
    if "conditions" in brief:
        made["conditions"] = {id_: _asked(each) for id_, each in brief["conditions"].items()}
    if "modifiers" in brief:
        made["modifiers"] = {
            id_: {**each, "label": "so", "say": "So"} for id_, each in brief["modifiers"].items()
        }
    if "collect" in brief:
        made["collect"] = [{**each, **SAID} for each in brief["collect"]]
    return made


def _fact(brief: Any) -> dict[str, Any]:
    fact: dict[str, Any] = {"type": brief} if isinstance(brief, str) else {**brief}
    if isinstance(fact.get("options"), list):
        fact["options"] = {option: option for option in fact["options"]}
    units = {"unit": "pieces"} if fact["type"] == "int" else {}
    not_sure = {**fact.pop("not_sure", {}), "because": "Nobody knows."}
    return {**WORDS, **units, **fact, "not_sure": not_sure}


def _asked(brief: dict[str, Any]) -> dict[str, Any]:
    told = {"because": "It is so"} if "otherwise" in brief else {"headline": "Get it"}
    return {"label": "a thing", **brief, **told, "step": "Get it first", "cite": ["S1"]}
