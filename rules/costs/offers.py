"""Who tunes models for others, in sentences that are true on the day handed in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from .formats import in_full
from .prices import Offer, Offers, stale
from .words import CostLine

SOON_DAYS, MOST = 180, 3


def offered(offers: Offers, today: date) -> Iterator[CostLine]:
    """As of when all of it is, then an offer a line, what has ended included."""
    yield _as_of(offers, today)
    for offer in offers.offers:
        line = _ends(offers, offer, today)
        said = [line.text, *(note.say for note in offer.notes if note.said_on(today))]
        older = [page.as_of for page in line.pages if page.as_of and page.as_of < offers.as_of]
        said += [f"As of {in_full(min(older))}."] if older else []
        yield CostLine(" ".join(said), line.pages)


def ending(offers: Offers, today: date) -> Iterator[CostLine]:
    """Of those that have ended or soon will the nearest few, without their notes."""
    ends = [((offer.ends - today).days, offer) for offer in offers.offers if offer.ends]
    bear = sorted((each for each in ends if each[0] <= SOON_DAYS), key=lambda each: abs(each[0]))
    yield from [_as_of(offers, today)] if bear else []
    for _, offer in bear[:MOST]:
        yield _ends(offers, offer, today)


def _as_of(offers: Offers, today: date) -> CostLine:
    old = stale("They are", offers.as_of, today)
    return CostLine(f"As of {in_full(offers.as_of)}. {offers.looked_up} {old}".strip())


def _ends(offers: Offers, offer: Offer, today: date) -> CostLine:
    """What somebody tunes, and until when it is tuned and served."""
    text, pages = f"{offer.by}: {offer.tunes}", tuple(offers.sources[id_] for id_ in offer.sources)
    if offer.ends:
        going_on = today < offer.ends
        until = f"{text}, until" if going_on else f"{offer.by}: no longer, since"
        text = f"{until} {in_full(offer.ends)}"
    if offer.serves_until:
        served = "is served until" if today < offer.serves_until else "ended on"
        text += f". What was tuned there {served} {in_full(offer.serves_until)}"
    return CostLine(f"{text}.", pages)
