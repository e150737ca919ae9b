"""An open conversation is offered its rules' newer version once, and moves only if somebody says so."""

from dataclasses import astuple

import pytest

from bot.conversation import replay
from bot.conversation.advisor import Advisor
from bot.conversation.refusal import Outdated, Refusal
from bot.interactions.acting import Acting, heeded
from bot.interactions.advised import Advices
from bot.interactions.messages import Messages
from bot.interactions.presses import Press, Presses
from bot.interactions.thread import QUESTION, ClosedQuestion, OpenQuestion, look
from bot.slack.blocks.conversation import draw
from rules.language.answers import Range, Value
from storage.outbox import POST, REDRAW, Lane, Outbox
from storage.rulesets import RulesetTexts
from tests.rules.toys import KETTLE, MUSEUM, changed

from .talk import clock
from .test_advisor import YES, Talk, rulesets

OFFER = "These rules have a newer version (1.1.0). Your answers carry over."
RENAMED = changed(KETTLE, "version: 1.0.0", "version: 1.1.0")
RENAMED = changed(RENAMED, "  drink:\n", "  cup:\n    was: drink\n")
RENAMED = changed(RENAMED, "tea: Tea", "chai: {label: Tea, was: tea}")
RENAMED = changed(RENAMED, "drink: juice", "cup: juice")
RENAMED = changed(RENAMED, "drink: tea", "cup: chai")
NEXT = changed(changed(RENAMED, "1.1.0", "2.0.0"), "max: 2000", "max: 999")
NEXT = changed(NEXT, "water: 1000", "water: 500")
REWORDED = changed(KETTLE, "Dry mouth?", "A dry mouth?")


@pytest.fixture
def talk(store):
    talk = Talk(store, Advisor(rulesets(KETTLE), clock()))
    with store.transaction() as tx:
        Acting(talk.advisor, posts=True).announce(tx, talk.turn, None)
    return talk


def use(talk, text):
    talk.advisor = Advisor(rulesets(text), clock())


def kinds(talk):
    return [event.kind for event in talk.events()]


def shown(talk, event):
    """What the question's message shows that this event opened."""
    with talk.store.transaction() as tx:
        turn = talk.advisor.look(tx, talk.id)
        at = lambda count: talk.advisor.position(tx, turn.events[:count])  # noqa: E731  # one line
        return look(QUESTION, event, Advices.of(tx, turn, at), talk.advisor.now().date())


def offer(talk):
    open_question = shown(talk, talk.look().position.last)
    assert isinstance(open_question, OpenQuestion)
    return open_question.view.newer


def test_it_is_offered_at_the_next_question_and_nothing_moves(talk):
    use(talk, RENAMED)
    assert offer(talk) == "", "nobody has done anything yet"
    turn = talk.answers(YES)
    assert kinds(talk) == ["start", "answer", replay.OFFERED]
    assert offer(talk) == OFFER
    assert turn.position.diagram.rules.version == "1.0.0"
    assert turn.position.revision == 2
    offered = talk.events()[-1].fingerprint
    with talk.store.transaction() as tx:
        assert RulesetTexts(tx).get(offered) == RENAMED
    talk.answers(Value("tea"))
    assert offer(talk) == "", "once"
    assert talk.answers(Value(500)).decision is not None
    assert talk.current_decision().version == "1.0.0"


def test_a_version_that_comes_later_is_offered_too(talk):
    use(talk, RENAMED)
    talk.answers(YES)
    use(talk, NEXT)
    talk.answers(Value("tea"))
    assert "(2.0.0)" in offer(talk)


def test_a_newer_text_of_the_same_version_is_offered_as_such(talk):
    use(talk, REWORDED)
    talk.answers(YES)
    assert offer(talk) == "These rules have a newer text. Your answers carry over."


@pytest.mark.parametrize("text", [KETTLE, MUSEUM, changed(KETTLE, "1.0.0", "0.9.0")])
def test_the_same_rules_others_and_older_ones_are_not_offered(talk, text):
    use(talk, text)
    talk.answers(YES)
    assert kinds(talk) == ["start", "answer"]
    assert "no newer rules" in talk.refuses("move")


def test_the_same_text_is_not_offered_where_the_log_has_it_under_an_older_fingerprint(talk):
    with talk.store.transaction() as tx:
        RulesetTexts(tx).keep("f" * 64, "kettle", "1.0.0", KETTLE, "2026")
        tx.run("UPDATE events SET fingerprint = ?", ["f" * 64])
        tx.run("UPDATE conversations SET fingerprint = ?", ["f" * 64])
    talk.answers(YES)
    assert kinds(talk) == ["start", "answer"]


def test_nothing_is_offered_with_an_advice(talk):
    talk.answers(YES, Value("tea"))
    use(talk, RENAMED)
    assert talk.answers(Value(500)).decision is not None
    assert kinds(talk)[-1] == "answer"
    assert "no newer rules" in talk.refuses("move")
    talk.do("change", "water")
    assert offer(talk) == OFFER, "it asks again"


def test_who_stays_is_not_asked_again(talk):
    use(talk, RENAMED)
    talk.answers(YES)
    talk.do("stay", revision=2)
    assert offer(talk) == ""
    talk.do("stay")
    talk.do("back")
    talk.answers(YES, Value("tea"))
    assert kinds(talk).count(replay.OFFERED) == kinds(talk).count(replay.STAYED) == 1
    assert offer(talk) == ""


