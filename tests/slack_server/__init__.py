"""A local server that stands in for Slack: Web API, Socket Mode and people's gestures."""

from .blocks import block_faults, total_text, view_faults
from .faults import ALL, Faults
from .server import (
    APP_TOKEN,
    BOT_TOKEN,
    HISTORY_SCOPES,
    LEAST_SCOPES,
    READ_SCOPES,
    Call,
    SlackServer,
)
from .socket_mode import Delivery
from .state import APP, BOT, BOT_USER, TEAM

__all__ = [
    "ALL",
    "APP",
    "APP_TOKEN",
    "BOT",
    "BOT_TOKEN",
    "BOT_USER",
    "HISTORY_SCOPES",
    "LEAST_SCOPES",
    "READ_SCOPES",
    "TEAM",
    "Call",
    "Delivery",
    "Faults",
    "SlackServer",
    "block_faults",
    "total_text",
    "view_faults",
]
