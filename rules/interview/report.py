"""An interview as plain data, for programs: what `advise --json` prints."""

from __future__ import annotations

from datetime import date
from typing import Any

from rules.diagram.nodes import labels
from rules.language.answers import to_json

from .advice import Item, Section, advice
from .explain import Reason, Unsure, recommend
from .interview import Deciding, Interview
from .what_if import Change, WhatIf, change_in_words, sufficient, what_if
from .why import WhyNot, why_not


def report(held: Interview, today: date | None = None) -> dict[str, Any]:
    """Everything an interview says on a day, in JSON's types; without one, nothing that is dated.

    Keys: `ruleset`, `version`, `fingerprint`; `answers`, and of those the ones `assumed` (by fact id,
    the overlay that does); `next` (a fact's id, or null when finished) and
    `at_most_more` (questions, the next one included); `possible` (recommendation ids, least
    committing first); `outcomes` (per table, the outcomes still possible, none for a table that is
    no longer read); and, once finished,
    `recommendation`, `direction` (an outcome's id), `stance` (or null), `modifiers` and `conditions`
    (ids of those that hold; by id, `done`, `missing`, `unknown` or `left_out`), `decided`, `turns_on`
    (facts that aren't sure and could turn the direction), `deciding`, `after_advice` (facts to ask
    for the wording of its steps), `rules`, `unsure`, `evidence`, `sections` (what a person reads, in
    order), `what_if` (nearest first), `sufficient` (fact ids), `why_not`.
    """
    rules = held.diagram.rules
    said: dict[str, Any] = {
        "ruleset": rules.ruleset,
        "version": rules.version,
        "fingerprint": held.diagram.fingerprint,
        "answers": {fact: to_json(answer) for fact, answer in held.answers.items()},
        "assumed": {fact: each.by for fact, each in rules.assumptions.items()},
        "next": held.next_fact,
        "at_most_more": held.at_most_more,
        "possible": [text.id for text in held.recommendations],
        "outcomes": {table: _outcomes(held, table) for table in rules.tables},
    }
    return said | _finished(held, today) if held.next_fact is None else said


def _outcomes(held: Interview, table: str) -> list[str]:
    fired = labels(held.diagram.read[table], held.selection)
    outcomes = [rule.outcome for rule in held.diagram.rules_of[table] if rule.id in fired]
    return list(dict.fromkeys(outcomes))


def _finished(held: Interview, today: date | None) -> dict[str, Any]:
    advised = recommend(held)
    sections = advice(held, advised, today).sections
    return {
        "recommendation": {
            "id": advised.text.id,
            "title": advised.text.title,
            "verdict": advised.text.verdict,
            "first": advised.text.first,
            "then": advised.text.then,
        },
        "direction": advised.direction,
        "stance": advised.stance,
        "modifiers": list(advised.modifiers),
        "conditions": dict(advised.states),
        "decided": advised.decided,
        "turns_on": list(advised.turns_on),
        "after_advice": list(held.after_advice),
        "deciding": _deciding(advised.deciding) if advised.deciding else None,
        "rules": [_reason(reason) for reason in advised.reasons],
        "unsure": [_unsure(unsure) for unsure in advised.unsure],
        "evidence": advised.evidence,
        "sections": [_section(section) for section in sections],
        "what_if": [_what_if(held, way) for way in what_if(held)],
        "sufficient": list(sufficient(held)),
        "why_not": [_why_not(each) for each in why_not(held)],
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "id": section.id,
        "title": section.title,
        "numbered": section.numbered,
        "behind": section.behind,
        "items": [_item(item) for item in section.items],
    }


def _item(item: Item) -> dict[str, Any]:
    """What an item says; what it doesn't have is left out."""
    said = {
        "text": item.text,
        "answers": list(item.answers),
        "you_said": item.you_said,
        "assumed": list(item.assumed),
        "sources": [source.url for source in item.sources],
        "says": list(item.says),
        "our_view": item.our_view,
        "link": item.link and item.link.url,
        "cite": list(item.cite),
    }
    return {key: value for key, value in said.items() if value}


def _what_if(held: Interview, way: WhatIf) -> dict[str, Any]:
    return {
        "recommendation": way.text.id,
        "stance": way.stance,
        "changes": [_change(held, change) for change in way.changes],
        "answers_needed": [_change(held, change) for change in way.answers_needed],
    }


def _change(held: Interview, change: Change) -> dict[str, Any]:
    return {
        "fact": change.fact,
        "old": None if change.old is None else to_json(change.old),
        "becomes": [to_json(answer) for answer in change.becomes],  # any of these
        "words": change_in_words(held.diagram, change),
    }


def _why_not(each: WhyNot) -> dict[str, Any]:
    return {
        "table": each.table,
        "rule": each.rule.id,
        "facts": list(each.facts),
        "before": [rule.id for rule in each.before],
        "words": each.words,
    }


def _unsure(unsure: Unsure) -> dict[str, Any]:
    counts_as = None if unsure.counts_as is None else to_json(unsure.counts_as)
    return {"fact": unsure.fact, "counts_as": counts_as, "because": unsure.because}


def _deciding(deciding: Deciding) -> dict[str, Any]:
    return {
        "fact": deciding.fact,
        "leads_to": [
            {"answer": to_json(answer), "possible": [text.id for text in texts]}
            for answer, texts in deciding.leads_to
        ],
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "table": reason.table,
        "rule": reason.rule.id,
        "outcome": reason.rule.outcome,
        "because": reason.rule.because,
        "because_of": list(reason.because_of),
        "assumed": list(reason.assumed),
        "read": list(reason.read),
        "citations": [
            {
                "id": citation.id,
                "says": citation.says,
                "publisher": citation.source.publisher,
                "title": citation.source.title,
                "url": citation.source.url,
            }
            for citation in reason.citations
        ],
    }
