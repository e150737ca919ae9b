"""What an advice says, in an author's clauses; no label stands in a sentence of a shipped set."""

import re
from collections.abc import Iterator
from itertools import islice

import pytest

from rules.diagram.diagram import Diagram
from rules.interview.advice import MOST_WAYS, advice, opinions
from rules.interview.counted import also_counted
from rules.interview.explain import recommend
from rules.interview.how_sure import boundary, together
from rules.interview.interview import Interview, interview
from rules.interview.what_if import in_a_sentence, sufficient, what_if
from rules.interview.why import why, why_not
from rules.language.answers import Answer, Chosen, NotSure, Range, Ticks, Value, to_json
from rules.language.clauses import all_of
from rules.language.kinds.number import Number
from rules.loading.load import SHIPPED
from rules.sentences import patterns, titles
from rules.sentences.clauses import clause, condition, given
from tests.interviews import DIAGRAMS, one_of_each, ways, worked
from tests.rules.toys import KETTLE, changed, compiled

YES, NO = Value("yes"), Value("no")
NARROW: dict[str, Answer] = {"breadth": Value("narrow")}
FORMS = {
    "    label: Thirsty\n": "    asks: whether somebody is thirsty\n    is: somebody is thirsty\n"
    "    not: nobody is thirsty\n",
    "    label: Drink\n": "    asks: what is drunk\n    is: {tea: tea is wanted, "
    "cocoa: cocoa is wanted, juice: [juice is wanted, juice isn't wanted]}\n",
    "    label: Water\n": '    asks: how much water there is\n    is: "the kettle holds {n}"\n'
    "    of: [millilitre, millilitres]\n    as: amount\n    can_become: true\n",
}


def told(*pairs: tuple[str, str]) -> Diagram:
    """The kettle in its author's words."""
    text = KETTLE
    for old, new in [*((label, label + said) for label, said in FORMS.items()), *pairs]:
        text = changed(text, old, new)
    return compiled(text)


def ticked(*options: str) -> Chosen:
    return Chosen(frozenset(options))


kettle = told()


def sentences(diagram: Diagram, **answers: Answer) -> list[str]:
    return [in_a_sentence(diagram, way) for way in what_if(interview(diagram, answers))]


def test_what_was_answered_changes_after_all_and_what_can_come_does_once() -> None:
    assert sentences(kettle, thirsty=YES, drink=Value("tea"), water=Value(50)) == [
        "If juice is wanted after all: leave it.",
        "Once the kettle holds 200 millilitres or more: boil it.",
    ]
    assert sentences(kettle, thirsty=YES, drink=Value("tea"), water=Value(1000))[1] == (
        "If the kettle holds less than 200 millilitres after all: fill it."
    )


def test_what_is_not_known_is_no_after_all() -> None:
    assert sentences(kettle, thirsty=NO)[1] == (
        "If somebody is thirsty after all, and juice isn't wanted, and the kettle holds 200 "
        "millilitres or more: boil it."
    )


def test_the_answer_comes_from_the_stance() -> None:
    titled = "    title: Boil it\n"
    firm = told((titled, f"{titled}    stance: yes\n"))
    assert sentences(firm, thirsty=YES, drink=Value("tea"), water=Value(50))[1] == (
        "Once the kettle holds 200 millilitres or more: Yes. Boil it."
    )


def test_where_a_clause_is_missing_the_whole_is_said_by_labels() -> None:
    half = told(
        ("[juice is wanted, juice isn't wanted]", "[juice is wanted]"),
        ("cocoa: cocoa is wanted, ", ""),
    )
    assert sentences(half, thirsty=YES, drink=Value("juice"), water=Value(1000)) == [
        "Boil it, if Drink were Tea or Cocoa.",
        "Fill it, if Drink were Tea or Cocoa and Water were under 200 ml.",
    ]
    assert sentences(half, thirsty=YES, drink=Value("tea"), water=Value(1000)) == [
        "If juice is wanted after all: leave it.",
        "If the kettle holds less than 200 millilitres after all: fill it.",
    ]


