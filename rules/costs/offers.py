"""Who tunes models for others, in sentences that are true on the day handed in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from .formats import in_full
from .prices import Offer, Offers
from .words import CostLine


def offered(offers: Offers, today: date) -> Iterator[CostLine]:
    """As of when all of it is, then an offer a line, what has ended included."""
    yield CostLine(f"As of {in_full(offers.as_of)}. {offers.looked_up}")
    for offer in offers.offers:
        pages = tuple(offers.sources[source] for source in offer.sources)
        said = [_tunes(offer, today), *_serves(offer, today)]
        said += [note.say for note in offer.notes if note.said_on(today)]
        older = [page.as_of for page in pages if page.as_of and page.as_of < offers.as_of]
        said += [f"As of {in_full(min(older))}."] if older else []
        yield CostLine(" ".join(said), (), pages)


def _tunes(offer: Offer, today: date) -> str:
    if offer.ends is None:
        return f"{offer.by}: {offer.tunes}."
    if today < offer.ends:
        return f"{offer.by}: {offer.tunes}, until {in_full(offer.ends)}."
    return f"{offer.by}: no longer, since {in_full(offer.ends)}."


def _serves(offer: Offer, today: date) -> Iterator[str]:
    if offer.serves_until is None:
        return
    served = "is served until" if today < offer.serves_until else "ended on"
    yield f"What was tuned there {served} {in_full(offer.serves_until)}."
