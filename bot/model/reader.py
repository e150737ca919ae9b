"""The model that reads: asked, verified, and remembered."""

from __future__ import annotations

import logging
from collections.abc import Collection

from bot.settings import ReaderSettings
from bot.typed.proposals import Proposal
from rules.language.fingerprint import fingerprint
from rules.language.model import RuleSet

from . import client, prompt
from .kept import Kept, Read
from .verified import verified

log = logging.getLogger(__name__)

MAX_TEXT = 8_000  # characters that are sent; more is no description of a project


class ModelReader:
    """Reads with a model, once for each text; a `TextReader`."""

    def __init__(self, settings: ReaderSettings, seconds: float = client.SECONDS) -> None:
        self._settings = settings
        self._seconds = seconds
        self._kept = Kept()

    @property
    def host(self) -> str:
        """Where a text goes: host and port."""
        return self._settings.host

    async def read(
        self, text: str, rules: RuleSet, open_facts: Collection[str]
    ) -> tuple[Proposal, ...] | None:
        """What the text answers, to be confirmed; None where the model can't be heard.

        Why it can't is logged, and neither the text nor the key ever is.
        """
        facts = {id_: fact for id_, fact in rules.facts.items() if id_ in open_facts}
        if not facts or not text.strip():
            return ()
        under, forgotten = (fingerprint(rules), self._settings.model), self._kept.forgotten
        if (kept := self._kept.find(text, under, facts)) is not None:
            return kept
        if len(text) > MAX_TEXT:
            log.warning("A text of more than %d characters goes to no model.", MAX_TEXT)
            return None
        try:
            messages, schema = prompt.messages(text, facts), prompt.schema(facts)
            raw = await client.ask(self._settings, messages, schema, self._seconds)
        except client.CallFailed as failed:
            log.warning("The model at %s was not heard: %s.", self.host, failed)
            return None
        found = verified(text, raw, facts)
        log.info("The model at %s: %d proposals, %d hold.", self.host, len(raw), len(found))
        self._kept.keep(Read(text, under, frozenset(facts), found), forgotten)
        return found

    def forget(self, text: str) -> None:
        """Drop all that is kept of a text, as when its conversation is erased."""
        self._kept.forget(text)
