"""The composition root: the only place that knows every part."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import chain
from pathlib import Path

from dotenv import dotenv_values
from filelock import FileLock, Timeout

from rules.__main__ import main as rules
from rules.language.faults import RuleSetError
from rules.language.wording import unknown
from rules.loading.load import loaded
from storage.channels import KnownChannels
from storage.sqlite import StoreError
from storage.store import Store, Transaction

from . import command_line
from .conversation.advisor import Advisor, utc_now
from .conversation.refusal import Refusal
from .conversation.rulesets import RuleSets
from .digest.weekly import Weekly
from .log.export import exported
from .log.typed import typed_and_chosen
from .model.text_reader import TextReader
from .settings import Settings, SettingsError
from .terminal.app import Terminal
from .terminal.digest import lines
from .typed.explained import how_it_reads
from .typed.review import worth_a_look
from .typed.words import WordBooks

log = logging.getLogger(__name__)


CONNECT = "Slack isn't connected (set SLACK_BOT_TOKEN and SLACK_APP_TOKEN), so we talk here."
SERVE = "Slack's tokens are set, but we talk here. To answer there: {} serve"


class BusyError(SettingsError):
    """Another process has the sending lock."""


def main(arguments: Sequence[str] | None = None, prog: str | None = None) -> int:
    """Read the command line and the settings, put the parts together, and run."""
    words = sys.argv[1:] if arguments is None else arguments
    asked = command_line.read(words, prog or command_line.started_as(sys.argv[0]))
    if asked.command == "rules":
        return rules(asked.words, asked.prog, utc_now().date())
    run = {
        "talk": _talk, "serve": _serve, "due": _post_due, "preview": _preview, "export": _export,
        "phrases": _phrases, "read": _read, "manifest": _manifest,
    }  # fmt: skip
    try:
        return run[asked.command](Settings.read({**_dotenv(), **os.environ}), asked)
    except (SettingsError, RuleSetError, StoreError, Refusal) as error:
        print(error, file=sys.stderr)
        of_author = isinstance(error, RuleSetError) and asked.command in command_line.OF_A_FILE
        return 1 if of_author else 2  # 1: as `rules check` ends where it finds a fault


def _dotenv() -> dict[str, str]:
    """What a .env file in the working directory sets; the environment itself goes before it."""
    try:
        found = dotenv_values(".env")
    except (OSError, UnicodeDecodeError):
        raise SettingsError(
            ".env can't be read: save it as UTF-8 text, one NAME=value a line."
        ) from None
    return {name: value for name, value in found.items() if value is not None}


def _serve(settings: Settings, asked: argparse.Namespace) -> int:
    """Serve Slack until told to stop; one process at a time sends from a log."""
    slack = settings.slack()
    from .slack.app import serve  # noqa: PLC0415  # the terminal must not wait for these imports

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    for library in ("slack_bolt", "slack_sdk", "aiohttp"):
        # Below this they print payloads, and the socket's one-time address.
        logging.getLogger(library).setLevel(logging.CRITICAL)
    name = asked.rules or settings.rules
    rulesets, books, model = RuleSets.of(name), WordBooks.of(name), _model(settings)
    path = asked.db or settings.database
    with _sole_server_of(path), closing(Store(path)) as store:
        if store.notice:
            log.warning(store.notice)
        asyncio.run(serve(slack, store, Advisor(rulesets), books, model))
    return 0


def _post_due(settings: Settings, asked: argparse.Namespace) -> int:
    """Post the digests that are due, where no bot runs that does so by itself."""
    slack = settings.slack()
    advisor = Advisor(RuleSets.of(asked.rules or settings.rules))
    path = asked.db or settings.database
    from .slack.app import post_due  # noqa: PLC0415  # as in _serve

    try:
        with _sole_server_of(path), closing(Store(path)) as store:
            left = asyncio.run(post_due(slack, store, advisor))
    except BusyError:
        print("The bot is running, and posts what is due by itself.")
        return 0
    if left:
        print(
            f"{left} messages could not be posted yet; the next run tries again.", file=sys.stderr
        )
    return 1 if left else 0


def _preview(settings: Settings, asked: argparse.Namespace) -> int:
    """Print what a channel's digest would say; Slack isn't needed."""
    advisor = Advisor(RuleSets.of(asked.rules or settings.rules))
    with closing(Store(asked.db or settings.database)) as store, store.transaction() as tx:
        print("\n".join(_previewed(tx, advisor, asked.channel)))
    return 0


def _export(settings: Settings, asked: argparse.Namespace) -> int:
    """Print what was advised; nothing is printed while the log is held."""
    with closing(Store(asked.db or settings.database)) as store, store.transaction() as tx:
        found = [*exported(tx, asked.of)]
    return _printed(found)


def _phrases(settings: Settings, asked: argparse.Namespace) -> int:
    """Print what an author should look at, in the phrases and in the log."""
    rules = loaded(asked.set).rules
    words = WordBooks.of(asked.set).words(rules.ruleset)
    found, path = [*worth_a_look(rules, words)], asked.db or settings.database
    if not _is_there(path):
        found.append(f"There is no log at {path}, so nobody has typed anything yet.")
    else:
        with closing(Store(path)) as store, store.transaction() as tx:
            found += typed_and_chosen(tx, rules, words)
    return _printed(found)


def _is_there(path: Path) -> bool:
    """Whether there is a log to look into: looking makes none. What is wrong with it, it tells."""
    try:
        return path.exists()
    except OSError:
        return True


def _read(_: Settings, asked: argparse.Namespace) -> int:
    """Print how a text would be read."""
    rules = loaded(asked.set).rules
    if asked.question and asked.question not in rules.facts:
        raise SettingsError(unknown("question", asked.question, rules.facts))
    text = " ".join(asked.text).strip()
    if not text:
        raise SettingsError(f"The text is missing. Write it behind {asked.set}, in quotes.")
    words = WordBooks.of(asked.set).words(rules.ruleset)
    return _printed([*how_it_reads(text, rules, words, asked.question)])


def _manifest(_: Settings, __: argparse.Namespace) -> int:
    """Print what a Slack app is made from."""
    here = Path(__file__).with_name("manifest.yml")  # where it is installed; else in a clone
    found = here if here.exists() else here.parents[1] / here.name
    return _printed(found.read_text("utf-8").splitlines())


def _printed(lines: Sequence[str]) -> int:
    try:
        for line in lines:
            print(line)
    except BrokenPipeError:  # as in _talk
        sys.stdout = None
    return 0


LAST_ANSWER = "Of other channels it shows those that Slack called public when last asked."


def _previewed(tx: Transaction, advisor: Advisor, channel: str) -> Iterator[str]:
    known = KnownChannels(tx).all()
    for where in known:
        if where.channel == channel:
            view = Weekly(advisor.rulesets, advisor.now).preview(tx, where)
            return chain(lines(view), [LAST_ANSWER] if view.wide else [])
    latest = ", ".join(dict.fromkeys(name for *_, name in known[:10])) or "none yet"
    raise SettingsError(f"Nothing has been asked in channel {channel}. The latest: {latest}.")


@contextmanager
def _sole_server_of(path: Path) -> Iterator[None]:
    """One process at a time sends from a log; the lock is the system's, and dies with us."""
    try:
        with FileLock(f"{path}.lock", timeout=0):
            yield
    except Timeout:
        raise BusyError(
            f"Another process already serves Slack from {path}. Stop it first, or name another "
            "file with ADVISOR_DB."
        ) from None
    except OSError as error:
        raise StoreError(f"{path}.lock can't be written ({error.strerror}).") from None


def _model(settings: Settings) -> TextReader | None:
    """The model that reads along, where one is set. Raises SettingsError for half a one."""
    chosen = settings.reader()
    if chosen is None:
        return None
    from .model.reader import ModelReader  # noqa: PLC0415  # as in _serve

    return ModelReader(chosen)


def _talk(settings: Settings, asked: argparse.Namespace) -> int:
    name = asked.rules or settings.rules
    rulesets, books, model = RuleSets.of(name), WordBooks.of(name), _model(settings)
    store = Store(asked.db or settings.database)
    try:
        terminal = Terminal(store, Advisor(rulesets), books, model=model)
        terminal.say(SERVE.format(asked.prog) if settings.names_slack else CONNECT)
        if store.notice:
            terminal.say(store.notice)
        return terminal.run(asked.subject, new=asked.new, resume=asked.resume)
    except BrokenPipeError:  # the reader of our output has gone; so do we, quietly
        sys.stdout = None  # nothing must be flushed to it at exit
        return 0
    finally:
        store.close()


if __name__ == "__main__":
    sys.exit(main())
