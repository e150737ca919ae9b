"""A log with weeks of decisions in it, and a clock that the test turns."""

from datetime import datetime, timedelta

from bot.conversation.advisor import Advisor
from bot.conversation.rulesets import RuleSets
from bot.digest.weekly import USUAL, Weekly
from bot.slack import api
from rules.interview.explain import recommend
from rules.interview.interview import interview
from storage.channels import Channel, KnownChannels
from storage.outbox import Lane, Outbox
from storage.records import Place, stamp
from tests.interviews import DIAGRAMS, ways

RULESETS = RuleSets.of("ertas")
SAID = [
    (answers, recommend(interview(DIAGRAMS["ertas"], answers)))
    for answers in ways(DIAGRAMS["ertas"])
]
WAYS = {said.text.id: answers for answers, said in SAID if said.decided}
UNSURE = next(answers for answers, said in SAID if not said.decided)
KINDS = tuple(WAYS)
ML = Channel("slack", "T1", "C1")
MONDAY = datetime.fromisoformat("2026-11-16T09:00:00+00:00")


class Weeks:
    """The program's parts over one store, at the moment `now`."""

    def __init__(self, store, now=MONDAY - timedelta(days=6), rulesets=RULESETS):
        self.store = store
        self.now = now
        self.advisor = Advisor(rulesets, lambda: self.now)
        self.weekly = Weekly(rulesets, lambda: self.now, api.OVER_ONCE_HEARD)
        self.threads = 0

    def begin(self, subject="a bot", where=ML, user="ada"):
        self.threads += 1
        place = Place(where.platform, where.tenant, where.channel, f"17000{self.threads:05d}.0001")
        with self.store.transaction() as tx:
            return self.advisor.start(tx, place, user, subject).conversation.id

    def answer(self, number, answers, user="bob"):
        with self.store.transaction() as tx:
            turn = self.advisor.look(tx, number)
            for answer in answers.values():
                turn = self.advisor.answer(tx, turn, user, answer)

    def decide(self, subject="a bot", kind=KINDS[0], where=ML, user="ada", stance=None):
        """`stance`: as if the rules said one; those of this log say none."""
        number = self.begin(subject, where, user)
        self.answer(number, WAYS[kind])
        with self.store.transaction() as tx:
            sql = "UPDATE decisions SET stance = ? WHERE conversation = ?"
            tx.run(sql, [stance, number])
        return number

    def decide_again(self, number, kind):
        with self.store.transaction() as tx:
            self.advisor.start_over(tx, self.advisor.look(tx, number), "bob")
        self.answer(number, WAYS[kind])

    def see(self, where, public=True):
        with self.store.transaction() as tx:
            names = (where.platform, where.tenant, where.channel)
            KnownChannels(tx).see(*names, public=public, now=stamp(self.now))

    def subscribe(self, where=ML, wish=USUAL, user="ada"):
        with self.store.transaction() as tx:
            return self.weekly.subscribe(tx, where, wish, user)

    def serve(self):
        """What the clock's loop does, until nothing is due."""
        while self.once():
            pass

    def once(self):
        with self.store.transaction() as tx:
            waiting = self.weekly.waiting(tx)
        for subscription in waiting:
            with self.store.transaction() as tx:
                self.weekly.serve(tx, subscription)
        return len(waiting)

    def look_again(self):
        with self.store.transaction() as tx:
            coming = self.weekly.coming(tx)
            for subscription in coming:
                self.weekly.look_again(tx, subscription)

    def view(self, where=ML):
        with self.store.transaction() as tx:
            return self.weekly.preview(tx, where)

    def subscription(self, where=ML):
        with self.store.transaction() as tx:
            return self.weekly.of(tx, where)

    def rows(self, table):
        return list(self.store.db.query(f"SELECT * FROM {table} ORDER BY id"))

    def runs(self, status="posted"):
        return [run for run in self.rows("digest_runs") if run["status"] == status]

    def posts(self, kind="digest"):
        return [row for row in self.rows("outbox") if row["kind"] == kind]

    def told(self, run):
        """The view of a claimed run."""
        with self.store.transaction() as tx:
            return self.weekly.view(tx, run["subscription"], run["id"])

    def post_all(self, lane_of):
        """As if the platform took everything that waits in a subscription's lane."""
        with self.store.transaction() as tx:
            outbox = Outbox(tx)
            while rows := [r for r in outbox.ready("9999") if r.lane == Lane(None, lane_of)]:
                for row in rows:
                    outbox.mark_sent(row, "C1", "1.1")