def test_why_it_is_asked_names_where_an_answer_leads() -> None:
    assert why(interview(kettle, {})).words == (
        "If nobody is thirsty: leave it.",
        "Otherwise: more questions follow.",
    )
    tea = interview(kettle, {"thirsty": YES, "drink": Value("tea")})
    assert why(tea).words == (
        "If the kettle holds less than 200 millilitres: fill it.",
        "If the kettle holds 200 millilitres or more: boil it.",
    )


def test_why_a_rule_did_not_fire_is_what_was_said() -> None:
    assert why_not(interview(kettle, {"thirsty": YES, "drink": Value("tea")}))[0].words == (
        "You said somebody is thirsty"
    )


def test_what_is_open_is_a_question() -> None:
    held = interview(kettle, {"thirsty": YES, "drink": NotSure(), "water": Value(1000)})
    said = advice(held, recommend(held))
    assert said.holds == "Not sure yet. It turns on what is drunk. If juice isn't wanted, boil it."
    sections = {section.id: section for section in said.sections}
    assert "depends" not in sections
    assert sections["unsure"].items[0].text == "Unknown: what is drunk. Look into the cupboard."
    reason = sections["why"].items[-1]
    assert (reason.text, reason.you_said) == ("Juice is cold.", "")


def test_a_term_says_the_sum_of_ticks() -> None:
    ours = DIAGRAMS["should-we-finetune"]
    prompt = ours.rules.facts["tried"].said["is.prompt"]
    ways = [Ticks(frozenset({each}), frozenset()) for each in ("retrieval", "hybrid")]
    assert clause(ours, "tried", ways) == "retrieval has been tried"
    neither = Ticks(frozenset(), frozenset({"retrieval", "hybrid"}))
    assert clause(ours, "tried", [neither]) == "retrieval hasn't been tried"
    assert clause(ours, "tried", ways[1:]) == "hybrid search and reranking have been tried"
    both = Chosen(frozenset({"retrieval", "hybrid"}))
    assert given(ours, [("tried", both)]) == "retrieval has been tried"
    assert given(ours, [("tried", ticked())]) == "nothing has been tried yet"
    assert given(ours, [("tried", ticked("retrieval", "prompt"))]) == (
        f"{prompt} and retrieval has been tried"
    )
    some = Ticks(frozenset({"prompt"}), frozenset())  # of the others nobody said anything
    assert given(ours, [("tried", some)]) == prompt


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Use RAG", "use RAG"),
        ("RAG with a smaller model", "RAG with a smaller model"),
        ("Fine-tune, with a large model", "fine-tune, with a large model"),
        ("Don't train", "don't train"),
        ("LoRA first", "LoRA first"),
        ("", ""),
    ],
)
def test_a_title_stands_in_small_letters_but_for_names(title: str, words: str) -> None:
    assert titles.after_colon(title) == words


def test_no_more_than_three_things_are_named() -> None:
    assert patterns.you_said(all_of(["a", "b", "c", "d", "e"])) == "You said a, b, c and 2 more."
    assert patterns.you_said(all_of(["a", "b", "c", "d"])) == "You said a, b and 2 more."
    assert patterns.turns_on(["a", "b", "c", "d"]) == "It turns first on a, b and c."


def interviews(diagram: Diagram) -> Iterator[Interview]:
    """Held to each end, and with each answer not sure in turn."""
    for answers in [*ways(diagram), *worked(diagram)]:
        yield interview(diagram, answers)
        for fact in [*answers][-3:]:
            yield interview(diagram, {**answers, fact: NotSure()})


def composed(held: Interview, others: tuple[Diagram, ...]) -> Iterator[str]:
    """Every sentence of an advice that is made of clauses."""
    said = advice(held, recommend(held))
    yield from (opinion for opinion, _ in opinions(held, others))
    yield said.holds
    for section in said.sections:
        if section.id in ("depends", "unsure", "changes", "why", "passed"):
            yield from (item.text for item in section.items)
            yield from (item.you_said for item in section.items if item.you_said)


