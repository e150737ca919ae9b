"""What a rule set of language 2 means, said as plainly as possible, to compare the program with.

Works on the plain data of a rule set and on answers in their JSON form, and shares no code with
the program. A *world* is an answer to every fact: what was answered, and for each fact that was
not asked one plain answer. A question is decided where all worlds that are left agree on it.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from functools import cache, partial
from itertools import chain, combinations, product
from json import dumps, loads
from typing import Any, NamedTuple, TypeAlias

from tests.rules import naive

Raw: TypeAlias = Mapping[str, Any]
World: TypeAlias = Mapping[str, Any]
Verdict: TypeAlias = tuple[str | None, ...]
Told: TypeAlias = Callable[[World], Hashable]

NOT_SURE = naive.NOT_SURE
ALWAYS: Raw = {"all": []}


# What can be answered


def plain_answers(fact: Raw) -> list[Any]:
    """Every value that a fact can have; an option that stands alone is ticked with no other."""
    return [*_plain_answers(dumps(fact))]


@cache
def _plain_answers(written: str) -> list[Any]:
    fact = loads(written)
    alone = alone_in(fact)
    values = naive.values_of({"min": 0, **fact})
    return [each for each in values if not alone or len(each) < 2 or not alone & {*each}]


def all_answers(fact: Raw) -> Iterator[Any]:
    """Every answer: plain, not sure, ranges of two values or more, lists with unknown options."""
    yield from plain_answers(fact)
    yield NOT_SURE
    if fact["type"] in ("int", "decimal"):
        values = plain_answers(fact)
        for low, high in combinations(values, 2):
            yield {"at_least": low, "below": after(fact, high)}
    if is_open(fact):
        options = [each for each in fact["options"] if each not in alone_in(fact)]
        for words in product(("yes", "no", ""), repeat=len(options)):
            if "" in words:
                said = [*zip(options, words, strict=True)]
                yield {word: [o for o, each in said if each == word] for word in ("yes", "no")}


def after(fact: Raw, value: float) -> float:
    """The number that follows another one."""
    places = fact.get("places", 2)
    return value + 1 if fact["type"] == "int" else round(value + 10**-places, places)


def is_open(fact: Raw) -> bool:
    """Whether an option that isn't ticked is unknown."""
    return bool(fact.get("unticked") == "open")


def alone_in(fact: Raw) -> set[str]:
    """The options that are ticked with no other."""
    options = fact["options"].items() if fact["type"] == "several" else ()
    return {id_ for id_, each in options if isinstance(each, dict) and yes(each.get("alone"))}


def yes(written: Any) -> bool:
    """Whether a word is on, which an author may write as `yes` or as `true`."""
    return written in (True, "yes", "true")


def left(fact: Raw, answer: Any) -> list[Any]:
    """The values that an answer leaves; not sure leaves all of them."""
    if answer == NOT_SURE:
        return plain_answers(fact)
    if not isinstance(answer, dict):
        return [answer]
    if fact["type"] != "several":
        return [each for each in plain_answers(fact) if naive.fits(answer, each)]
    ticked = {*answer.get("yes", ())}
    crossed = {*answer.get("no", ())} | (alone_in(fact) - ticked)  # only not sure leaves these open
    return [each for each in plain_answers(fact) if ticked <= {*each} and not crossed & {*each}]


# The two readings of a test


def surely(raw: Raw, test: Any, answers: World) -> bool | None:
    """Whether a test surely holds; None where that hangs on facts which were not asked."""
    told: bool | None = agreed(raw, answers, partial(_surely, raw, test))
    return told


def openly(raw: Raw, test: Any, answers: World) -> bool | None:
    """The same, comparison by comparison: open where one hangs on a fact that was not asked."""
    ((key, body),) = test.items()
    match key:
        case "all":
            return every([openly(raw, part, answers) for part in body])
        case "any":
            return some([openly(raw, part, answers) for part in body])
        case "not":
            return no(openly(raw, body, answers))
        case "term":
            return openly(raw, raw["terms"][body]["when"], answers)
    return surely(raw, test, answers)


