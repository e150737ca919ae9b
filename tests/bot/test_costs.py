"""What it costs, in a conversation: taken from its answers, kept as an event, told again."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from bot.conversation import replay
from bot.conversation.advisor import Advisor
from bot.conversation.rulesets import RuleSets
from bot.interactions import commands
from bot.interactions.acting import Acting
from bot.interactions.costs import CostFigures
from bot.interactions.thread import COSTS, QUESTION, VERDICT, look, postings
from bot.slack.blocks.kit import escape
from bot.slack.blocks.notes import draw
from bot.views.costs import HOST_OF, brief, costs, figures, has_costs
from rules.costs import Once, estimate, shipped_prices
from rules.diagram.compiler import compile_rules
from rules.language.answers import Chosen, NotSure, Range, Value
from rules.loading.load import loaded
from storage.outbox import POST, REDRAW, Posting
from storage.records import Place
from storage.store import Store
from tests.interviews import DIAGRAMS

from .talk import talk
from .test_advice import position

STALL = str(Path(__file__).with_name("stall.yaml"))
PICNIC = str(Path(__file__).with_name("picnic.yaml"))
TODAY = date(2026, 11, 20)
MANY, DEAR = Value(2000), Value(300)


def shipped():
    return loaded("should-we-finetune").rules


class Talk:
    """One conversation over a real log."""

    def __init__(self, store, rules=STALL):
        self.store = store
        self.advisor = Advisor(RuleSets.of(rules), lambda: datetime(2026, 11, 20, tzinfo=UTC))
        self.number = self.do(lambda tx: self.advisor.start(tx, HOME, "ada", "")).conversation.id

    def held(self, tx):
        return self.advisor.look(tx, self.number)

    def do(self, use):
        with self.store.transaction() as tx:
            return use(tx)

    def answer(self, *answers):
        for each in answers:
            turn = self.do(lambda tx, a=each: self.advisor.answer(tx, self.held(tx), "ada", a))
        return turn

    def type(self, text, user="bob"):
        """Put figures in. Returns the turn, or what is told instead."""
        figures = CostFigures(Acting(self.advisor, posts=False))
        reply = self.do(lambda tx: figures.put_in(tx, self.held(tx), user, text))
        return reply.turn or reply.note.text

    def shown(self, kind, event, today=TODAY):
        with self.store.transaction() as tx:
            turn = self.advisor.look(tx, self.number)
            at = lambda n: self.advisor.position(tx, turn.events[:n])  # noqa: E731  # one line
            return look(kind, event, turn, at, today)

    def decisions(self):
        return [*self.store.db.query("SELECT * FROM decisions")]


HOME = Place("terminal", "local", "ada", "1")


@pytest.fixture
def store(tmp_path):
    opened = Store(tmp_path / "advisor.db")
    yield opened
    opened.close()


@pytest.fixture
def held(store):
    return Talk(store)


def said(lines):
    return " ".join(line.text for line in lines)


# From answers to figures


def test_the_whole_says_which_answers_were_counted_and_what_for_those_nobody_knew():
    diagram = DIAGRAMS["should-we-finetune"]

    def counted(**answers):
        lists = dict(costs(position(diagram, answers), TODAY).lists)
        return [line.text for line in lists["Counted here"]]

    assert counted(requests_per_day=Value(25_000), hosting=Value("per_token"))[0] == (
        "By your answers it handles about 25,000 requests a day and a provider would run it by the token."
    )
    assert counted(requests_per_day=NotSure())[0] == (
        "Unknown: how many requests a day it handles. Assumed: about 1,000 requests."
    )


def test_numbers_in_the_answers_are_the_figures(held):
    turn = held.answer(Value("no"), MANY, DEAR)
    assert figures(turn.position) == {"requests": "2000", "spend": "300"}
    told = said(brief(turn.position, TODAY))
    assert "$300 a month for 2,000 requests a day, at $0.0049 each." in told
    assert "example" not in told


@pytest.mark.parametrize(
    ("answer", "requests", "told"),
    [
        (Range(50, None), "50", "for 50 requests a day (the least you said)"),
        (Range(50, 100), "50", "for 50 requests a day (the least you said)"),
        (Range(None, 50), "50", "for 50 requests a day (the most you said)"),
        (Value(0), None, "for 1,000 requests a day (our example; you said 0)"),
        (NotSure(), None, "for 1,000 requests a day (our example),"),
    ],
)
def test_a_range_counts_at_its_lower_end_and_says_so(held, answer, requests, told):
    position = held.answer(Value("no"), answer).position
    assert figures(position).get("requests") == requests
    assert told in said(brief(position, TODAY))
    assert ("our example" in said(brief(position, TODAY))) == (requests is None)


def test_a_one_off_has_items_whatever_its_volume(held):
    position = held.answer(Value("yes")).position
    assert figures(position) == {}
    assert "$30 for 5,000 items (our example)" in said(brief(position, TODAY))
    assert costs(position, TODAY).chart is None


def test_ones_own_figures_stand_over_the_answers(held):
    held.answer(Value("no"), Range(50, None))
    position = held.type("requests 3000, tier small").position
    assert figures(position) == {"requests": "3000", "tier": "small"}
    assert "you said" not in said(brief(position, TODAY))
    position = held.type("items 70").position
    assert estimate(figures(position), shipped_prices()).use == Once(Decimal(70))


def test_a_bill_of_nothing_is_not_counted_and_that_is_said(held):
    position = held.answer(Value("no"), MANY, Value(0)).position
    assert figures(position) == {"requests": "2000"}
    assert "$365 a month (you said 0) for 2,000 requests" in said(brief(position, TODAY))
    assert "must lie between 1 and" in held.type("requests 0")


def test_the_costs_part_fits_what_the_recommendation_runs(held):
    assert brief(held.answer(Value("no"), MANY).position, TODAY)[1].text.count("pays from") == 1
    stall = brief(held.answer(DEAR).position, TODAY)
    assert "paid back" in stall[1].text
    held.do(lambda tx: held.advisor.change(tx, held.held(tx), "ada", "monthly_spend"))
    press = held.answer(Value(20_000)).position
    assert press.state == replay.ADVISED
    assert brief(press, TODAY)[0].text.startswith("A rented GPU: $2,913 a month")
    assert costs(press, TODAY).brief == brief(press, TODAY)


def test_the_rules_say_of_each_verdict_what_it_runs():
    for text in shipped().recommendations:
        fit = text.when.get("fit", ("",))
        runs = {("train",): "tuned", ("evals_before_training",): "tuned", ("self_host",): "own"}
        assert text.runs == runs.get(fit, "api"), text.id


@pytest.mark.parametrize(
    ("answer", "hosting", "told"),
    [
        (Value("rented"), {Decimal("2912.70")}, "Tuning on a rented GPU, in 12 months"),
        (Value("per_token"), {0}, "Tuning in 12 months"),
        (Value("own"), {0}, "Tuning, machine not counted, in 12 months"),
        (NotSure(), {0, Decimal("14.50"), Decimal("2912.70")}, "Tuning in 12 months"),
    ],
)
def test_where_it_would_run_decides_what_hosting_costs(answer, hosting, told):
    given = {"hosting": replay.GivenAnswer(answer, "ada", "", 2, 1)}
    position = replay.Position(compile_rules(shipped()), given=given)
    view = costs(position, TODAY)
    assert told in view.brief[1].text
    ends = estimate({}, shipped_prices(), host=HOST_OF.get(getattr(answer, "value", None))).versus
    assert {end.tuning.hosting for end in ends} == hosting


def test_only_rules_that_say_so_tell_costs(store):
    held = Talk(store, PICNIC)
    position = held.answer(Chosen(frozenset({"soup"})), Value(20)).position
    assert position.state == replay.ADVISED
    assert not has_costs(position)
    assert brief(position, TODAY) == ()
    assert "nothing about costs" in held.type("requests 5")


def test_old_prices_are_said_to_be_old(held):
    position = held.answer(Value("yes")).position
    assert "120 days ago" in said(brief(position, date(2027, 3, 20)))
    assert "days ago" not in said(brief(position, date(2027, 2, 18)))  # the 90th
    assert said(costs(position, date(2027, 2, 27)).brief).count("days ago") == 2


def test_the_chart_and_the_table_agree(held):
    view = costs(held.answer(Value("no"), MANY, NotSure()).position, TODAY)
    assert view.chart is not None
    assert (view.chart.labels[0], view.chart.labels[-1]) == ("0", "12")
    assert view.chart.series["By API"][-1] == 4377.6
    assert view.table[-1][:2] == ("12", "$4,378")
    assert view.narrow[-1][:2] == ("12", "$4.4k")
    assert [*view.chart.series] == ["By API", "Tuning, light", "Tuning, heavy"]


@pytest.mark.parametrize("months", [1, 2, 18, 19, 20, 60, 119, 120])
def test_a_chart_of_any_horizon_ends_at_it(held, months):
    held.answer(Value("no"), MANY, NotSure())
    view = costs(held.type(f"months {months}, data hours 5").position, TODAY)
    assert view.chart is not None
    assert view.chart.labels[-1] == str(months)
    assert len(view.chart.series) == 4


# As events


def test_figures_are_kept_as_an_event_and_raise_no_revision(held):
    before = held.answer(Value("no"), MANY, DEAR)
    after = held.type("tier small, tokens in 900")
    assert after.position.revision == before.position.revision
    assert after.events[-1].kind == replay.COSTS
    assert after.position.figures == {"tier": "small", "tokens_in": "900"}
    assert held.type("tokens in 800").position.figures == {"tier": "small", "tokens_in": "800"}
    assert len(held.decisions()) == 1


def test_figures_that_cant_be_used_are_not_kept(held):
    assert "needs a number" in held.type("requests many")
    turn = held.do(lambda tx: held.advisor.look(tx, held.number))
    assert len(turn.events) == 1


@pytest.mark.parametrize("typed", ["{person} 5", "{command} 5", "<!here> 5"])
def test_what_is_no_figure_is_told_back_as_it_was_typed(held, typed):
    figures = CostFigures(Acting(held.advisor, posts=False))
    note = held.do(lambda tx: figures.put_in(tx, held.held(tx), "bob", typed)).note
    assert escape(typed.removesuffix(" 5")) in draw(note).text


def test_starting_over_forgets_figures(held):
    held.type("requests 7")
    turn = held.do(lambda tx: held.advisor.start_over(tx, held.held(tx), "ada"))
    assert (turn.position.figures, turn.position.costs) == ({}, 0)


def test_a_cancelled_conversation_takes_no_figures(held):
    held.do(lambda tx: held.advisor.cancel(tx, held.held(tx), "ada"))
    assert "cancelled" in held.type("requests 7")


# What is posted


def test_the_first_figures_post_a_message_and_later_ones_redraw_it(held):
    decided = held.answer(Value("no"), MANY, DEAR)
    verdict = Posting(REDRAW, VERDICT, decided.position.last)
    first = held.type("tier small")
    event = first.events[-1].number
    assert postings(first, decided.position, with_root=True) == [
        Posting(POST, COSTS, event),
        verdict,
    ]
    again = held.type("tier large")
    assert postings(again, first.position, with_root=True) == [
        Posting(REDRAW, COSTS, event),
        verdict,
    ]


def test_figures_given_while_a_question_is_open_leave_it_open(held):
    asking = held.answer(Value("no"))
    turn = held.type("requests 9")
    assert postings(turn, asking.position, with_root=False) == [Posting(POST, COSTS, 3)]
    assert held.shown(QUESTION, turn.position.last).revision == turn.position.revision


def test_a_changed_answer_redraws_the_costs(held):
    held.answer(Value("no"), MANY, DEAR)
    event = held.type("tier small").events[-1].number
    change = held.do(lambda tx: held.advisor.change(tx, held.held(tx), "ada", "requests_per_day"))
    turn = held.answer(Value(4000))
    assert Posting(REDRAW, COSTS, event) in postings(turn, change.position, with_root=False)


def test_the_message_shows_the_last_figures_and_who_gave_them(held):
    held.answer(Value("no"), MANY, DEAR)
    event = held.type("tier small", user="bob").events[-1].number
    held.type("tier large", user="cleo")
    shown = held.shown(COSTS, event)
    assert shown.user == "cleo"
    assert shown.view.figures["tier"] == "large"
    assert not shown.overtaken
    advised = held.shown(VERDICT, 4)
    (said,) = (section for section in advised.view.sections if section.id == "costs")
    assert advised.costs
    assert any("$0.012" in item.text for item in said.items)


def test_after_a_new_start_the_old_message_stays_as_it_was(held):
    held.answer(Value("no"), MANY, DEAR)
    event = held.type("tier small", user="bob").events[-1].number
    held.do(lambda tx: held.advisor.start_over(tx, held.held(tx), "ada"))
    shown = held.shown(COSTS, event)
    assert (shown.overtaken, shown.user) == (True, "bob")
    assert shown.view.figures == {"requests": "2000", "spend": "300", "tier": "small"}
    newer = held.type("requests 6").events[-1].number
    assert held.shown(COSTS, newer).view.figures == {"requests": "6"}
    assert held.shown(COSTS, event).view.figures["tier"] == "small"


# In the terminal


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("costs", ""),
        ("Costs!", ""),
        ("costs requests 2000", "requests 2000"),
        ("costs: tokens in 1500, tier small", "tokens in 1500, tier small"),
    ],
)
def test_costs_is_a_command_with_figures(text, figures):
    assert commands.read_command(text) == commands.Command("costs", figures=figures)


@pytest.mark.parametrize(
    "text", ["cost", "costs too much", "it costs 5", "lower costs", "costs 50"]
)
def test_what_people_say_about_costs_is_no_command(text):
    assert commands.read_command(text) is None


def test_the_terminal_tells_costs_and_takes_figures(tmp_path):
    typed = ["no", "2000", "not sure", "costs", "costs requests 500, tier small", "costs tier none"]
    out = re.sub(r"\s+", " ", talk(tmp_path / "advisor.db", [*typed, "costs"], rules=STALL))
    *_, recommended, whole, kept, refused, again, _ = out.split("> ")
    assert (
        "What it costs (type costs for all of it, and to put in your own figures) - By API: $365 a month for 2,000 requests a day"
        in recommended
    )
    assert "Paid in all Months By API" in whole
    assert "Who tunes models for you" in whole
    assert "$4.56 a month for 500 requests a day" in kept
    assert "Who tunes models for you" not in kept
    assert "Model: use one of small, mid, large, frontier" in refused
    assert "$4.56 a month for 500 requests a day" in again
    assert "Who tunes models for you" in again


def test_what_is_no_figure_gets_the_figures_there_are(tmp_path):
    typed = [
        "costs banana",
        "no",
        "2000",
        "costs 40000",
        "40000",
        "costs banana",
        "costs 5",
        "costs tokns in 3",
    ]
    out = re.sub(r"\s+", " ", talk(tmp_path / "advisor.db", typed, rules=STALL))
    _, asked, _, _, costly, decided, banana, five, near, *_ = out.split("> ")
    assert "Do you mean 40,000?" in costly  # here it may be an answer
    assert "BUY A PRESS" in decided
    known = "use one of: requests, items, spend, tokens in,"
    assert f"I don't know the figure 'banana': {known}" in asked
    assert f"I don't know the figure 'banana': {known}" in banana
    assert f"I don't know the figure '5': {known}" in five
    assert "did you mean 'tokens in'?" in near


def test_the_terminal_says_where_rules_tell_no_costs(tmp_path):
    out = talk(tmp_path / "advisor.db", ["costs", "costs banana"], rules=PICNIC)
    assert out.count("These rules say nothing about costs.") == 2
