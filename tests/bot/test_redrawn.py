"""What is redrawn: after any gesture, every message in a thread shows what is so."""

import random
from collections import Counter
from pathlib import Path

import pytest

from bot.conversation.advisor import Advisor
from bot.interactions.acting import Acting
from bot.interactions.advised import PAGE
from bot.interactions.thread import look
from bot.slack.blocks.conversation import draw
from bot.typed.proposals import Proposal, Told
from bot.views.pages import page
from rules.language.answers import NotSure, Value
from storage.outbox import POST, Lane, Outbox, Posting
from storage.store import Store
from tests.rules.toys import KETTLE, changed

from .slack.running import labels
from .talk import clock
from .test_advisor import Talk, rulesets

NEWER = changed(KETTLE, "version: 1.0.0", "version: 1.1.0")
NEWER = changed(NEWER, "  drink:\n", "  cup:\n    was: drink\n")
NEWER = changed(NEWER, "drink: juice", "cup: juice")
NEWER = changed(NEWER, "drink: tea", "cup: tea")
STALL = Path(__file__).with_name("stall.yaml").read_text(encoding="utf-8")  # it has costs
RULES = {
    "kettle": (KETTLE, NEWER),
    "stall": (STALL, changed(STALL, "version: 1.0.0", "version: 1.1.0")),
}
OPENED = {"Yes, go on", "Not sure", "My answers, change one"}


class Thread:
    """What people see: each message as it was when it was last posted or redrawn."""

    def __init__(self, talk, acting):
        self.talk, self.acting = talk, acting
        self.sent, self.seen = 0, {}

    def do(self, name, use):
        """Act as `use` says; whether anything came of it, and every message as it would be drawn."""
        with self.talk.store.transaction() as tx:
            before = self.acting.advisor.look(tx, self.talk.id)
            reply = self.acting.act(tx, before, lambda: use(tx, before))
            self.talk.turn = reply.turn or before
            now = self._looks(tx)
        for key, message in now.items():
            assert self.seen[key] == message, (name, key)
        return reply.turn is not None, now

    def _looks(self, tx):
        rows = [*tx.rows("SELECT id, kind, event FROM outbox ORDER BY id", [])]
        turn = self.acting.advisor.look(tx, self.talk.id)
        advices, today = self.acting.advices(tx, turn), self.acting.today()
        last = {(row["kind"], row["event"]): row["id"] for row in rows}
        now = {key: draw(look(*key, advices, today), "1-key") for key in last}
        self.seen |= {key: now[key] for key, id_ in last.items() if id_ > self.sent}
        self.sent = max(last.values())
        return now


class Gestures:
    """What people may do to a conversation, by name; most of it can't be done at every moment."""

    def __init__(self, talk, acting, pick):
        self.talk, self.acting, self.pick = talk, acting, pick
        self.advisor = acting.advisor
        self.names = 0

    def at_hand(self):
        facts = self.talk.turn.position.diagram.rules.facts
        number = self.pick.choice([100, 500, 3000])
        return {
            fact: self.pick.choice([*each.boxes]).answer if each.boxes else Value(number)
            for fact, each in facts.items()
        }

    def answer(self, tx, turn):
        answers = self.at_hand()
        sure = self.pick.random() > 0.2 and turn.position.asking
        return self.advisor.answer(tx, turn, "bob", answers[sure] if sure else NotSure())

    def back(self, tx, turn):
        return self.advisor.back(tx, turn, "ada")

    def change(self, tx, turn):
        return self.advisor.change(tx, turn, "bob", self.pick.choice([*turn.position.given, "?"]))

    def correct(self, tx, turn):
        fact, answer = self.pick.choice([*self.at_hand().items()])
        return self.advisor.correct(tx, turn, "cleo", fact, answer)

    def start_over(self, tx, turn):
        return self.advisor.start_over(tx, turn, "ada")

    def cancel(self, tx, turn):
        return self.advisor.cancel(tx, turn, "bob")

    def resume(self, tx, turn):
        return self.advisor.resume(tx, turn, "cleo")

    def move(self, tx, turn):
        return self.advisor.move(tx, turn, "ada")

    def read(self, tx, turn):
        answers = self.at_hand()
        some = self.pick.sample([*answers], self.pick.randint(1, min(3, len(answers))))
        told = Told("a text", tuple(Proposal(fact, answers[fact], "so") for fact in some))
        return self.advisor.read(tx, turn, "ada", told)

    def confirm(self, tx, turn):
        right = {each.fact: each.answer for each in turn.position.proposed}
        return self.advisor.confirm(tx, turn, "bob", right)

    def turn_down(self, tx, turn):
        return self.advisor.confirm(tx, turn, "bob", {})

    def leave_open(self, tx, turn):
        dropped = [each.fact for each in turn.position.proposed[:1]]
        return self.advisor.leave_open(tx, turn, "bob", dropped)

    def name(self, tx, turn):
        self.names += 1
        return self.advisor.name(tx, turn, "ada", f"tea, again {self.names}")

    def put_in(self, tx, turn):
        tier = self.pick.choice(["small", "large"])
        return self.advisor.put_in(tx, turn, "bob", {"tier": tier})

    def share(self, tx, turn):
        return self.advisor.share(tx, turn, "cleo", "C2")

    def post_a_page(self, tx, turn):
        """It happens beside the conversation; nothing comes of it for the messages before."""
        if turn.recommendation:
            name = self.pick.choice(["why", "steps", *["costs"] * bool(turn.position.costs)])
            page(name, turn.position, turn.recommendation, self.acting.today())
            shown = [Posting(POST, f"{PAGE}{name}", turn.position.last)]
            Outbox(tx).add(Lane(self.talk.id), shown, self.acting.now())
        return turn


OFTEN = ("answer", "answer", "answer", "answer", "back", "correct")
GESTURES = (
    *OFTEN, "change", "start_over", "cancel", "resume", "resume", "move", "read", "confirm",
    "turn_down", "leave_open", "name", "put_in", "share", "post_a_page",
)  # fmt: skip


@pytest.mark.parametrize("rules", RULES)
def test_whatever_happens_every_message_shows_what_is_so_and_one_is_open(rules, tmp_path):
    done: Counter[str] = Counter()
    older, newer = RULES[rules]
    for seed, then in enumerate((older, older, newer, newer, newer, newer, newer, newer)):
        store = Store(tmp_path / f"{seed}.db")
        done += one_conversation(store, random.Random(seed), older, then)
        store.close()
    assert done.keys() >= {*GESTURES} - ({"put_in"} if rules == "kettle" else set())


def one_conversation(store, pick, first, then):
    """Sixty gestures, begun by one text of the rules and gone on with by the other."""
    talk = Talk(store, Advisor(rulesets(first), clock()))
    acting = Acting(Advisor(rulesets(then), clock()), posts=True)
    with store.transaction() as tx:
        acting.announce(tx, talk.turn, None, with_root=True)
    thread, gestures = Thread(talk, acting), Gestures(talk, acting, pick)
    done: Counter[str] = Counter()
    for _ in range(60):
        name = pick.choice(GESTURES)
        did, now = thread.do(name, getattr(gestures, name))
        done[name] += did
        opened = sum(OPENED & {*labels(vars(each))} != set() for each in now.values())
        assert opened == (talk.turn.position.state != "cancelled"), name
    return +done