def _surely(raw: Raw, test: Any, world: World) -> bool:
    ((key, body),) = test.items()
    match key:
        case "all":
            return all(_surely(raw, part, world) for part in body)
        case "any":
            return any(_surely(raw, part, world) for part in body)
        case "not":
            return not _surely(raw, body, world)
        case "term":
            return _surely(raw, raw["terms"][body]["when"], world)
    return _surely_compares(raw, key, body, world)


def _surely_compares(raw: Raw, key: str, body: Any, world: World) -> bool:
    if key == "table":
        return all(_concludes(raw, table, named, world) for table, named in body.items())
    if body == "unsure":
        return bool(world[key] == NOT_SURE)
    values = counted(raw, key, world)
    word, options = several(body)
    if word == "has_any":
        return any(all(option in each for each in values) for option in options)
    if word == "lacks":
        return not any(option in each for each in values for option in options)
    return all(naive.fits(body, each) for each in values)


def _concludes(raw: Raw, table: str, named: Any, world: World) -> bool:
    """Whether a table that no verdict joins is read, and concludes one of these."""
    end = reading(raw, world)
    hit = None if end.stopped or end.led else first_hit(raw, table, world)
    return hit is not None and hit["outcome"] in listed(named)


def counted(raw: Raw, name: str, world: World) -> list[Any]:
    """The values that a fact may have, or the one that *not sure* counts as."""
    fact, answer = raw["facts"][name], world[name]
    policy = fact["not_sure"]
    if answer == NOT_SURE and "as" in policy:
        return [policy["as"]]
    if answer == NOT_SURE and "settle" in policy:
        rows = (row for row in policy["settle"] if _surely(raw, row.get("when", ALWAYS), world))
        return [next(rows)["as"]]
    return left(fact, answer)


def kleene(raw: Raw, test: Any, answers: World) -> bool | None:
    """Whether a test holds by three values; None is unknown. Not asked is as unknown as not sure."""
    ((key, body),) = test.items()
    match key:
        case "all":
            return every([kleene(raw, part, answers) for part in body])
        case "any":
            return some([kleene(raw, part, answers) for part in body])
        case "not":
            return no(kleene(raw, body, answers))
        case "term":
            return kleene(raw, raw["terms"][body]["when"], answers)
    fact = raw["facts"][key]
    return _kleene_compares(fact, body, left(fact, answers.get(key, NOT_SURE)))


def _kleene_compares(fact: Raw, body: Any, values: list[Any]) -> bool | None:
    word, options = several(body)
    if not word:
        return of_all(naive.fits(body, each) for each in values)
    ticked = {o: of_all(o in each for each in values) for o in fact["options"]}
    if word == "only":
        return every([ticked[o] if o in options else no(ticked[o]) for o in ticked])
    named = [ticked[option] for option in options]
    if word == "lacks":
        return every([no(each) for each in named])
    return some(named) if word == "has_any" else every(named)


def several(body: Any) -> tuple[str, list[str]]:
    """The word with which several options are compared, and which; "" of another comparison."""
    if isinstance(body, dict):
        for word in ("has", "has_any", "lacks", "only"):
            if word in body:
                return word, listed(body[word])
    return "", []


def listed(named: Any) -> list[Any]:
    """One or many, as a list."""
    return named if isinstance(named, list) else [named]


def of_all(found: Iterable[bool]) -> bool | None:
    """What all completions say, or None if they differ."""
    seen = {*found}
    return seen.pop() if len(seen) == 1 else None


def every(parts: list[bool | None]) -> bool | None:
    """Three-valued: false if one is, else unknown if one is."""
    return False if False in parts else None if None in parts else True


def some(parts: list[bool | None]) -> bool | None:
    """Three-valued: true if one is, else unknown if one is."""
    return True if True in parts else None if None in parts else False


def no(part: bool | None) -> bool | None:
    """Three-valued: the opposite; unknown stays so."""
    return None if part is None else not part


# What follows in one world


class Reading(NamedTuple):
    """The outcomes read in one world, and what led from one outcome to another there."""

    verdict: Verdict
    led: dict[str, str]  # outcome -> the condition whose `otherwise` replaced it
    stopped: bool  # by a rule with `stop`


