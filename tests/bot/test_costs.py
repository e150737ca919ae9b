"""What it costs, in a conversation: taken from its answers, kept as an event, told again."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from bot.conversation import replay
from bot.conversation.advisor import Advisor, Turn
from bot.conversation.rulesets import RuleSets
from bot.interactions import commands
from bot.interactions.acting import Acting
from bot.interactions.advised import ADVICE, Advices
from bot.interactions.costs import CostFigures
from bot.interactions.thread import COSTS, QUESTION, look
from bot.slack.blocks.kit import escape
from bot.slack.blocks.notes import draw
from bot.views.costs import bears, costs, figures, has_costs, money
from rules.costs.estimate import estimate
from rules.costs.model import Use
from rules.costs.prices import shipped_prices
from rules.diagram.compiler import compile_rules
from rules.interview.explain import recommend
from rules.language.answers import Chosen, NotSure, Range, Value
from rules.loading.load import loaded, loads
from storage.outbox import POST, REDRAW, Posting
from storage.records import Place
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
        self.acting, self.seen = Acting(self.advisor, posts=True), 0
        with store.transaction() as tx:
            turn = self.advisor.start(tx, HOME, "ada", "")
            self.acting.announce(tx, turn, None)
        self.number = turn.conversation.id

    def held(self, tx):
        return self.advisor.look(tx, self.number)

    def do(self, use):
        with self.store.transaction() as tx:
            before, after = self.held(tx), use(tx)
            if isinstance(after, Turn):
                self.acting.announce(tx, after, before)
            return after

    def answer(self, *answers):
        for each in answers:
            turn = self.do(lambda tx, a=each: self.advisor.answer(tx, self.held(tx), "ada", a))
        return turn

    def type(self, text, user="bob"):
        """Put figures in. Returns the turn, or what is told instead."""
        figures = CostFigures(self.acting)
        reply = self.do(lambda tx: figures.put_in(tx, self.held(tx), user, text))
        return reply.turn or reply.note.text

    def shown(self, kind, event, today=TODAY):
        with self.store.transaction() as tx:
            turn = self.advisor.look(tx, self.number)
            return look(kind, event, self.advices(tx, turn), today)

    def advices(self, tx, turn):
        return Advices.of(tx, turn, lambda n: self.advisor.position(tx, turn.events[:n]))

    def told(self):
        """What has been posted and redrawn since this was last asked."""
        rows = [*self.store.db.query("SELECT action, kind, event FROM outbox ORDER BY id")]
        fresh, self.seen = rows[self.seen :], len(rows)
        return [Posting(**row) for row in fresh]

    def decisions(self):
        return [*self.store.db.query("SELECT * FROM decisions")]


HOME = Place("terminal", "local", "ada", "1")


@pytest.fixture
def held(store):
    return Talk(store)


def said(lines):
    return " ".join(line.text for line in lines)


def page(position, today=TODAY):
    return said(costs(position, today).page)


def beside(position, today=TODAY):
    """What is said of costs beside the advice."""
    return money(position, recommend(position.interview), today)


# From answers to figures


def test_the_whole_says_which_answers_were_counted():
    diagram = DIAGRAMS["should-we-finetune"]
    answers = {"requests_per_day": Value(25_000), "hosting": Value("per_token")}
    lists = dict(costs(position(diagram, answers), TODAY).lists)
    assert lists["What it is made of"][0].text == (
        "By your answers it handles about 25,000 requests a day and a provider would run it by the token."
    )


def test_numbers_in_the_answers_are_the_figures(held):
    turn = held.answer(Value("no"), MANY, DEAR)
    assert figures(turn.position) == {"requests": "2000", "spend": "300"}
    told = "$300 a month for 2,000 requests a day, $0.0049 each, derived from the bill."
    assert told in page(turn.position)


@pytest.mark.parametrize(
    ("answer", "requests", "told"),
    [
        (Range(50, None), "50", "for 50 requests a day (the least you said)"),
        (Range(50, 100), "50", "for 50 requests a day (the least you said)"),
        (Range(None, 50), "50", "for 50 requests a day (the most you said)"),
        (Value(0), None, "By API: $6 for 1,000 requests,"),
        (NotSure(), None, "By API: $6 for 1,000 requests,"),
    ],
)
def test_a_range_counts_at_its_lower_end_and_says_so(held, answer, requests, told):
    position = held.answer(Value("no"), answer).position
    assert figures(position).get("requests") == requests
    assert told in page(position)


def test_a_one_off_has_items_whatever_its_volume(held):
    position = held.answer(Value("yes")).position
    assert figures(position) == {}
    assert "$6 for 1,000 items" in page(position)
    assert costs(position, TODAY).chart is None


def test_ones_own_figures_stand_over_the_answers(held):
    held.answer(Value("no"), Range(50, None))
    position = held.type("requests 20 per week, tier small").position
    assert figures(position) == {"requests": "20 per week", "tier": "small"}
    assert "for 20 requests a week, $0.0003 each" in page(position)
    position = held.type("items 70").position
    assert estimate(figures(position), shipped_prices()).use == Use(Decimal(70))


def test_a_bill_of_nothing_is_not_counted(held):
    position = held.answer(Value("no"), MANY, Value(0)).position
    assert figures(position) == {"requests": "2000"}
    assert "$360 a month for 2,000 requests a day" in page(position)
    assert "must lie between 0.01 and" in held.type("requests 0")


def test_the_costs_part_fits_what_the_recommendation_runs(held):
    stall = held.answer(Value("no"), MANY, DEAR).position
    assert beside(stall) == ""  # by typical figures there is no number
    own = held.type("data hours 40").position
    assert beside(own).startswith("About $3,200 to $140,000 in 12 months instead of $3,600 by API,")
    held.do(lambda tx: held.advisor.change(tx, held.held(tx), "ada", "monthly_spend"))
    press = held.answer(Value(20_000)).position
    assert press.state == replay.ADVISED
    assert beside(press).startswith("A rented GPU: $2,900 to $5,100 a month")
    assert page(press).startswith("The GPU is cheaper from")


def test_the_rules_say_of_each_verdict_what_it_runs():
    rules = shipped()
    for text in rules.recommendations:
        trains = rules.outcomes[text.id].trains
        runs = "tuned" if trains else "own" if text.id == "self_host" else "api"
        assert text.runs == runs, text.id


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (Value("rented"), "Tuning, a month, with a rented GPU: "),
        (Value("per_token"), "Tuning, a month: "),
        (Value("own"), "Tuning, a month, your machine not counted: "),
        (NotSure(), "Tuning, a month: "),
    ],
)
def test_where_it_would_run_decides_what_hosting_costs(answer, told):
    given = {"hosting": replay.GivenAnswer(answer, "ada", "", 2, 1)}
    assert told in page(replay.Position(compile_rules(shipped()), given=given))


def test_only_rules_that_say_so_tell_costs(store):
    held = Talk(store, PICNIC)
    position = held.answer(Chosen(frozenset({"soup"})), Value(20)).position
    assert position.state == replay.ADVISED
    assert not has_costs(position)
    assert beside(position) == ""
    assert "nothing about costs" in held.type("requests 5")


def test_old_prices_are_said_to_be_old(held):
    position = held.answer(Value("yes")).position
    assert "days ago" not in page(position, date(2027, 2, 18))  # the 90th
    assert "Prices are from 2026-11-20, 91 days ago" in page(position, date(2027, 2, 19))


def test_a_price_that_ends_is_counted_by_the_day(held):
    held.answer(Value("no"), MANY, NotSure())
    position = held.type("tier flash").position
    assert "$140 a month" in page(position, date(2026, 12, 31))
    assert "$270 a month" in page(position, date(2027, 1, 1))


def test_the_chart_is_of_the_volume_that_was_given(held):
    view = costs(held.answer(Value("no"), MANY, NotSure()).position, TODAY)
    assert view.chart is not None
    assert (view.chart.labels[0], view.chart.labels[-1]) == ("0", "12")
    assert view.chart.series["By API"][-1] == 4377.6
    assert [*view.chart.series] == ["By API", "Tuning by Ertas", "Tuning by eazyware"]
    assert costs(position(compile_rules(shipped()), {}), TODAY).chart is None


@pytest.mark.parametrize("months", [1, 2, 18, 19, 20, 60, 119, 120])
def test_a_chart_of_any_horizon_ends_at_it(held, months):
    held.answer(Value("no"), MANY, NotSure())
    view = costs(held.type(f"months {months}, data hours 5").position, TODAY)
    assert view.chart is not None
    assert view.chart.labels[-1] == str(months)
    assert [*view.chart.series] == ["By API", "Tuning"]


# Where they bear on the case


def stalls(costs="{when: {one_off: no}}", stance="yes", outcome="{}"):
    """The stall's rules with costs told there, a stance of the stall, and its outcome."""
    text = Path(STALL).read_text("utf-8").replace("costs: true", f"costs: {costs}")
    text = text.replace("runs: tuned", f"runs: tuned, stance: {stance}")
    rules = text.replace("stall: {}", f"stall: {outcome}")
    return compile_rules(loads(rules, "stall.yaml"))


