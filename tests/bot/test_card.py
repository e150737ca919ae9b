"""The advice on one screen and the pages behind it: what they hold, and in how many words."""

import re
import statistics
from datetime import date

import pytest

from bot.interactions.advised import Advised, Overtaken, Shared
from bot.interactions.pages import Opened
from bot.slack.blocks import card as drawn
from bot.slack.blocks import pages as windows
from bot.slack.blocks.card import share_form
from bot.slack.blocks.kit import TITLE
from bot.slack.blocks.windows import draw as draw_window
from bot.views.card import LONGEST_NAME, Changed, about, card, difference
from bot.views.notes import listed
from bot.views.pages import COSTS, MOST_WORDS, OTHERS, STEPS, TITLES, WHAT_IF, WHY, page
from rules.interview import conditions
from rules.interview.explain import recommend
from rules.interview.interview import interview
from rules.language.answers import Value, from_json
from storage.records import Place
from tests.interviews import DIAGRAMS, ways, worked
from tests.slack_server import block_faults
from tests.slack_server.blocks import view_faults

from .paper import require_readable, written
from .test_advice import case, position

TODAY = date(2026, 11, 20)
NAME = "Support bot answering questions about deliveries and returns"  # as long as names get
HANDLE = f"{10**9}-0123456789abcdef"
OURS = DIAGRAMS["should-we-finetune"]
ARTICLES = (DIAGRAMS["ertas"], DIAGRAMS["eazyware"])
CHANGED = Changed("Not yet. Build evals, collect examples.", 40, "U2", f"corrected{' x' * 13}: y")


def advices(name):
    """Every advice that is posted: its position, what is recommended, and its card."""
    diagram = DIAGRAMS[name]
    others = ARTICLES if diagram is OURS else ()
    for answers in (*ways(diagram), *worked(diagram)):
        held = position(diagram, answers, others=others)
        advised = recommend(held.interview)
        yield held, advised, card(held, advised, NAME, 41, TODAY)


def words(blocks):
    """The words of all text but the labels of buttons and the line of sources."""
    told = []
    for block in blocks:
        texts = [block.get("text"), *block.get("fields", [])]
        texts += block["elements"] if block["type"] == "context" else []
        told += [each["text"] for each in texts if each and "https://" not in each["text"]]
    return sum(len(text.replace("•", "").split()) for text in told)


def message(view, event=9):
    return drawn.message(Advised(view, event), HANDLE, None)


@pytest.fixture(scope="module", params=DIAGRAMS)
def given(request):
    return [*advices(request.param)]


def test_every_advice_can_be_read_on_any_terminal(given, monkeypatch):
    for _, _, view in given:

        def draw(screen, view=view):
            screen.advice(view, "kept in advisor.db")

        require_readable(draw, monkeypatch)
        told = re.sub(r"Its sources:\n.*?\n\n", "", written(draw, 80), flags=re.DOTALL)
        assert len(told.split()) <= 127, told


def test_every_advice_is_one_screen_with_a_reason_and_a_source(given):
    counted = []
    for _, advised, view in given:
        made = message(view)
        assert block_faults(made.blocks) == []
        assert len(view.answer) <= conditions.WIDEST
        assert view.reason
        assert len(view.first.split()) <= 16
        assert any("<https://" in str(block) for block in made.blocks if block["type"] == "context")
        counted.append(words(made.blocks))
        assert counted[-1] <= (70 if advised.stance == "no" else 90), view
    assert statistics.median(counted) < 80


def test_what_has_changed_fits_on_the_screen_as_well(given):
    for held, advised, _ in given:
        made = message(card(held, advised, NAME, 41, TODAY, CHANGED))
        assert block_faults(made.blocks) == []
        assert "replaces advice 40" in str(made.blocks)
        assert words(made.blocks) <= 110


def test_each_page_keeps_to_its_words_and_all_of_it_is_one_press_away(given):
    for held, advised, view in given[::4]:
        for name in view.pages:
            short = page(name, held, advised, TODAY, whole=False)
            whole = page(name, held, advised, TODAY)
            assert short.words <= MOST_WORDS[name]
            assert whole.left == 0
            assert bool(short.left) == (short.parts != whole.parts)
            others = tuple(each for each in view.pages if each != name)
            for each in (short, whole):
                window = windows.window(
                    Opened(each, others, posted=False, flat=False), f"{HANDLE} 9", HANDLE
                )
                assert view_faults(window) == []
                assert block_faults(windows.private(each).blocks) == []
                labels = re.findall(r"'text': '(Show all)'", str(window))
                assert len(labels) == bool(each.left)


def test_the_steps_name_everything_that_is_missing_or_unknown(given):
    for held, advised, _ in given:
        said = str(page(STEPS, held, advised, TODAY).parts).lower()
        rules = held.diagram.rules
        for id_ in (*advised.missing, *advised.unknown):
            assert rules.conditions[id_].label.lower() in said