def first_hit(raw: Raw, table: str, world: World) -> Any:
    """The first rule of a table that surely holds, or None."""
    for rule in raw["tables"][table]:
        if _surely(raw, rule.get("when", ALWAYS), world):
            return rule
    return None


def reading(raw: Raw, world: World) -> Reading:
    """The tables read in order, then `otherwise` as far as it leads."""
    read: list[str | None] = []
    stopped = False
    for table in raw["verdict"]:
        hit = first_hit(raw, table, world)
        read.append(hit["outcome"] if hit else None)
        if hit and hit.get("stop"):
            stopped = True
            break
    led: dict[str, str] = {}
    while turn := next((id_ for id_ in asked_of(raw, read[-1]) if leads(raw, id_, world)), None):
        led[str(read[-1])] = turn
        read[-1] = raw["conditions"][turn]["otherwise"]
    return Reading(tuple(read), led, stopped)


def asked_of(raw: Raw, outcome: str | None) -> list[str]:
    """The conditions of an outcome, in order."""
    return list(raw["outcomes"][outcome].get("ready_when", ())) if outcome else []


def leads(raw: Raw, condition: str, world: World) -> bool:
    """Whether a condition leads to its `otherwise`: it applies and surely fails."""
    each = raw["conditions"][condition]
    applies = kleene(raw, each.get("applies", ALWAYS), world)
    return "otherwise" in each and applies is True and kleene(raw, each["when"], world) is False


def state(raw: Raw, condition: str, world: World) -> str:
    """done, missing, unknown or left_out."""
    each = raw["conditions"][condition]
    applies = kleene(raw, each.get("applies", ALWAYS), world)
    holds = kleene(raw, each["when"], world)
    if applies is False:
        return "left_out"
    if holds:
        return "done"
    if applies is None:
        return "unknown"
    return "missing" if holds is False else each.get("unknown", "unknown")


def _stance(raw: Raw, world: World) -> str | None:
    end = reading(raw, world).verdict[-1]
    if end is None:
        return None
    outcome = raw["outcomes"][end]
    if not yes(outcome.get("trains")):
        return str(outcome["stance"])
    states_ = {state(raw, each, world) for each in asked_of(raw, end)}
    return "not_yet" if "missing" in states_ else "yes_if" if "unknown" in states_ else "yes"


# What follows from answers, some facts not asked


def worlds(raw: Raw, answers: World) -> Iterator[dict[str, Any]]:
    """Every world: what was answered, and plain answers to what was not asked."""
    ways = {
        name: [answers[name]] if name in answers else unlike(raw, name, plain_answers(fact))
        for name, fact in raw["facts"].items()
    }
    for values in product(*ways.values()):
        yield dict(zip(ways, values, strict=True))


def unlike(raw: Raw, name: str, values: Iterable[Any]) -> list[Any]:
    """One of these values for each way in which the comparisons of a rule set tell them apart."""
    apart, found = told_apart(raw, name), dict[Hashable, Any]()
    for value in values:
        found.setdefault(apart(value), value)
    return [*found.values()]


def told_apart(raw: Raw, name: str) -> Callable[[Any], Hashable]:
    """What the comparisons of a rule set say of a value: the same of those not told apart."""
    fact = raw["facts"][name]
    bodies = [
        body for test in every_test(raw) for key, body in comparisons(raw, test) if key == name
    ]
    if fact["type"] == "several":
        spoken = [o for o in fact["options"] if any(speaks(body, o) for body in bodies)]
        return lambda value: tuple(option in value for option in spoken)
    return lambda value: tuple(naive.fits(body, value) for body in bodies if body != "unsure")


def speaks(body: Any, option: str) -> bool:
    """Whether a comparison speaks of this option; `only` speaks of all of them."""
    word, options = several(body)
    return word == "only" or option in options


def every_test(here: Any) -> Iterator[Any]:
    """Every test in a rule set or a part of it."""
    for key, each in here.items() if isinstance(here, dict) else enumerate(here):
        if key in ("when", "applies", "unless") and isinstance(each, dict):
            yield each
        elif isinstance(each, dict | list) and key != "recommendations":
            yield from every_test(each)