def stalled(diagram, figures=(), **more):
    """Two thousand cups a day: a stall."""
    answers = {"one_off": Value("no"), "requests_per_day": MANY, "monthly_spend": NotSure(), **more}
    return replace(position(diagram, answers), figures=dict(figures))


def test_costs_are_told_where_price_is_what_is_wrong():
    def bear(diagram):
        position = stalled(diagram)
        return bears(position, recommend(position.interview))

    assert bear(stalls())
    assert not bear(stalls("{when: {one_off: yes}}"))
    assert bear(stalls("true"))


def test_where_it_isnt_sure_that_price_is_wrong_no_number_is_told():
    rules = stalls("{when: {monthly_spend: {at_least: 500}}}")

    def told(**more):
        position = stalled(rules, **more)
        return bears(position, recommend(position.interview))

    assert not told()
    assert not told(monthly_spend=Range(200, None))
    assert told(monthly_spend=Range(500, None))


@pytest.mark.parametrize(
    ("stance", "told"), [("yes", True), ("yes_if", True), ("not_yet", True), ("no", False)]
)
def test_a_teams_own_figures_are_told_unless_the_answer_is_no(stance, told):
    rules = stalls("{when: {one_off: yes}}", stance)
    assert bool(beside(stalled(rules, {"data_hours": "40"}))) == told
    assert beside(stalled(rules)) == ""
    assert has_costs(stalled(rules))
    assert "By API: $360 a month" in page(stalled(rules))


