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

from rules.language.faults import RuleSetError
from storage.channels import KnownChannels
from storage.sqlite import StoreError
from storage.store import Store, Transaction

from .conversation.advisor import Advisor, Refusal
from .conversation.rulesets import Shelf
from .digest.weekly import Weekly, Where
from .settings import Settings, SettingsError, SlackSettings
from .terminal.app import Terminal
from .terminal.digest import lines

log = logging.getLogger(__name__)

CONNECT = "Slack isn't connected (set SLACK_BOT_TOKEN and SLACK_APP_TOKEN), so we talk here."


class BusyError(SettingsError):
    """Another process has the sending lock."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the settings and the command line, put the parts together, and run."""
    asked = _command_line().parse_args(arguments)
    try:
        settings = Settings.read({**_dotenv(), **os.environ})
        if asked.due or asked.preview:
            return _digest(settings, asked)
        if settings.slack and not asked.terminal:
            return _serve(settings, settings.slack, asked)
        return _talk(settings, asked)
    except (SettingsError, RuleSetError, StoreError, Refusal) as error:
        print(error, file=sys.stderr)
        return 2


def _dotenv() -> dict[str, str]:
    """What a .env file in the working directory sets; the environment itself goes before it."""
    try:
        found = dotenv_values(".env")
    except (OSError, UnicodeDecodeError):
        raise SettingsError(
            ".env can't be read: save it as UTF-8 text, one NAME=value a line."
        ) from None
    return {name: value for name, value in found.items() if value is not None}


def _serve(settings: Settings, slack: SlackSettings, asked: argparse.Namespace) -> int:
    """Serve Slack until told to stop; one process at a time sends from a log."""
    if asked.subject or asked.new or asked.resume:
        raise SettingsError(
            "Slack is connected, so conversations begin there. To talk here, add --terminal."
        )
    from .slack.app import serve  # noqa: PLC0415  # the terminal must not wait for these imports

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    for library in ("slack_bolt", "slack_sdk", "aiohttp"):
        # Below this they print payloads, and the socket's one-time address.
        logging.getLogger(library).setLevel(logging.CRITICAL)
    shelf = Shelf.of(asked.rules or settings.rules)
    path = asked.db or settings.database
    with _sole_server_of(path), closing(Store(path)) as store:
        if store.notice:
            log.warning(store.notice)
        asyncio.run(serve(slack, store, Advisor(shelf)))
    return 0


def _digest(settings: Settings, asked: argparse.Namespace) -> int:
    """`digest --preview CHANNEL` prints what a digest would say; `digest --due` posts what is due."""
    if asked.subject != ["digest"]:
        raise SettingsError("--due and --preview belong to digest: python -m bot digest --due")
    advisor = Advisor(Shelf.of(asked.rules or settings.rules))
    path = asked.db or settings.database
    if asked.preview:
        with closing(Store(path)) as store, store.transaction() as tx:
            print("\n".join(_preview(tx, advisor, asked.preview)))
        return 0
    if settings.slack is None:
        raise SettingsError("Slack isn't connected: set SLACK_BOT_TOKEN and SLACK_APP_TOKEN.")
    from .slack.app import post_due  # noqa: PLC0415  # as in _serve

    try:
        with _sole_server_of(path), closing(Store(path)) as store:
            left = asyncio.run(post_due(settings.slack, store, advisor))
    except BusyError:
        print("The bot is running, and posts what is due by itself.")
        return 0
    if left:
        print(
            f"{left} messages could not be posted yet; the next run tries again.", file=sys.stderr
        )
    return 1 if left else 0


LAST_ANSWER = "Of other channels it shows those that Slack called public when last asked."


def _preview(tx: Transaction, advisor: Advisor, channel: str) -> Iterator[str]:
    known = KnownChannels(tx).all()
    for platform, tenant, name in known:
        if name == channel:
            where = Where(platform, tenant, name)
            view = Weekly(advisor.shelf, advisor.now).preview(tx, where)
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


def _talk(settings: Settings, asked: argparse.Namespace) -> int:
    shelf = Shelf.of(asked.rules or settings.rules)
    store = Store(asked.db or settings.database)
    try:
        terminal = Terminal(store, Advisor(shelf))
        if settings.slack is None:
            terminal.say(CONNECT)
        if store.notice:
            terminal.say(store.notice)
        return terminal.run(" ".join(asked.subject), new=asked.new, resume=asked.resume)
    except BrokenPipeError:  # the reader of our output has gone; so do we, quietly
        sys.stdout = None  # nothing must be flushed to it at exit
        return 0
    finally:
        store.close()


def _command_line() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="should-we-finetune", description="Ask one question at a time, then advise."
    )
    parser.add_argument("subject", nargs="*", help="what you are building; starts a conversation")
    parser.add_argument(
        "--terminal", action="store_true", help="talk here, even where Slack is connected"
    )
    parser.add_argument("--new", action="store_true", help="begin anew, don't go on with the last")
    parser.add_argument("--resume", type=int, metavar="N", help="go on with conversation N")
    parser.add_argument(
        "--due", action="store_true", help="with digest: post what is due, for cron"
    )
    parser.add_argument(
        "--preview", metavar="CHANNEL", help="with digest: print what it would say, post nothing"
    )
    parser.add_argument("--rules", metavar="SET", help="a rule set's name or file")
    parser.add_argument("--db", type=Path, metavar="FILE", help="the log, instead of advisor.db")
    return parser


if __name__ == "__main__":
    sys.exit(main())