def comparisons(raw: Raw, test: Any) -> Iterator[tuple[str, Any]]:
    """Every comparison in a test, left to right: the fact and what it is compared with."""
    ((key, body),) = test.items()
    if key in ("all", "any", "not"):
        for part in listed(body):
            yield from comparisons(raw, part)
    elif key == "term":
        yield from comparisons(raw, raw["terms"][body]["when"])
    elif key != "table":
        yield key, body


def agreed(raw: Raw, answers: World, told: Told) -> Any:
    """What every world tells, or None where they differ."""
    found: set[Hashable] = set()
    for world in worlds(raw, answers):
        found.add(told(world))
        if len(found) > 1:
            return None
    return found.pop()


def verdict(raw: Raw, answers: World) -> Verdict | None:
    """The outcomes of the tables that are read, or None while they hang on facts not asked."""
    end: Verdict | None = agreed(raw, answers, lambda world: reading(raw, world).verdict)
    return end


def verdicts(raw: Raw, answers: World) -> set[Verdict]:
    """Every verdict to which plain answers to the facts not asked lead."""
    return {reading(raw, world).verdict for world in worlds(raw, answers)}


def direction(raw: Raw, answers: World) -> str | None:
    """The last outcome of the verdict, once that is known."""
    end = verdict(raw, answers)
    return end[-1] if end else None


def states(raw: Raw, answers: World) -> dict[str, str | None]:
    """How far each condition of the direction is; None while that hangs on facts not asked.

    To be done and to be left out ask for nothing more: what may be either is done.
    """
    found: dict[str, str | None] = {}
    for each in asked_of(raw, direction(raw, answers)):
        may_be = {state(raw, each, world) for world in worlds(raw, answers)}
        may_be -= {"left_out"} if "done" in may_be else set()
        found[each] = may_be.pop() if len(may_be) == 1 else None
    return found


def stance(raw: Raw, answers: World) -> str | None:
    """The first words of the advice, once they are known."""
    told: str | None = agreed(raw, answers, partial(_stance, raw))
    return told


def modifiers(raw: Raw, answers: World) -> tuple[str, ...]:
    """The modifiers that surely hold."""
    given = crossing(raw, direction(raw, answers)).items()
    return tuple(id_ for id_, each in given if surely(raw, each["when"], answers))


def crossing(raw: Raw, end: str | None) -> Raw:
    """The modifiers that may lie across a direction."""
    return {
        id_: each
        for id_, each in raw.get("modifiers", {}).items()
        if end in each.get("for", (end,))
    }


def collected(raw: Raw, answers: World) -> tuple[str, ...]:
    """The rows of `collect` that are said."""
    end = direction(raw, answers)
    return tuple(
        row["id"]
        for row in raw.get("collect", ())
        if openly(raw, row.get("when", ALWAYS), answers) and end not in row.get("unless", ())
    )


def forbidden(raw: Raw, answers: World) -> tuple[str, ...]:
    """The rows of `never` that are broken: they surely hold, and the advice is to train."""
    advised = stance(raw, answers) in ("yes", "yes_if")
    rows = raw.get("never", ()) if advised else ()
    return tuple(row["id"] for row in rows if surely(raw, row["when"], answers))


# What is asked


def next_fact(raw: Raw, answers: World) -> str | None:
    """The fact to ask before the advice; None when it's time to advise."""
    return next(chain(*asked_in_turn(raw, answers)), None)


def asked_in_turn(raw: Raw, answers: World) -> Iterator[Iterable[str]]:
    """The facts worth asking for each thing that has to be known, the first thing first."""
    yield turning(raw, answers, lambda world: reading(raw, world).verdict)
    for each in asked_of(raw, direction(raw, answers)):
        wanted = turning(raw, answers, partial(lacking, raw, each))
        condition = raw["conditions"][each]
        read = [condition.get("applies", ALWAYS), condition["when"]]
        yield [name for test in read for name, _ in comparisons(raw, test) if name in wanted]
    for modifier in crossing(raw, direction(raw, answers)).values():
        if yes(modifier.get("ask")):
            yield turning(raw, answers, partial(_surely, raw, modifier["when"]))
    for need in needs(raw, verdict(raw, answers) or ()):
        if need["fact"] not in answers and openly(raw, need.get("when", ALWAYS), answers):
            yield [need["fact"]]