def test_an_advice_may_have_a_prompt_of_its_own_length():
    rules = stalls(outcome="{prompt_tokens: 150000, cached_tokens: 148500}")
    assert "150,000 tokens in, 300 out (what this advice takes)" in page(stalled(rules))
    assert "$0.0089 each" in page(stalled(rules, {"tier": "small"}))
    uncached = stalls(outcome="{prompt_tokens: 150000}")
    assert "$0.076 each" in page(stalled(uncached, {"tier": "small"}))
    assert "$0.0003 each" in page(stalled(uncached, {"tier": "small", "tokens_in": "1500"}))


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
    held.answer(Value("no"), MANY, DEAR)
    held.told()
    event = held.type("tier small").events[-1].number
    assert held.told() == [Posting(POST, COSTS, event)]
    held.type("tier large")
    assert held.told() == [Posting(REDRAW, COSTS, event)]


def test_figures_given_while_a_question_is_open_leave_it_open(held):
    held.answer(Value("no"))
    held.told()
    turn = held.type("requests 9")
    assert held.told() == [Posting(POST, COSTS, 3)]
    assert held.shown(QUESTION, turn.position.last).revision == turn.position.revision


def test_a_changed_answer_redraws_the_costs(held):
    held.answer(Value("no"), MANY, DEAR)
    event = held.type("tier small").events[-1].number
    held.do(lambda tx: held.advisor.change(tx, held.held(tx), "ada", "requests_per_day"))
    held.told()
    held.answer(Value(4000))
    assert Posting(REDRAW, COSTS, event) in held.told()


def test_the_message_shows_the_last_figures_and_who_gave_them(held):
    held.answer(Value("no"), MANY, DEAR)
    event = held.type("tier small", user="bob").events[-1].number
    held.type("tier large", user="cleo")
    shown = held.shown(COSTS, event)
    assert shown.user == "cleo"
    assert shown.view.figures["tier"] == "large"
    assert not shown.overtaken
    advised = held.shown(ADVICE, 4)
    assert "costs" in advised.view.pages[: advised.view.buttons]


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
    *_, whole, kept, refused, again, _ = out.split("> ")
    assert "What it costs - On cost alone it is open." in whole
    assert "Where tuning ends" in whole
    assert "$4.60 a month for 500 requests a day" in kept
    assert "Where tuning ends" not in kept
    assert "Model: use one of small, flash, terra, mid, large, frontier" in refused
    assert "$4.60 a month for 500 requests a day" in again
    assert "Where tuning ends" in again


def test_where_no_number_stands_with_the_advice_the_terminal_says_how_to_ask(tmp_path):
    rules = tmp_path / "stall.yaml"
    text = Path(STALL).read_text("utf-8")
    rules.write_text(text.replace("costs: true", "costs: {when: {one_off: yes}}"), "utf-8")
    out = talk(tmp_path / "advisor.db", ["no", "2000", "300", "costs"], rules=str(rules))
    *_, recommended, whole, _ = out.split("> ")
    assert "$" not in recommended
    assert "$300 a month for 2,000 requests a day" in " ".join(whole.split())


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


# Where nothing is trained, and where nothing may leave

DIAGRAM = DIAGRAMS["should-we-finetune"]
OF_TRAINING = re.compile(r"tuning pays|tuned|paid back|Ertas|eazyware", re.IGNORECASE)


@pytest.mark.parametrize("case", DIAGRAM.rules.cases, ids=lambda case: case.name)
def test_prices_are_of_what_is_advised_and_may_be_used(case):
    there = position(DIAGRAM, dict(case.given))
    told = recommend(there.interview)
    lists = costs(there, TODAY).lists
    whole = f"{beside(there)} {page(there)} {' '.join(said(lines) for _, lines in lists)}"
    if told.stance == "no":
        assert not OF_TRAINING.search(whole)
    if "own_machines" in told.modifiers:
        assert not re.search(r"\bAPI\b|batch|caching", whole)
        assert "no provider is priced" in page(there)


def test_own_figures_of_a_project_are_compared_whatever_is_advised():
    (case,) = [case for case in DIAGRAM.rules.cases if case.name == "A bill of $45 a month"]
    there = position(DIAGRAM, dict(case.given))
    assert "Tuning, once" not in page(there)
    assert "Tuning, once" in page(replace(there, figures={"data_hours": "40"}))
