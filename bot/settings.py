"""Every environment variable, read once; all faults reported at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
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


class SettingsError(ValueError):
    """One or more settings can't be used. The message says which, and what to write."""


@dataclass(frozen=True)
class SlackSettings:
    """How to reach Slack. `api_url` may name another Slack-compatible server."""

    bot_token: str
    app_token: str
    api_url: str
    settle_seconds: float  # how long a send of unknown fate may still land, before we look


@dataclass(frozen=True)
class Settings:
    """What the operator chose."""

    database: Path
    rules: str  # a shipped rule set's name, or a file's path
    slack: SlackSettings | None  # None: no tokens

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Settings:
        """Read the environment. Raises SettingsError, with every fault."""
        return cls(
            database=Path(environment.get("ADVISOR_DB") or "advisor.db"),
            rules=environment.get("ADVISOR_RULES") or DEFAULT_RULES,
            slack=_slack(environment),
        )

    def connected(self) -> SlackSettings:
        """How to reach Slack, for what can't do without. Raises SettingsError without tokens."""
        if self.slack is None:
            lacks = " ".join(f"{name} is missing: {do}." for name, (_, do) in _TOKENS.items())
            raise SettingsError(f"Slack isn't connected. {lacks}")
        return self.slack


def _slack(environment: Mapping[str, str]) -> SlackSettings | None:
    tokens = {name: environment.get(name, "").strip() for name in _TOKENS}
    if not any(tokens.values()):
        return None
    faults = [
        f"{name} {'is missing' if not tokens[name] else 'has another form'}: {_TOKENS[name][1]}."
        for name in tokens
        if not re.fullmatch(_TOKENS[name][0] + r"[\w-]+", tokens[name], re.ASCII)
    ]
    url = environment.get("SLACK_API_URL", "").strip() or SLACK_API_URL
    if not url.startswith(("https://", "http://")):
        faults.append(f"SLACK_API_URL is no address: write it as {SLACK_API_URL}.")
    settle = environment.get("SLACK_SETTLE_SECONDS", "").strip() or "15"
    if not re.fullmatch(r"[1-9]\d{0,3}", settle):
        faults.append(
            "SLACK_SETTLE_SECONDS is no whole number of seconds from 1 on: write it as 15."
        )
    if faults:
        raise SettingsError(" ".join(faults))
    bot, app = tokens.values()
    return SlackSettings(bot, app, url if url.endswith("/") else f"{url}/", float(settle))
