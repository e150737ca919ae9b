"""What a person typed where several options may apply: "1 and 3", "json, tables", "none".

What is ticked counts as true, so only lists of numbers and of the options' own names pass, with
words around them that change nothing ("we tried rag and caching"). Any other word may be a denial,
a plan, a wish or a doubt, and any other number an amount: that is asked back. Where what isn't
ticked stays open, a plain denial of a name passes too ("evals, no owner"), for it says something.
"All of them except 3" and "rag yes, rest no" are lists, too.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from rules.language.answers import Answer, Chosen, Ticks
from rules.language.kinds.several import Several

from .lexicon import likeness
from .likeness import Likeness
from .places import in_doubt, numbered, only_places, places_among
from .plain import clauses, key
from .praise import is_praise, without_praise
from .reader import Reader
from .readings import Offered, Reading, Understood, Unreadable, offered
from .several_names import ODD, exactly, named_in, names_of, spaced, without_vague
from .words import NOT, FactWords, opposite

_NONE = re.compile(
    r"(?:(?:we|i) (?:have|did|tried) )?(?:none|nothing)(?: of (?:these|them|those|the above))?"
    r"(?: (?:yet|so far|at all|today|now|right now|for now|at the moment|apply|applies))?"
    r"|no|nope|nah|neither"
)
_OTHER = re.compile(
    r"(?:option [a-z]|(?:something|anything) (?:else|different)|(?:an|any) ?other(?: one)?|other)"
)
_PLAIN_NONE = re.compile(r"none(?: of (?:these|them|those|the above))?")  # "no" is said to anybody
_ALL = re.compile(r"all(?: of (?:them|these|those|the above))?")


def hint(fact: Several) -> str:
    """A line that shows how to answer."""
    last = min(3, len(fact.options))
    numbers = f"Please give the numbers of all that are true today, such as 1, {last}, or none."
    denied = " To say no to one alone, type no and its name."
    return numbers + denied if fact.may_stay_unticked else numbers


def _whole(typed: str, fact: Several) -> Answer | None:
    """None of the options, or all."""
    said = "" if ODD.search(typed) else key(typed)
    if _NONE.fullmatch(said):
        return fact.none_of_these or fact.ticked()
    return _all(fact) if _ALL.fullmatch(said) and not fact.alone else None


def _nothing(typed: str, fact: Several) -> Reading | None:
    """None of them, or one that begins with the same word: "Nothing yet, it isn't built"."""
    said = key(typed)
    labels = {each: key(option.label) for each, option in fact.options.items()}
    alike = [each for each, label in labels.items() if label.startswith("nothing ")]
    if not (alike and "nothing" in said.split() and _NONE.fullmatch(said)):
        return None
    alike.sort(key=lambda each: said.split()[-1] not in labels[each].split()[:2])
    answers = [*(fact.ticked([each]) for each in alike), fact.none_of_these or fact.ticked()]
    return offered(tuple((each, fact.in_words(each)) for each in answers))


def _all(fact: Several, but: Collection[str] = ()) -> Answer:
    """Yes to all that stands together, but to some."""
    return fact.ticked([each for each in fact.options if each not in {*but, *fact.alone}], but)


_EXCEPT = re.compile(
    r"(?:all|everything|each|every one)(?: of (?:them|these|those|the above))?"
    r" (?:except|but|without|besides|apart from|other than)(?: for)? (?P<rest>.+)"
)
_REST_YES = re.compile(
    r"(?P<rest>.+?)(?: is)? no[,;]? (?:and )?(?:the |all )?(?:the )?(?:rest|others?) (?:is |are )?yes"
)
_NONE_BUT = re.compile(
    r"(?:none|nothing)(?: of (?:these|them|those|the above))?"
    r" (?:except|but|besides|apart from|other than)(?: for)? (?P<rest>.+)"
)
_PLANNED = re.compile(r"\b(?:plan(?:s|ned|ning)?|soon|next|going to|will|later|thinking)\b")
_REST_NO = re.compile(
    r"[\s,;](?:none of the rest|not the rest|nothing else"
    r"|(?:the |all )?(?:the )?(?:rest|others?) (?:is |are )?no(?:ne|t)?)$"
)
_SO = re.compile(r"^(?:yes to|only|just) |(?: yes)?[ ,;]*(?:and|but)?[ ,;]*$")
_NONE_FIRST = re.compile(
    r"(?:(?:nope|no|nah|well|honestly|frankly|absolutely) )*"
    r"(?:(?:none|nothing|not (?:one|a single)|no)(?: \w+){0,2}? (?:of|from|on)"
    r" (?:these|those|them|that|(?:the|your|that|this) (?:\w+ ){0,3}?list|the (?:above|points))"
    r"|none\b|no such|(?:absolutely|really) nothing)\b.*"
)
MOST_WAYS = 4  # between which somebody wavers
MOST_LISTED = 3  # things that one button says together
LONG_LIST = 10  # options, of which two are a poor choice, and all but one are too many
_ITEMS = re.compile(r"[,;\n]+|\.(?!\d)|\b(?:and|plus|also|but)\b|[&+]")


def _all_but(typed: str, fact: Several) -> Answer | None:
    """All options but those that are listed: "all of them except 3"."""
    left_out = _left_out(typed, fact) if len(fact.options) <= LONG_LIST else None
    return _all(fact, left_out) if left_out else None


def _left_out(typed: str, fact: Several) -> frozenset[str]:
    """The options but for which all are said to be so.

    Of a long list nobody means all the others by a name: "everything but the speed" may be fine.
    """
    said = typed.lower().strip(" .!")
    found = _EXCEPT.fullmatch(said) or _REST_YES.fullmatch(said)
    named = found and len(fact.options) <= LONG_LIST and named_in(found["rest"], fact)
    out = found and (numbered(found["rest"], fact) or named)
    yes, no = _ticks(out) if out else (frozenset[str](), frozenset[str]())
    return frozenset() if no else yes


def _by_places(typed: str, fact: Several) -> Reading | None:
    """What numbers of the list, or all of it, may mean; nothing else is made of them."""
    out = _left_out(typed, fact)
    if out or _ALL.fullmatch(key(typed)):
        listed = _all(fact, out)
        but = (
            f" but {' and '.join(f'“{fact.labels[each]}”' for each in fact.options if each in out)}"
        )
        ask = f"Do you mean all of these: {fact.in_words(listed)}?"
        return Offered(((listed, f"All{but if out else ' of them'}"),), ask)
    if alone := _NONE_BUT.fullmatch(typed.lower().strip(" .!")):
        one = numbered(alone["rest"], fact) or named_in(alone["rest"], fact)
        return offered(((one, fact.in_words(one)),)) if one else Unreadable(hint(fact))
    ways = [way for way in in_doubt(typed, fact) if _is_possible(fact, way)]
    if ways:
        return offered(tuple((way, fact.in_words(way)) for way in ways[:MOST_WAYS]))
    only = only_places(typed) or _OTHER.fullmatch(key(typed))
    among = (
        [] if only else [[*fact.options][each] for each in places_among(typed, len(fact.options))]
    )
    if among:
        together = [among] if 1 < len(among) <= MOST_LISTED else []
        ways_ = [*([each] for each in among[:MOST_LISTED]), *together]
        return _ways(fact, [way for way in ways_ if _goes_together(fact, way)])
    return Unreadable(hint(fact)) if only else None


def _is_possible(fact: Several, answer: Answer) -> bool:
    yes, no = _ticks(answer)
    return _goes_together(fact, [*yes, *(f"{NOT}{each}" for each in no)])


def _rest_no(typed: str, fact: Several) -> Answer | None:
    """What is listed, and no to all else: "rag yes, rest no"."""
    text = typed.lower().strip(" .!")
    found = _REST_NO.search(text)
    named = found and _SO.sub("", text[: found.start()])
    listed = named and (numbered(named, fact) or named_in(named, fact))
    if not listed or _ticks(listed)[1]:
        return None
    so = _ticks(listed)[0]
    return fact.ticked(so, [option for option in fact.options if option not in so])


def _ticks(answer: Answer) -> tuple[frozenset[str], frozenset[str]]:
    """What an answer says yes to, and what it says no to."""
    match answer:
        case Ticks(yes, no):
            return yes, no
        case Chosen(options):
            return options, frozenset()
    return frozenset(), frozenset()


def _by_phrases(typed: str, fact: Several, words: FactWords) -> Reading:
    """What its author's phrases say, item by item; else the likeliest, alone and together."""
    near = likeness(fact, words)
    whole = None if ODD.search(typed) else near.surely(typed)
    surely = [whole] if whole else [_surely(item, near) for item in _split(typed)]
    if surely and None not in surely:
        answer = _answer(fact, [*filter(None, surely)])
        return Understood(answer, fact.in_words(answer))
    told = without_praise(typed) if fact.alone else typed
    listed, likely = _likely(told, fact, near)
    if fact.alone and all(map(is_praise, clauses(told))):  # what is fine is no fault
        listed, likely = [], [each for each in likely if each in fact.alone]
    if fact.may_stay_unticked and _PLANNED.search(key(typed)):  # a plan is nothing that is there
        listed, likely = [], [each for each in likely if each.startswith(NOT)]
    if _NONE_FIRST.fullmatch(key(typed)):
        none = fact.none_of_these or fact.ticked()
        more = [_answer(fact, [each]) for each in likely[:1]]
        return offered(tuple((each, fact.in_words(each)) for each in (none, *more)))
    if not likely:
        return Unreadable(hint(fact))
    ways = [*([each] for each in likely), *([listed] if len(listed) > 1 else [])]
    return _ways(fact, [way for way in ways if _goes_together(fact, way)])


