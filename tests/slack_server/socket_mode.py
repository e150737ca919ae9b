"""Socket Mode: connections, envelopes, and what became of each delivery."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import secrets
import socket
import struct
import threading
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Literal

from aiohttp import WSMsgType, web

from tests.waiting import PATIENCE

from .state import APP

Json = dict[str, Any]
EnvelopeType = Literal["events_api", "slash_commands", "interactive"]
Spawn = Callable[[Coroutine[Any, Any, None]], None]


@dataclass(eq=False)
class Delivery:
    """One envelope on its way to the app; type "" where Slack would send nothing."""

    socket_mode: SocketMode
    type: EnvelopeType | Literal[""]
    payload: Json
    retry: int = 0
    retry_reason: str = ""
    ts: str | None = None
    other: Delivery | None = None
    on_ack: Callable[[Delivery], None] | None = None
    envelope_id: str = field(default_factory=lambda: secrets.token_hex(16))
    acks: list[Json] = field(default_factory=list)
    ack_refusal: str = ""
    problem: str = ""
    sent_at: float | None = None
    acked_at: float | None = None
    _done: threading.Event = field(default_factory=threading.Event)

    @property
    def twin(self) -> Delivery:
        """The message event of a mention, which carries the same text and ts."""
        if self.other is None:
            raise AssertionError("only a mention has a twin")
        return self.other

    @property
    def heard(self) -> bool:
        """Whether the app gets it at all: scopes, subscription and membership allow it."""
        return bool(self.type)

    @property
    def sent(self) -> bool:
        """Whether the envelope has left for a connection."""
        return self.sent_at is not None

    @property
    def is_acked(self) -> bool:
        """Whether the app has acknowledged it, without waiting."""
        return bool(self.acks)

    @property
    def ack(self) -> Json:
        """The app's ack payload ({} if empty); waits for it."""
        return self.wait()

    @property
    def latency(self) -> float:
        """Seconds from sending to the ack; waits for the ack."""
        self.wait()
        assert self.sent_at is not None
        assert self.acked_at is not None
        return self.acked_at - self.sent_at

    def wait(self, timeout: float = PATIENCE) -> Json:
        """Wait for the ack and return its payload, blocking this thread."""
        if not self.type:
            raise AssertionError("Slack sends nothing here: the app gets no such event")
        if not self._done.wait(timeout) or self.problem:
            raise AssertionError(self._lateness(timeout))
        return self.acks[0]

    async def acked(
        self,
        timeout: float = PATIENCE,  # noqa: ASYNC109 - the same names as wait
    ) -> Json:
        """Wait for the ack without blocking the event loop of an app in this process."""
        return await asyncio.to_thread(self.wait, timeout)

    def redeliver(self, n: int = 1, reason: str = "timeout") -> Delivery:
        """Send the same payload again, events as Slack's retry number n."""
        again = Delivery(self.socket_mode, self.type, self.payload, n, reason, self.ts)
        return self.socket_mode.send(again)

    def settle(self, ack: Json | None, problem: str = "") -> None:
        """Record the app's ack, or why there cannot be one."""
        first = not self._done.is_set()
        if ack is not None:
            self.acks.append(ack)
            self.acked_at = self.acked_at or time.monotonic()
        else:
            self.problem = problem
        if first and ack is not None and self.on_ack is not None:
            self.on_ack(self)
        self._done.set()

    def envelope(self) -> Json:
        """The message as it travels over the websocket."""
        envelope: Json = {"envelope_id": self.envelope_id, "type": self.type}
        envelope["payload"] = self.payload
        envelope["accepts_response_payload"] = self.type != "events_api"
        if self.type == "events_api":
            envelope |= {"retry_attempt": self.retry, "retry_reason": self.retry_reason}
        return envelope

    def _lateness(self, timeout: float) -> str:
        name = self.payload.get("event", self.payload).get("type", self.type)
        reason = self.problem or ("sent but not acknowledged" if self.sent else "not sent")
        return (
            f"{self.type} {name}: {reason} within {timeout} s (if the app runs in this event"
            " loop, use `await delivery.acked()`)"
        )


@dataclass(eq=False)
class Connection:
    """One websocket of the app."""

    number: int
    request: web.Request
    websocket: web.WebSocketResponse
    silent: bool = False
    draining: bool = False
    pings: int = 0