@pytest.mark.parametrize("every", [9, pytest.param(1, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", SHIPPED)
def test_no_label_stands_in_a_sentence_of_a_shipped_set(name: str, every: int) -> None:
    diagram = DIAGRAMS[name]
    others = tuple(DIAGRAMS[each] for each in diagram.rules.reads_as)
    labels = [fact.label for each in (diagram, *others) for fact in each.rules.facts.values()]
    label = re.compile("|".join(rf"\b{re.escape(each)}\b" for each in labels))
    for held in islice(interviews(diagram), 0, None, every):
        for sentence in composed(held, others):
            assert not label.search(sentence), sentence
            assert "  " not in sentence
            assert not re.search(r"\b(?:[Ii]f either|1 more|recommendations)\b", sentence), sentence
            assert sentence.endswith((".", "?"))


@pytest.mark.parametrize("name", SHIPPED)
def test_no_label_stands_in_what_a_question_is_for(name: str) -> None:
    diagram = DIAGRAMS[name]
    for answers in ways(diagram):
        asked: dict[str, Answer] = {}
        for fact in answers:
            held = interview(diagram, asked)
            if held.next_fact:
                lines = why(held).words
                assert len(lines) <= 4
                for line in lines:
                    assert line.endswith("."), line
                    assert not re.search(r"\b(?:[Ii]f either|1 more|recommendations)\b", line), line
            asked[fact] = answers[fact]


@pytest.mark.parametrize("every", [9, pytest.param(1, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", SHIPPED)
def test_as_long_as_that_is_so_no_other_answer_changes_it(name: str, every: int) -> None:
    for held in islice(interviews(DIAGRAMS[name]), 0, None, every):
        if told := boundary(held, recommend(held).reasons[0]):
            enough = {fact: held.answers[fact] for fact in sufficient(held)}
            assert len(interview(held.diagram, enough).recommendations) == 1, told


def test_a_boundary_goes_as_far_as_it_holds() -> None:
    held = interview(kettle, {"thirsty": YES, "drink": Value("juice")})
    assert boundary(held, recommend(held).reasons[0]) == (
        "As long as juice is wanted, no other answer changes this."
    )
    ours = DIAGRAMS["should-we-finetune"]
    slow = {"gap": ticked("slow"), "model_share": YES, "output": Value("text"), **NARROW}
    slow |= {"latency_ms": Value(2500), "limits": ticked()}
    held = interview(ours, slow)
    assert boundary(held, recommend(held).reasons[0]) == ""


@pytest.mark.parametrize("name", SHIPPED)
def test_no_two_clauses_of_a_fact_are_the_same(name: str) -> None:
    for fact_id, fact in DIAGRAMS[name].rules.facts.items():
        if fact.written:  # of yes and no, what one is the other isn't
            assert len({*fact.said.values()}) == len(fact.said), fact_id


@pytest.mark.parametrize("name", SHIPPED)
def test_every_answer_of_a_shipped_set_can_be_said(name: str) -> None:
    """All but a range over every number there can be, which says nothing."""
    for fact_id, classes in DIAGRAMS[name].classes.items():
        for answer in one_of_each(classes):
            if not isinstance(answer, NotSure):
                fact = classes.fact
                all_there_are = isinstance(fact, Number) and answer == Range(fact.min)
                assert bool(fact.given_clause(answer)) != all_there_are, (fact_id, to_json(answer))


def test_a_reason_holds_for_every_option_that_no_rule_tells_apart() -> None:
    held = interview(kettle, {"thirsty": YES, "drink": NotSure(), "water": Value(50)})
    reasons = {each.rule.id: each.provided for each in recommend(held).reasons}
    assert reasons["cold"] == (("drink", (Value("juice"),)),)
    hot = told(("      when: {drink: juice}\n", "      when: {drink: [tea, cocoa]}\n"))
    held = interview(hot, {"thirsty": YES, "drink": NotSure(), "water": Value(1000)})
    said = advice(held, recommend(held))
    assert said.holds == "Not sure yet. It turns on what is drunk. If juice is wanted, boil it."
    of = hot.classes["drink"]
    assert condition(hot, "drink", of.answers([of.of(Value("tea"))])) == "if juice isn't wanted"


def test_a_title_with_a_comma_stands_apart_from_others() -> None:
    first, second = kettle.rules.recommendations[:2]
    comma = first.model_copy(update={"title": "Leave it, and wait"})
    assert titles.titles([comma]) == "leave it, and wait"
    assert titles.titles([comma, second]) == "leave it, and wait, or fill it"
    assert titles.titles([first, second, comma]) == "leave it, fill it or something else"


def test_after_all_is_said_only_where_it_is_clear_what_it_belongs_to() -> None:
    assert patterns.what_if(["a is so"], ["b is"], "leave it.") == (
        "If a is so after all, and b is: leave it."
    )
    assert patterns.what_if(["a or b is"], [], "leave it.") == "If a or b is: leave it."
    assert patterns.what_if(["a isn't so yet"], [], "leave it.") == "If a isn't so yet: leave it."


def test_a_reason_names_the_ticks_that_make_it_hold() -> None:
    ours = DIAGRAMS["should-we-finetune"]
    table = {each.id: each for each in ours.rules_of["direction"]}
    device: dict[str, Answer] = {
        "gap": ticked("not_built"),
        "limits": ticked("device", "regulated"),
        **NARROW,
    }
    assert given(ours, device.items(), table["new-on-the-device"]) == (
        "nothing is built yet, it must run on the user's device and the task is narrow"
    )
    for gap in ("style", "format"):  # and not that neither price nor speed is wrong
        wrong = ours.rules.facts["gap"].said[f"is.{gap}"]
        once: dict[str, Answer] = {"gap": ticked(gap), "one_off": YES}
        assert given(ours, once.items(), table["again"]) == f"{wrong}, and it runs only once"


STYLE: dict[str, Answer] = {
    "gap": ticked("style"),
    **NARROW,
    "tried": ticked("prompt", "plateau", "stronger"),
    "one_off": NO,
    "requests_per_day": Value(49),
    "consistency": Value("wanted"),
    "limits": ticked("regulated"),
}


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (  # a gap and a prompt that the rules read before, and the text of the deciding one doesn't
            STYLE,
            (
                "You said it handles about 49 requests a day, somebody mends an answer that is off, "
                "it gets the style or tone wrong, and the prompt was tried on 50 inputs."
            ),
        ),
        (  # whoever isn't sure said nothing
            {**STYLE, "requests_per_day": Value(300), "breadth": NotSure()},
            (
                "You said it gets the style or tone wrong, the prompt was tried on 50 inputs, it runs "
                "again and again, and it handles about 300 requests a day."
            ),
        ),
        (  # what makes only the stance stands under Ready
            {"gap": ticked("ended"), "examples": Value(900), "ready": ticked("evals")},
            "You said the provider of the tuned model stops.",
        ),
        (  # of the limits the one that keeps the pages from going into the prompt
            {
                "gap": ticked("facts"),
                "source": Value("small"),
                "tried": ticked(),
                "limits": ticked("permissions", "regulated"),
            },
            (
                "You said it lacks the facts or has old ones, the facts fit in about 500 pages, "
                "retrieval hasn't been tried, and not everybody may see every document."
            ),
        ),
    ],
)
def test_why_echoes_what_made_the_direction(answers: dict[str, Answer], said: str) -> None:
    held = interview(DIAGRAMS["should-we-finetune"], answers)
    sections = {section.id: section for section in advice(held, recommend(held)).sections}
    assert sections["why"].items[0].you_said == said


@pytest.mark.parametrize("name", SHIPPED)
def test_what_is_echoed_is_of_the_answers_that_are_enough(name: str) -> None:
    for held in islice(interviews(DIAGRAMS[name]), 0, None, 29):
        enough = sufficient(held)
        assert [*also_counted(held, enough)] == []
        if not held.diagram.values_unsure:
            assert [*also_counted(held, ())] == []


def test_a_reason_names_what_its_rule_reads_though_silence_would_do_as_well() -> None:
    ours = DIAGRAMS["should-we-finetune"]
    (rule,) = [each for each in ours.rules_of["direction"] if each.id == "prompt-first"]
    some = Ticks(frozenset({"stronger"}), frozenset({"prompt", "hybrid"}))
    heard: list[tuple[Answer, str]] = [
        (ticked(), "nothing has been tried yet"),
        (ticked("stronger"), "the prompt has hardly been worked on"),
        (some, "the prompt has hardly been worked on"),
    ]
    for tried, said in heard:
        answers: dict[str, Answer] = {"gap": ticked("style"), "tried": tried}
        assert given(ours, answers.items(), rule) == f"it gets the style or tone wrong, and {said}"


UNSURE: dict[str, Answer] = {"pasted": NO, "examples": Value(40), **NARROW, "limits": ticked()}


@pytest.mark.parametrize(
    ("answers", "lines"),
    [
        (  # what nobody could take in, and what leads to too much, stands in one line
            {"gap": NotSure()},
            [
                "If the provider of the tuned model stops: replace the tuned model.",
                "Otherwise: more questions follow.",
            ],
        ),
        (  # what was ticked tells nothing apart
            {
                **UNSURE,
                "gap": ticked("smarter"),
                "tried": Ticks(frozenset({"prompt", "plateau"}), frozenset()),
            },
            [
                "If a stronger model hasn't been tried: try a stronger model.",
                "If a stronger model has been tried: more questions follow.",
            ],
        ),
        (  # two directions that are left are named
            dict.fromkeys(DIAGRAMS["should-we-finetune"].facts, NotSure())
            | {"gap": ticked("hallucinations", "wrong_label", "smarter")}
            | {"source": Value("large"), "limits": Ticks(frozenset({"citations"}), frozenset())},
            [
                "If retrieval hasn't been tried: use RAG.",
                (
                    "If the prompt has hardly been worked on, and retrieval has been tried, or hybrid "
                    "search and reranking have been tried: improve the retrieval."
                ),
                "Otherwise: fine-tune a model or try a stronger model.",
            ],
        ),
    ],
)
def test_what_it_turns_on_is_told_in_a_few_lines(answers, lines) -> None:
    ours = DIAGRAMS["should-we-finetune"]
    assert depends(interview(ours, answers)) == lines


def depends(held: Interview) -> list[str]:
    sections = {section.id: section for section in advice(held, recommend(held)).sections}
    return [item.text for item in sections["depends"].items] if "depends" in sections else []


@pytest.mark.parametrize("name", SHIPPED)
def test_where_not_all_can_be_told_the_last_line_says_so(name: str) -> None:
    for held in islice(interviews(DIAGRAMS[name]), 0, None, 11):
        lines = depends(held)
        assert len(lines) <= MOST_WAYS + 1
        if lines:
            deciding = recommend(held).deciding
            assert deciding
            last = lines[-1].startswith("Otherwise")
            assert last or len(lines) == len(together(held, deciding))


def test_what_could_turn_the_direction_is_an_if() -> None:
    """The stance stays: what it says is how far the conditions of this direction are done."""
    ours = DIAGRAMS["should-we-finetune"]
    slow: dict[str, Answer] = {
        "gap": ticked("slow"),
        "model_share": YES,
        "output": Value("text"),
        **NARROW,
        "latency_ms": Value(400),
        "tried": ticked("routing"),
        "requests_per_day": Value(20_000),
        "limits": ticked(),
        "ready": ticked("evals", "lifelike", "agreed", "stable", "owner"),
        "knowledge_changes": NO,
    }
    heard = [
        ({}, "Yes."),
        ({"model_share": NotSure()}, "Yes, with one if."),
        ({"model_share": NotSure(), "output": NotSure()}, "Yes, with two ifs."),
        ({"breadth": NotSure()}, "Yes, with one if."),  # which is a condition, too
    ]
    for unsure, said in heard:
        held = interview(ours, {**slow, **unsure})
        advised = recommend(held)
        assert advice(held, advised).title == f"{said} Fine-tune a small model."
        assert advised.stance == ("yes_if" if "breadth" in unsure else "yes")


def test_a_direction_that_is_open_is_no_plain_yes() -> None:
    for held in islice(interviews(DIAGRAMS["should-we-finetune"]), 0, None, 3):
        advised = recommend(held)
        if advised.deciding:
            answer, _, _ = advice(held, advised).title.partition(". ")
            assert not answer.startswith("Yes") or answer.endswith((" if", " ifs"))


def test_of_ticks_only_those_that_would_have_to_change_are_named() -> None:
    ours = DIAGRAMS["should-we-finetune"]
    answers: dict[str, Answer] = {
        "gap": ticked("facts"),
        "source": Value("small"),
        "limits": ticked("in_house"),
    }
    said = [in_a_sentence(ours, way) for way in what_if(interview(ours, answers), 1)]
    assert said
    for line in said:
        assert "the text may leave the house" not in line
