"""Faults that tests inject, and the rate limits that Slack really has."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]
Kind = Literal["rate_limit", "error", "http", "drop_before", "drop_after", "delay"]

ALL = "*"


@dataclass
class Fault:
    """One fault: what happens to the next `times` calls of a method."""

    kind: Kind
    method: str
    times: int
    value: Any = None


class Faults:
    """The faults waiting to happen; "*" as the method means every method."""

    def __init__(self, down: Callable[[], None], up: Callable[[], None]) -> None:
        self._waiting: list[Fault] = []
        self._lock = threading.Lock()
        self._down = down
        self._up = up
        self.charts_refused = False

    def rate_limit(self, method: str = ALL, retry_after: int = 1, times: int = 1) -> None:
        """Answer 429 with Retry-After, without any effect."""
        self._add("rate_limit", method, times, retry_after)

    def error(self, method: str, code: str, times: int = 1) -> None:
        """Answer {"ok": false, "error": code}, without any effect."""
        self._add("error", method, times, code)

    def http(
        self, method: str, status: int, times: int = 1, *, content_type: str = "text/html"
    ) -> None:
        """Answer this HTTP status with a body that is not JSON, without any effect."""
        self._add("http", method, times, (status, content_type))

    def drop_before(self, method: str = ALL, times: int = 1) -> None:
        """Reset the connection before anything has happened."""
        self._add("drop_before", method, times)

    def drop_after(self, method: str = ALL, times: int = 1) -> None:
        """Let the effect happen, then reset the connection instead of answering."""
        self._add("drop_after", method, times)

    def delay(self, method: str, seconds: float, times: int = 1) -> None:
        """Wait before handling the call; combines with one other fault."""
        self._add("delay", method, times, seconds)

    def refuse_charts(self) -> None:
        """Answer invalid_blocks to every native chart, as a workspace without them does."""
        self.charts_refused = True

    def down(self) -> None:
        """Refuse all connections and close those that are open."""
        self._down()

    def up(self) -> None:
        """Accept connections again, on the same port."""
        self._up()

    def clear(self) -> None:
        """Forget every fault that has not happened yet."""
        self.charts_refused = False
        with self._lock:
            self._waiting.clear()

    def take(self, method: str, delays: bool) -> Fault | None:
        """Spend the oldest waiting fault for this call, among delays or among the others."""
        with self._lock:
            for fault in self._waiting:
                if fault.method in (method, ALL) and (fault.kind == "delay") is delays:
                    fault.times -= 1
                    if not fault.times:
                        self._waiting.remove(fault)
                    return fault
            return None

    def _add(self, kind: Kind, method: str, times: int, value: Any = None) -> None:
        if times < 1:
            raise ValueError("a fault must happen at least once")
        with self._lock:
            self._waiting.append(Fault(kind, method, times, value))


@dataclass
class _Bucket:
    tokens: float
    at: float


@dataclass
class RateLimiter:
    """Token buckets per method; chat.postMessage has one per channel, one a second."""

    buckets: dict[tuple[str, str], _Bucket] = field(default_factory=dict)

    def retry_after(self, method: str, args: Json, now: float) -> int | None:
        """Spend one call, or return the seconds to wait."""
        per_minute, burst = _LIMITS.get(method, (100, 100))
        channel = str(args.get("channel", "")) if method == "chat.postMessage" else ""
        bucket = self.buckets.setdefault((method, channel), _Bucket(burst, now))
        refill = (now - bucket.at) * per_minute / 60
        bucket.tokens = min(float(burst), bucket.tokens + max(0.0, refill))
        bucket.at = now
        if bucket.tokens >= 1:
            bucket.tokens -= 1
            return None
        return max(1, math.ceil((1 - bucket.tokens) * 60 / per_minute))


# Calls a minute and burst: Slack's tiers and its special methods.
_TIER_1, _TIER_3, _TIER_4 = (1, 10), (50, 50), (100, 100)
_SPECIAL = (600, 600)
_LIMITS: dict[str, tuple[int, int]] = {
    "apps.connections.open": _TIER_1,
    "auth.test": _SPECIAL,
    "chat.delete": _TIER_3,
    "chat.getPermalink": _SPECIAL,
    "chat.postEphemeral": _TIER_4,
    "chat.postMessage": (60, 3),
    "chat.update": _TIER_3,
    "conversations.history": _TIER_3,
    "conversations.info": _TIER_3,
    "conversations.members": _TIER_4,
    "conversations.open": _TIER_3,
    "conversations.replies": _TIER_3,
    "users.info": _TIER_4,
    "views.open": _TIER_4,
    "views.publish": _TIER_4,
    "views.push": _TIER_4,
    "views.update": _TIER_4,
}