def test_who_says_that_it_is_so_gets_what_the_page_says():
    """Each change that can be said to be so leads where the line above it says."""
    tried = 0
    for answers in worked(OURS):
        held = position(OURS, answers)
        for part in page(WHAT_IF, held, recommend(held.interview), TODAY).parts:
            if not part.say_so:
                continue
            fact, answer = part.say_so.fact, part.say_so.answer
            if answer is None:
                assert fact in held.given
                continue
            then = interview(OURS, {**held.answers, fact: answer})
            told = part.text.split(". ")[-1].split(",")[0].rstrip(".").lower()
            assert told in {each.title.split(",")[0].lower() for each in then.recommendations}
            assert not part.head.startswith("Once ")
            tried += 1
    assert tried > 20


def test_what_only_words_the_steps_is_asked_with_them_and_keeps_the_advice():
    tried = 0
    for held, advised, _ in advices("should-we-finetune"):
        asks = [part for part in page(STEPS, held, advised, TODAY, whole=False).parts if part.asks]
        assert len(asks) == bool(held.interview.after_advice)
        for part in asks:
            for each in part.asks:
                assert each.answer
                then = interview(OURS, {**held.answers, each.fact: each.answer})
                assert recommend(then).text.id == advised.text.id
                assert each.fact not in then.after_advice
                tried += 1
    assert tried >= 3


@pytest.mark.parametrize(
    ("subject", "asked"),
    [
        ("", "Should we fine-tune?"),
        ("  ", "Should we fine-tune?"),
        ("Support bot", "Support bot: should we fine-tune?"),
        ("word " * 30, f"{'word ' * 12}".strip() + "…: should we fine-tune?"),
        ("x" * 200, f"{'x' * LONGEST_NAME}…: should we fine-tune?"),
    ],
)
def test_an_advice_names_what_it_is_about(subject, asked):
    assert about(subject) == asked


def test_the_pages_say_who_says_it_and_how_that_is_known():
    held = position(OURS, case("support bot that doesn't know this week's"), others=ARTICLES)
    advised = recommend(held.interview)
    why, *_ = page(WHY, held, advised, TODAY).parts
    assert why.evidence == "Measured."
    assert why.text.startswith("You said ")
    assert all(source.url.startswith("https://") for source in why.sources)
    said = page(OTHERS, held, advised, TODAY)
    assert [part.text.split(". ")[-1] for part in said.parts] == [
        "Its publisher sells a fine-tuning platform.",
        "Its publisher sells AI consulting.",
        "To be asked the questions of one alone, begin with “by ertas:”.",
    ]
    assert said.words <= MOST_WORDS[OTHERS]
    assert page(COSTS, held, advised, TODAY).parts[-1].small


def test_what_differs_is_told_by_who_changed_it():
    before = case("Ertas question 6: narrow")
    now = {**before, "breadth": Value("broad")}
    held = position(OURS, now)
    assert difference(position(OURS, before), held) == (
        "ada",
        "corrected how broad the task is: the task ranges over many fields",
    )
    assert difference(held, held) is None


def test_an_answer_that_was_not_there_before_is_told_of():
    one = {"prompt_optimised": from_json("no")}
    assert difference(position(DIAGRAMS["ertas"], {}), position(DIAGRAMS["ertas"], one)) == (
        "ada",
        "answered anew",
    )


def test_one_line_is_left_of_an_advice_and_a_few_elsewhere(given):
    for _, _, view in given[::10]:
        for by in (None, 44):
            left = drawn.message(
                Overtaken(41, view.answer, "U2", "changed an answer", by), "", None
            )
            assert block_faults(left.blocks) == []
            assert words(left.blocks) <= 20
        for channel in ("C1", "G1", "D1"):
            place = Place("slack", "T1", channel, "1.1")
            told = drawn.message(Shared(view, "U1", place), "", None)
            assert block_faults(told.blocks) == []
            assert words(told.blocks) <= 62
        for private in (False, True):
            form = share_form(view, HANDLE, private=private)
            assert view_faults(form) == []
            assert ("not the thread" in str(form)) == private


def test_every_answer_can_be_changed_from_the_window():
    for held, _, _ in [*advices("should-we-finetune")][::10]:
        window = draw_window(listed(held, handle=HANDLE), HANDLE)
        assert view_faults(window) == []
        changed = [each["accessory"] for each in window["blocks"] if "accessory" in each]
        assert len(changed) == len(held.given)


def test_every_page_has_a_title_that_a_window_takes():
    assert TITLES.keys() == MOST_WORDS.keys()
    assert all(len(title) <= TITLE for title in TITLES.values())