def lacking(raw: Raw, condition: str, world: World) -> str:
    """The state of a condition, where what is left out counts as done."""
    return state(raw, condition, world).replace("left_out", "done")


def turning(raw: Raw, answers: World, told: Told) -> list[str]:
    """The facts not asked, as listed, of which two plain answers that differ in nothing else tell
    different things.
    """
    seen = [(tuple(map(str, world.values())), told(world)) for world in worlds(raw, answers)]
    found = []
    for n, name in enumerate(raw["facts"]):
        rest: dict[tuple[str, ...], set[Hashable]] = {}
        for values, end in seen if name not in answers else ():
            rest.setdefault((*values[:n], *values[n + 1 :]), set()).add(end)
        if any(len(ends) > 1 for ends in rest.values()):
            found.append(name)
    return found


def needs(raw: Raw, outcomes: Iterable[str | None]) -> Iterator[Any]:
    """What these outcomes, and those they add, need before the advice."""
    for outcome in outcomes:
        own = raw["outcomes"][outcome] if outcome else {}
        for each in (own, *(raw["outcomes"][added] for added in listed(own.get("adds", [])))):
            for need in each.get("needs", ()):
                if isinstance(need, dict) and need.get("before") == "advice":
                    yield need


# What is open


def opening(raw: Raw, answers: World) -> tuple[bool, tuple[str, ...]]:
    """Whether what nobody is sure of could turn the verdict, and the facts on which it turns."""
    present = verdict(raw, answers)
    unsure = loose(raw, answers) if present else {}
    for size in range(1, len(unsure) + 1):
        sets = combinations(unsure, size)
        doing = [names for names in sets if could_turn(raw, answers, present, names, unsure)]
        if doing and size > 1:
            return True, doing[0]
        if doing:
            ends = {name: to_no(raw, answers, present, name, unsure) for (name,) in doing}
            return True, tuple(sorted(ends, key=lambda name: not ends[name]))
    return False, ()


def to_no(raw: Raw, answers: World, present: Any, name: str, ways: Mapping[str, list[Any]]) -> bool:
    """Whether some plain value of a fact may lead elsewhere, to a plain No."""
    found = [
        world
        for value in ways[name]
        for world in worlds(raw, {**answers, name: value})
        if elsewhere(raw, world, present)
    ]
    ends = {reading(raw, world).verdict[-1] for world in found}
    return any(raw["outcomes"][end].get("stance") == "no" for end in ends if end)


def loose(raw: Raw, answers: World) -> dict[str, list[Any]]:
    """The facts whose answers leave more than one value, and one of each kind of those."""
    found = {}
    for name, fact in raw["facts"].items():
        answer = answers.get(name)
        if answer is None or (answer == NOT_SURE and {*fact["not_sure"]} & {"as", "settle"}):
            continue
        values = unlike(raw, name, left(fact, answer))
        if answer == NOT_SURE or len(values) > 1:
            found[name] = values
    return found


def could_turn(
    raw: Raw,
    answers: World,
    present: Verdict | None,
    names: tuple[str, ...],
    ways: Mapping[str, list[Any]],
) -> bool:
    """Whether some plain values of these facts lead elsewhere, whatever was not asked."""
    for values in product(*(ways[name] for name in names)):
        known = {**answers, **dict(zip(names, values, strict=True))}
        if all(elsewhere(raw, world, present) for world in worlds(raw, known)):
            return True
    return False


def elsewhere(raw: Raw, world: World, present: Verdict | None) -> bool:
    """Whether a world has another verdict, and not by a condition of the present direction.

    Such a condition is unknown now, or it would have led elsewhere already: that is told of it.
    """
    end = reading(raw, world)
    return end.verdict != present and not (present and present[-1] in end.led)