def test_answers_carry_over_under_the_names_of_today(talk):
    talk.answers(YES, Value("tea"))
    before = talk.look().position
    use(talk, RENAMED)
    turn = talk.do("move", revision=3)
    assert turn.position.answers == {"thirsty": YES, "cup": Value("chai")}
    assert turn.position.asking == "water"
    assert turn.position.given["cup"].event == before.given["drink"].event
    assert turn.position.given["cup"].user == "ada"
    assert turn.conversation.fingerprint == talk.advisor.rulesets.current.fingerprint
    assert talk.answers(Value(500)).decision is not None
    assert talk.current_decision().version == "1.1.0"
    assert "no newer rules" in talk.refuses("move")


def test_what_no_longer_fits_is_asked_again(talk):
    talk.answers(YES, Value("tea"), Range(at_least=1000))
    talk.do("change", "drink")
    use(talk, NEXT)
    turn = talk.do("move")
    assert (turn.position.asking, [*turn.position.given]) == ("water", ["thirsty", "cup"])


def test_a_move_can_lead_to_advice_at_once(talk):
    shorter = changed(RENAMED, "      when: {cup: juice}\n", "      when: {thirsty: yes}\n")
    talk.answers(YES)
    use(talk, shorter)
    turn = talk.do("move")
    assert turn.decision is not None
    assert turn.conversation.state == "advised"


def test_what_carried_over_stays_so_whatever_later_versions_call_it(talk):
    talk.answers(YES, Value("tea"))
    use(talk, RENAMED)
    talk.do("move")
    later = changed(RENAMED.replace("chai", "brew"), "was: tea", "was: [chai]")
    use(talk, changed(later, "1.1.0", "1.2.0"))
    assert talk.look().position.answers["cup"] == Value("chai")
    assert talk.do("move").position.answers["cup"] == Value("brew")


def test_a_press_that_comes_too_late_moves_nothing(talk):
    use(talk, RENAMED)
    talk.answers(YES)
    for use_case in ("move", "stay"):
        talk.refuses(use_case, revision=1, kind=Outdated)
    talk.do("cancel")
    assert talk.refuses("move", kind=Refusal)


# In a thread


def press(talk, button, *carried, user="ada"):
    presses = Presses(Acting(talk.advisor, posts=True))
    with talk.store.transaction() as tx:
        held = talk.advisor.look(tx, talk.id).conversation
        platform, tenant, channel, thread = astuple(held.place)
        rest = (user, held.handle, "17.1", tuple(map(str, carried)))
        pressed = Press(platform, tenant, channel, thread, *rest)
        return heeded(lambda: getattr(presses, button)(tx, pressed))


def queued(talk):
    """What has been put in the outbox since the first question, of the question of which event."""
    with talk.store.transaction() as tx:
        rows = Outbox(tx).pending(Lane(talk.id), QUESTION)
        return [(row.action, row.event) for row in rows if (row.action, row.event) != (POST, 1)]


def buttons(look, handle="1-a"):
    message = draw(look, handle)
    found = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    return {each["text"]["text"]: each for row in found for each in row if "text" in each}


def test_buttons_move_or_stay(talk):
    use(talk, RENAMED)
    press(talk, "answer", 1, '"yes"')
    assert queued(talk) == [(REDRAW, 1), (POST, 2)]
    offered = buttons(shown(talk, 2))
    assert offered["Move to it"]["value"] == offered["Stay"]["value"] == "1-a 2"
    assert press(talk, "stay", 2) is None
    assert "Stay" not in buttons(shown(talk, 2))
    assert press(talk, "newer", 2) is None
    assert talk.look().position.diagram.rules.version == "1.1.0"
    closed = shown(talk, 2)
    assert isinstance(closed, ClosedQuestion)
    assert closed.left == "moved to the newer rules"
    assert press(talk, "newer", 2) is None, "pressed twice"
    told = press(talk, "stay", 2, user="bob")
    assert told is not None
    assert told.text.startswith("{person} has moved to the newer rules")


def test_an_answer_from_before_a_move_can_be_changed_by_its_button(talk):
    press(talk, "answer", 1, '"yes"')
    press(talk, "answer", 2, '"tea"')
    use(talk, RENAMED)
    with talk.store.transaction() as tx:
        Messages(Acting(talk.advisor, posts=True)).typed(
            tx, talk.advisor.look(tx, 1), "ada", "move"
        )
    closed = shown(talk, 2)
    assert isinstance(closed, ClosedQuestion)
    assert (closed.answer, closed.stands) == ("Tea", True)
    assert press(talk, "change", 3) is None
    assert talk.look().position.asking == "cup"


def test_who_only_looks_is_offered_it_too(talk):
    use(talk, RENAMED)
    assert press(talk, "why", 1) is not None
    assert queued(talk) == [(REDRAW, 1)]
    assert offer(talk) == OFFER
    assert press(talk, "why", 1) is not None
    assert queued(talk) == [(REDRAW, 1)]


def test_move_and_stay_are_answers_like_any_other_where_nothing_is_newer(talk):
    messages = Messages(Acting(talk.advisor, posts=False))
    with talk.store.transaction() as tx:
        for word in ("move", "stay"):
            reply = messages.typed(tx, talk.advisor.look(tx, talk.id), "ada", word)
            assert reply.turn is None
    assert kinds(talk) == ["start"]
