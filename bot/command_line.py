"""The words somebody starts the program with: a command with its options, or a subject."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from rules.__main__ import command_names
from rules.loading.load import SHIPPED

from . import __version__

COMMANDS = {
    "serve": "answer in Slack until stopped",
    "manifest": "print the manifest to make a Slack app from",
    "digest": "post the weekly digests that are due, or print one",
    "log": "print what was advised, one JSON object a line",
    "phrases": "what to look at in the phrases beside a rule set, and what people typed",
    "read": "how a text would be read at a rule set's questions, and why",
    "rules": "check, advise, draw, diff or replay rule sets, without a conversation",
}
OWN_WORDS = {
    "serve": (),
    "manifest": (),
    "digest": ("due", "preview"),
    "log": ("export",),
    "phrases": SHIPPED,
    "read": SHIPPED,
    "rules": command_names(),
}
OF_A_FILE = ("phrases", "read")  # a word of their own is a rule set's file, too
A_FILE = (".yaml", ".yml")
# Alone, these are meant for a program; more words make a subject of them.
NO_SUBJECT = {*COMMANDS, "status", "list", "help", "export", "version"}
AFTER_DASHES = "What is meant as a subject goes after --."


def started_as(file: str) -> str:
    """What a person types to start the program whose file this is."""
    as_module = Path(file).parts[-2:] == ("bot", "__main__.py")
    return "python -m bot" if as_module else "should-we-finetune"


def read(words: Sequence[str], prog: str) -> argparse.Namespace:
    """What is asked: `command` is talk, serve, due, preview, export or rules. Exits where it's neither."""
    command = command_of(words)
    if command is None:
        return _talk(words, prog)
    if command == "rules":
        return argparse.Namespace(command=command, prog=f"{prog} rules", words=words[1:])
    parsers = {
        "serve": _serve, "manifest": _manifest, "digest": _digest, "log": _log,
        "phrases": _phrases, "read": _read,
    }  # fmt: skip
    parser = parsers[command](f"{prog} {command}")
    asked, unknown = parser.parse_known_args(words[1:])
    if unknown:
        _refuse(parser, unknown)
    return asked


def command_of(words: Sequence[str]) -> str | None:
    """The command these words begin with, or None: a subject may begin with the same word.

    It is a command only if nothing, an option or a word of its own follows.
    """
    if not words or words[0] not in COMMANDS:
        return None
    after = next(filter(str.strip, words[1:]), None)  # an empty variable is nothing
    if after is None or _is_option(after) or after in OWN_WORDS[words[0]]:
        return words[0]
    return words[0] if words[0] in OF_A_FILE and after.endswith(A_FILE) else None


def _is_option(word: str) -> bool:
    return word.startswith("-") and word not in ("-", "--") and " " not in word


def _talk(words: Sequence[str], prog: str) -> argparse.Namespace:
    """A subject or nothing: options may stand anywhere among its words, up to two dashes."""
    dashes = [*words, "--"].index("--")
    parser = _talk_parser(prog)
    asked, subject = parser.parse_known_args(words[:dashes])
    if unknown := [word for word in subject if _is_option(word)]:
        _refuse(parser, unknown)
    subject = [word for word in (*subject, *words[dashes + 1 :]) if word.strip()]
    alone = len(subject) == 1 and subject[0].strip().lower() in NO_SUBJECT
    if dashes == len(words) and (alone or command_of(subject)):
        parser.error(
            f"'{subject[0].strip()}' is no subject. A command comes first, and there are: "
            f"{', '.join(COMMANDS)}. {AFTER_DASHES}"
        )
    asked.subject = " ".join(subject)
    return asked


def _refuse(parser: argparse.ArgumentParser, unknown: Sequence[str]) -> None:
    parser.error(f"unrecognized arguments: {' '.join(unknown)}. {AFTER_DASHES}")


def _talk_parser(prog: str) -> argparse.ArgumentParser:
    listed = "\n".join(f"  {name:10}{does}" for name, does in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog=prog,
        usage="%(prog)s [--new | --resume N] [--rules SET] [--db FILE] [subject ...]\n"
        f"       %(prog)s {{{','.join(COMMANDS)}}} ...",
        description="Ask one question at a time about what you are building, the subject, then advise.\n"
        "Without a subject it goes on with your last conversation.",
        epilog=f"commands, each with a --help of its own:\n{listed}\n\n"
        "A first word is a command only where nothing, an option or a word of its own follows.\n"
        f"{AFTER_DASHES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"should-we-finetune {__version__}")
    parser.add_argument("--new", action="store_true", help="begin anew, don't go on with the last")
    parser.add_argument("--resume", type=int, metavar="N", help="go on with conversation N")
    _add_files(parser)
    parser.set_defaults(command="talk", prog=prog)
    return parser


def _serve(prog: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=prog, description="Answer in Slack until stopped.")
    _add_files(parser)
    parser.set_defaults(command="serve")
    return parser


def _manifest(prog: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=prog,
        description="Print what to paste at https://api.slack.com/apps to make your own Slack app.",
    )
    parser.set_defaults(command="manifest")
    return parser


def _digest(prog: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=prog, description="The weekly digests.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")
    due = commands.add_parser("due", help="post what is due, then end: for cron")
    preview = commands.add_parser("preview", help="print what a digest would say, post nothing")
    preview.add_argument("channel", metavar="CHANNEL", help="its id in Slack")
    _add_files(due)
    _add_files(preview)
    return parser


def _log(prog: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=prog, description="What was said and advised.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")
    export = commands.add_parser("export", help="print what was advised, for `rules replay`")
    export.add_argument("--of", metavar="ID", help="only what the rule set of this id advised")
    _add_log(export)
    return parser


def _phrases(prog: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=prog,
        description="What to look at in the phrases beside a rule set, and what people typed and then\n"
        "chose that isn't among them. How to write them: docs/howto/write-phrases.md.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_set(parser)
    _add_log(parser)
    parser.set_defaults(command="phrases")
    return parser


def _read(prog: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=prog, description="How a text would be read at a rule set's questions, and why."
    )
    _add_set(parser)
    parser.add_argument("text", metavar="TEXT", nargs="+", help="what somebody might type")
    parser.add_argument("--question", metavar="FACT", help="only at the question of this fact")
    parser.set_defaults(command="read")
    return parser


def _add_set(parser: argparse.ArgumentParser) -> None:
    said = f"a rule set's file, which ends in {A_FILE[0]}, or one of: {', '.join(SHIPPED)}"
    parser.add_argument("set", metavar="SET", help=said)


def _add_files(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rules", metavar="SET", help="a rule set's name or file")
    _add_log(parser)


def _add_log(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--db", type=Path, metavar="FILE", help="the log, instead of advisor.db")
