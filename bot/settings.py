"""Every environment variable, read once; all faults reported at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

DEFAULT_RULES = "should-we-finetune"
SLACK_API_URL = "https://slack.com/api/"
_TOKENS = {
    "SLACK_BOT_TOKEN": (
        "xoxb-",
        "copy the Bot User OAuth Token (xoxb-...) from OAuth & Permissions",
    ),
    "SLACK_APP_TOKEN": ("xapp-", "make an app-level token (xapp-...) with connections:write"),
}
_READER_URL, _READER_KEY, _READER_MODEL = (
    "ADVISOR_READER_URL",
    "ADVISOR_READER_KEY",
    "ADVISOR_READER_MODEL",
)
_ADDRESS = re.compile(  # without a user, a query or a fragment: it is logged, and shown to people
    r"(?P<scheme>https?)://(?P<host>(?P<name>(?:[\w-]{1,63}\.)*[\w-]{1,63}|\[[\da-f:]+\])(?::\d{1,5})?)"
    r"(?:/[^\s?#]*)?",
    re.ASCII | re.IGNORECASE,
)
_PATH = "/chat/completions"


class SettingsError(ValueError):
    """One or more settings can't be used. The message says which, and what to write."""


@dataclass(frozen=True)
class SlackSettings:
    """How to reach Slack. `api_url` may name another Slack-compatible server."""

    bot_token: str
    app_token: str
    api_url: str
    settle_seconds: float  # how long a send of unknown fate may still land, before we look
    nudges: bool  # whether people are reminded where nobody has said so


@dataclass(frozen=True)
class ReaderSettings:
    """Which model reads what people write, at an OpenAI-compatible address."""

    url: str  # where it completes chats
    key: str = field(repr=False)  # "" for a server on this machine that asks for none
    model: str

    @property
    def host(self) -> str:
        """Where a text goes: the host, and the port where one is named."""
        found = _ADDRESS.fullmatch(self.url)
        return found["host"] if found else ""


@dataclass(frozen=True)
class Settings:
    """What the operator chose."""

    database: Path
    rules: str  # a shipped rule set's name, or a file's path
    _environment: Mapping[str, str]

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Settings:
        """Read the environment."""
        database = Path(environment.get("ADVISOR_DB") or "advisor.db")
        return cls(database, environment.get("ADVISOR_RULES") or DEFAULT_RULES, environment)

    @property
    def names_slack(self) -> bool:
        """Whether a token is set, be it a good one or not."""
        return any(self._tokens().values())

    def slack(self) -> SlackSettings:
        """How to reach Slack, for what can't do without. Raises SettingsError, with every fault."""
        tokens, url = self._tokens(), self._value("SLACK_API_URL", SLACK_API_URL)
        settle = self._value("SLACK_SETTLE_SECONDS", "15")
        nudges = self._value("ADVISOR_NUDGES", "on").lower()
        if faults := [*_faults(tokens, url, settle, nudges)]:
            raise SettingsError(" ".join(faults))
        bot, app = tokens.values()
        url = url if url.endswith("/") else f"{url}/"
        return SlackSettings(bot, app, url, float(settle), nudges == "on")

    def reader(self) -> ReaderSettings | None:
        """The model that reads what people write, if one is set. Raises SettingsError."""
        url, key, model = map(self._value, (_READER_URL, _READER_KEY, _READER_MODEL))
        if not any((url, key, model)):
            return None
        if faults := [*_reader_faults(url, key, model)]:
            raise SettingsError(" ".join(faults))
        return ReaderSettings(f"{url.rstrip('/').removesuffix(_PATH)}{_PATH}", key, model)

    def _tokens(self) -> dict[str, str]:
        return {name: self._value(name) for name in _TOKENS}

    def _value(self, name: str, default: str = "") -> str:
        return self._environment.get(name, "").strip() or default


def _faults(tokens: Mapping[str, str], url: str, settle: str, nudges: str) -> Iterator[str]:
    if not any(tokens.values()):
        yield "Slack isn't connected."
    for name, (prefix, remedy) in _TOKENS.items():
        if not re.fullmatch(prefix + r"[\w-]+", tokens[name], re.ASCII):
            yield f"{name} {'has another form' if tokens[name] else 'is missing'}: {remedy}."
    if not url.startswith(("https://", "http://")):
        yield f"SLACK_API_URL is no address: write it as {SLACK_API_URL}."
    if not re.fullmatch(r"[1-9]\d{0,3}", settle):
        yield "SLACK_SETTLE_SECONDS is no whole number of seconds from 1 on: write it as 15."
    if nudges not in ("on", "off"):
        yield "ADVISOR_NUDGES is neither on nor off: write one of the two."


def _reader_faults(url: str, key: str, model: str) -> Iterator[str]:
    found = _ADDRESS.fullmatch(url)
    here = found is not None and _is_loopback(found["name"])
    if not url:
        yield f"{_READER_URL} is missing: set the model's address, such as https://api.openai.com/v1."
    elif not found:
        yield (
            f"{_READER_URL} is no address: write it as https://api.openai.com/v1, without a user, "
            "a password or a question mark."
        )
    elif found["scheme"].lower() == "http" and not here:
        yield f"{_READER_URL} must begin with https://, for http:// reaches this machine alone."
    if not model:
        yield f"{_READER_MODEL} is missing: set the name by which the server knows the model."
    if url and not key and not here:
        yield f"{_READER_KEY} is missing: set the server's key, or any word if it asks for none."
    if not re.fullmatch(r"[!-~]*", key):
        yield f"{_READER_KEY} has another form: copy it again, without spaces."


def _is_loopback(name: str) -> bool:
    try:
        return ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return name.lower() == "localhost"