def _surely(item: str, near: Likeness) -> str | None:
    return None if ODD.search(item) else near.surely(item)


def _likely(typed: str, fact: Several, near: Likeness) -> tuple[list[str], list[str]]:
    """What a text lists, to be said together; and what is offered alone, the likeliest first."""
    told, denied = near.apart(typed)
    so = {*_split(told)}
    named = {item: _plainly(item, fact) for item in _split(typed)}
    its = {item: by_name or near.likely(item, 1) for item, by_name in named.items()}
    first = {
        item: said[0] for item, said in its.items() if said and (item in so or said[0][:3] == NOT)
    }
    surely = (said for item, said in first.items() if named[item] or near.is_near(item))
    listed = [*dict.fromkeys(surely)]
    if len(listed) > 1:
        return listed[:MOST_LISTED], listed[:MOST_LISTED]
    no = map(opposite, denied if fact.may_stay_unticked else ())
    most = 3 if len(fact.options) > LONG_LIST else 2
    likely = [*dict.fromkeys([*listed, *first.values(), *no, *near.likely(typed, most)])][:most]
    return (likely if len(likely) == 2 else []), likely


def _ways(fact: Several, ways: list[list[str]]) -> Reading:
    together = {2: "Both", 3: "All three"}
    answers = tuple(
        (answer, together.get(len(way)) or fact.in_words(answer))
        for way in ways
        for answer in [_answer(fact, way)]
    )
    return offered(answers)