class SocketMode:
    """The websocket endpoint; its coroutines run in the server's loop."""

    def __init__(self, spawn: Spawn, connect_timeout: float) -> None:
        self.connections: list[Connection] = []
        self.deliveries: list[Delivery] = []
        self.opened = 0
        self._spawn = spawn
        self._connect_timeout = connect_timeout
        self._tickets: set[str] = set()
        self._waiting_for_ack: dict[str, Delivery] = {}
        self._turns = itertools.count()
        self._order = asyncio.Lock()

    def new_ticket(self) -> str:
        """A ticket for one connection, as part of the URL of apps.connections.open."""
        ticket = secrets.token_hex(16)
        self._tickets.add(ticket)
        return ticket

    @property
    def routable(self) -> list[Connection]:
        """The connections that Slack believes to be open and would send to."""
        return [connection for connection in self.connections if not connection.draining]

    # Sending

    def send(self, delivery: Delivery) -> Delivery:
        """Queue a delivery; it waits for a connection if there is none. Thread-safe."""
        if delivery.type:
            self.deliveries.append(delivery)
            self._spawn(self._deliver(delivery, time.monotonic() + self._connect_timeout))
        return delivery

    async def _deliver(self, delivery: Delivery, until: float) -> None:
        async with self._order:
            while True:
                if routable := self.routable:
                    connection = routable[next(self._turns) % len(routable)]
                    if await self._send_to(connection, delivery):
                        return
                elif time.monotonic() > until:
                    delivery.settle(None, "no Socket Mode connection was open")
                    return
                await asyncio.sleep(0.01)

    async def _send_to(self, connection: Connection, delivery: Delivery) -> bool:
        self._waiting_for_ack[delivery.envelope_id] = delivery
        delivery.sent_at = time.monotonic()
        if connection.silent:
            return True
        try:
            await connection.websocket.send_str(json.dumps(delivery.envelope()))
        except ConnectionError:
            delivery.sent_at = None
            connection.draining = True
            return False
        return True

    # The endpoint

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one websocket from hello to the end."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=403, text="unknown or used ticket")
        self._tickets.remove(ticket)
        websocket = web.WebSocketResponse(autoping=False, autoclose=False)
        await websocket.prepare(request)
        self.opened += 1
        connection = Connection(self.opened, request, websocket)
        try:
            await websocket.send_str(json.dumps(self._hello()))
            self.connections.append(connection)
            await self._receive(connection)
        except ConnectionError:
            pass
        finally:
            if connection in self.connections:
                self.connections.remove(connection)
        return websocket

    def _hello(self) -> Json:
        hello: Json = {"type": "hello", "num_connections": len(self.connections) + 1}
        hello["debug_info"] = {"host": "applink", "approximate_connection_time": 18060}
        return hello | {"connection_info": {"app_id": APP}}

    async def _receive(self, connection: Connection) -> None:
        websocket = connection.websocket
        while True:
            message = await websocket.receive()
            if message.type in (WSMsgType.CLOSED, WSMsgType.CLOSING, WSMsgType.ERROR):
                return
            if connection.silent:
                continue
            if message.type is WSMsgType.CLOSE:
                connection.draining = True
                await websocket.close()
                return
            if message.type is WSMsgType.PING:
                connection.pings += 1
                await websocket.pong(message.data)
            elif message.type is WSMsgType.TEXT:
                self._acknowledge(json.loads(message.data))

    def _acknowledge(self, message: Json) -> None:
        delivery = self._waiting_for_ack.get(str(message.get("envelope_id")))
        if delivery is not None:
            delivery.settle(message.get("payload") or {})

    # Disturbances

    async def disconnect(self, reason: str) -> None:
        """Tell every connection to reconnect; after refresh_requested nothing more is routed."""
        for connection in list(self.connections):
            connection.draining = reason != "warning"
            message = {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink"}}
            with contextlib.suppress(ConnectionError):
                await connection.websocket.send_str(json.dumps(message))

    async def close(self) -> None:
        """Close every connection with a close frame."""
        for connection in list(self.connections):
            connection.draining = True
            await connection.websocket.close()

    async def abort(self) -> None:
        """Reset the TCP connection of every websocket."""
        for connection in list(self.connections):
            connection.draining = True
            reset(connection.request.transport)

    async def silence(self) -> None:
        """Let every open connection go half-open: no data, no pong, nothing heard."""
        for connection in self.connections:
            connection.silent = True


def reset(transport: asyncio.BaseTransport | None) -> None:
    """Reset a TCP connection, so that the peer sees ECONNRESET."""
    if not isinstance(transport, asyncio.WriteTransport):
        return
    connection = transport.get_extra_info("socket")
    if connection is not None:
        linger = struct.pack("ii", 1, 0)
        with contextlib.suppress(OSError):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    transport.abort()
