"""docs/coverage.md: the coverage map in words."""

from pathlib import Path

from rules.interview.conditions import headline
from rules.interview.explain import recommend
from rules.interview.interview import Interview
from rules.language.answers import Answer, Chosen
from rules.language.kinds import Fact
from rules.language.kinds.several import Several
from tests.coverage.drive import MAP, OURS, held, shown

PAGE = Path(__file__).parents[2] / "docs" / "coverage.md"
INTRO = """\
# What the advice takes from the two articles

`should-we-finetune` joins two articles: what Ertas says in 39 statements and eazyware in 25. Each
has an effect that a person can see. This page shows one place for each, and the answers that lead
there; many have more places. The last table does the same for the points on which the articles
differ.

Wherever a table says *Interview*, its answers stand at the end of the page.
"""
END = """
Written from `tests/coverage/map.yaml` by `python -m pytest tests/coverage --update`, which also
holds every interview and checks that each statement is shown where this page says.
"""
PLACES = {
    "question": "A question",
    "reason": "A reason",
    "step": "A step",
    "caution": "A caution",
    "revisit": "When to come back",
    "difference": "Where sources differ",
}
HEADINGS = {"E": "Ertas", "K": "eazyware", "D": "Where the two differ"}


def page() -> str:
    """The whole page, as Markdown."""
    interviews = {id_: held(id_, entry) for id_, entry in MAP.items()}
    numbers: dict[str, int] = {}  # by the interview's words
    rows: dict[str, list[str]] = {letter: [] for letter in HEADINGS}
    for id_, here in interviews.items():
        number = numbers.setdefault(_interview(here), len(numbers) + 1)
        place = f"{PLACES[MAP[id_].shown_as]}: {_texts(id_, here)}"
        link = f"[Interview {number}](#interview-{number})"
        rows[id_[0]].append(f"| {id_} | {_cell(_says(id_))} | {_cell(place)} | {link} |")
    text = INTRO
    for letter, heading in HEADINGS.items():
        text += f"\n## {heading}\n\n| | What it says | Where a person sees it | Answers |\n"
        text += "|---|---|---|---|\n" + "\n".join(rows[letter]) + "\n"
    text += "\n## The interviews\n"
    for words, number in numbers.items():
        text += f"\n### Interview {number}\n\n{words}\n"
    return text + END


def _says(id_: str) -> str:
    """The words of a statement, or what a difference is about."""
    about = {each.id: each.about for each in OURS.rules.differences}
    return about.get(id_) or OURS.rules.statement(id_)[1]


def _texts(id_: str, here: Interview) -> str:
    """Every text of the place that rests on it."""
    texts = [text.says for text in shown(here, MAP[id_].shown_as) if id_ in text.ids]
    return " ".join(f'"{text}"' for text in texts)


def _interview(here: Interview) -> str:
    """Its answers as a list, and where they lead."""
    facts = OURS.rules.facts
    answers = [
        f"- {facts[fact].label}: {_words(facts[fact], here.answers[fact])}\n"
        for fact in here.answers
    ]
    ends = (
        f'The next question is "{facts[here.next_fact].ask}"'
        if here.next_fact
        else f"It ends in **{headline(OURS.rules, recommend(here))}**"
    )
    return "".join([*answers, "\n" if answers else "", ends])


def _words(fact: Fact, answer: Answer) -> str:
    """An answer; several options with semicolons, because they have commas of their own."""
    if not (isinstance(fact, Several) and isinstance(answer, Chosen)):
        return fact.in_words(answer)
    labels = [option.label for id_, option in fact.options.items() if id_ in answer.options]
    return "; ".join(labels) or "none of these"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