def _split(typed: str) -> list[str]:
    return [item for item in map(str.strip, _ITEMS.split(typed)) if key(item)]


def _plainly(item: str, fact: Several) -> list[str]:
    """What one item of a list says by a name: "van", or no to it."""
    yes, no = _ticks(named_in(item, fact) or fact.ticked())
    return [*yes, *(f"{NOT}{each}" for each in no)]


def _answer(fact: Several, said: list[str]) -> Answer:
    so = [each for each in said if not each.startswith(NOT)]
    return fact.ticked(so, [each.removeprefix(NOT) for each in said if each.startswith(NOT)])


def _goes_together(fact: Several, said: list[str]) -> bool:
    """Whether one person can say all of this: what stands alone does, and yes to one isn't no."""
    bare = {each.removeprefix(NOT) for each in said}
    return len(bare) == len(said) and (len(said) == 1 or not bare & {*fact.alone})


class SeveralReader(Reader[Several]):
    """All the options that apply."""

    lines_are_items = True

    def read(self, typed: str, fact: Several, words: FactWords) -> Reading:
        """Read which options are said to be true; anything else is offered or asked back."""
        ways = (_whole, exactly, numbered, named_in, _all_but, _rest_no)
        named = without_vague(fact, words)
        found = (answer for way in ways if (answer := way(typed, named)))
        answers = tuple((answer, fact.in_words(answer)) for answer in dict.fromkeys(found))
        if nothing := _nothing(typed, fact):
            return nothing
        if len(answers) == 1:
            return Understood(*answers[0])
        if answers:
            return offered(answers)
        return _by_places(typed, fact) or _by_phrases(typed, fact, words)

    def hint(self, fact: Several) -> str:
        """Numbers of the list."""
        return hint(fact)

    def plain(self, said: str, fact: Several) -> bool:
        """Numbers of the list, options to the letter, the words that say no to one, or none."""
        if _PLAIN_NONE.fullmatch(said) or numbered(said, fact) or exactly(said, fact):
            return True
        names = "|".join(sorted(map(re.escape, names_of(fact)), key=len, reverse=True))
        listed = re.fullmatch(rf"(?:(?:{names})(?: , |$))+", spaced(said))
        return listed is not None and not ODD.search(said)

    def type_hint(self, fact: Several) -> str:
        """More than one of the list."""
        rest = ", and the rest stays open" if fact.may_stay_unticked else ""
        return f"or several, such as 1, 2{rest}; or none"
