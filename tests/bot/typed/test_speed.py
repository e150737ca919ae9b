"""Nothing in this folder goes over a text again and again: twice the text takes about twice as long."""

import re
import sys
from functools import partial
from importlib import import_module
from pkgutil import iter_modules
from time import perf_counter

import pytest

import bot.typed
from bot.typed import READERS, asked_back, plainly, plainly_asked, read
from bot.typed.paragraph import proposals
from bot.typed.subject import name_of
from bot.typed.words import NONE, WordBooks
from bot.typed.yes_no import split_doubt
from rules.loading.load import loaded
from tests.bot.test_typed import OF_EACH_KIND

HOSTILE = (
    *("<", "*", "a ", "1 ", ",", "(", "not ", "1/", " ", "\n", "$"),
    *("_*", "/", "no, ", "every ", "no a ", "1,", "~a", "x? ", "it is slow, ", "not slow, "),
)
SLACK = 0.05  # seconds that tell nothing
MODULES = {m.name: import_module(f"bot.typed.{m.name}") for m in iter_modules(bot.typed.__path__)}
RULES = loaded("should-we-finetune").rules
WORDS = WordBooks().words("should-we-finetune")
FORMS = {
    f"{name}.{each}": value.fullmatch
    for name, module in MODULES.items()
    for each, value in vars(module).items()
    if isinstance(value, re.Pattern)
}
PIECES = {
    **{name: getattr(sys.modules["bot.typed.plain"], name) for name in ("plain", "key", "clauses")},
    **{f"reads {kind}": partial(reader.read, fact=OF_EACH_KIND[kind], words=NONE) for kind, reader in READERS.items()},
    **{f"plain {kind}": partial(reader.plain, fact=OF_EACH_KIND[kind]) for kind, reader in READERS.items()},
    **{f"doubt {kind}": partial(split_doubt, reader=reader) for kind, reader in READERS.items()},
    **{f"phrases of {fact}": partial(READERS[RULES.facts[fact].type].read, fact=RULES.facts[fact], words=words) for fact, words in WORDS.items() if fact in ("gap", "output", "one_off", "ready")},
}  # fmt: skip
WHOLE = {
    **{f"read {kind}": partial(read, fact=fact) for kind, fact in OF_EACH_KIND.items()},
    **{f"plainly {kind}": partial(plainly, fact=fact) for kind, fact in OF_EACH_KIND.items()},
    "asked back": asked_back,
    "plainly asked": partial(plainly_asked, fact=RULES.facts["gap"]),
    "proposals": partial(proposals, rules=RULES, words=WORDS),
    "name": name_of,
}


def seconds(call, text, best_of=1):
    taken = []
    for _ in range(best_of):
        start = perf_counter()
        call(text)
        taken.append(perf_counter() - start)
    return min(taken)


def of(piece, length):
    return (piece * length)[:length]


@pytest.mark.parametrize("name", [*FORMS, *PIECES, *WHOLE])
def test_twice_the_text_takes_about_twice_as_long(name):
    call = {**FORMS, **PIECES, **WHOLE}[name]
    for piece in HOSTILE:
        long = seconds(call, of(piece, 4000))
        if long > SLACK:
            short, long = (seconds(call, of(piece, each), best_of=3) for each in (2000, 4000))
            assert long < 3 * short + SLACK, piece


@pytest.mark.parametrize("name", WHOLE)
def test_what_is_much_longer_is_cut_or_refused(name):
    for piece in HOSTILE:
        longest = max(seconds(WHOLE[name], of(piece, 4000), best_of=2), SLACK)
        assert seconds(WHOLE[name], of(piece, 100_000)) < 5 * longest, piece
