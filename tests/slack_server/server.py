"""The server: a thread with its own event loop, the HTTP routes, and what tests read."""

from __future__ import annotations

import asyncio
import copy
import json
import threading
import time
from collections.abc import Callable, Coroutine, Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web

from tests.waiting import PATIENCE, Found, wait_for

from .api import WebApi
from .faults import ALL, Fault, Faults, RateLimiter
from .gestures import Gestures
from .socket_mode import Delivery, SocketMode, reset
from .state import BOT_USER, SlackError, Workspace

Json = dict[str, Any]

BOT_TOKEN = "xoxb-test-bot-token"
APP_TOKEN = "xapp-test-app-token"
LEAST_SCOPES = frozenset({"commands", "app_mentions:read", "chat:write", "im:history"})
HISTORY_SCOPES = frozenset({"channels:history", "groups:history"})
READ_SCOPES = frozenset({"channels:read", "groups:read", "users:read"})
RESPONSE_URL = "response_url"


@dataclass(eq=False)
class Call:
    """One API call (method "response_url" for posts to a response URL)."""

    method: str
    args: Json
    at: float
    outcome: str = ""
    response: Json = field(default_factory=dict)


Callback = Callable[[Call], None]


@dataclass(eq=False)
class _Hook:
    method: str
    callback: Callback
    times: int | None


class SlackServer(Gestures):
    """Slack's stand-in on a loopback port; use it as a context manager."""

    def __init__(
        self,
        scopes: Iterable[str] = LEAST_SCOPES,
        *,
        events: Iterable[str] | None = None,
        echo: bool = True,
        bot_token: str = BOT_TOKEN,
        app_token: str = APP_TOKEN,
        connect_timeout: float = PATIENCE,
    ) -> None:
        self.bot_token = bot_token
        self.app_token = app_token
        self.events = None if events is None else frozenset(events)
        self.echo = echo
        self.enforce_rate_limits = False
        self.errors: list[BaseException] = []
        self.workspace = Workspace()
        self.faults = Faults(self._down, self._up)
        self._loop = asyncio.new_event_loop()
        self.socket_mode = SocketMode(self._spawn, connect_timeout)
        granted = frozenset(scopes)
        self.api = WebApi(
            self.workspace, bot_token, app_token, granted, self._echo, self._socket_url
        )
        self._calls: list[Call] = []
        self._limiter = RateLimiter()
        self._hooks: dict[str, list[_Hook]] = {"before": [], "after_effect": []}
        self._port = 0
        self._thread = threading.Thread(target=self._run, name="slack-server", daemon=True)
        self._site: web.TCPSite | None = None

    # Running

    def __enter__(self) -> Self:
        self._thread.start()
        self._await(self._start())
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        self._await(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        if self.errors and kind is None:
            raise self.errors[0]

    @property
    def origin(self) -> str:  # type: ignore[override]
        """The server's origin, without a path."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def url(self) -> str:
        """The Web API's base URL, for the `base_url` of slack_sdk's clients."""
        return f"{self.origin}/api/"

    def advance(self, seconds: float) -> None:
        """Move Slack's clock forward, for triggers, response URLs and rate limits."""
        self.workspace.advance(seconds)

    # The workspace

    def add_user(self, name: str, real_name: str = "", tz: str = "UTC") -> str:
        """Add a person and return the user id."""
        return self.workspace.add_user(name, real_name or name.title(), tz)

    def add_channel(
        self,
        name: str,
        *,
        private: bool = False,
        members: Iterable[str] | None = None,
        bot: bool = True,
    ) -> str:
        """Add a channel of these people (default: everyone so far) and return its id."""
        everyone = set(self.workspace.users) - {BOT_USER}
        people = everyone if members is None else set(members)
        return self.workspace.add_channel(name, private, people | ({BOT_USER} if bot else set()))

    def dm(self, user: str) -> str:
        """The id of the direct message between this person and the bot."""
        return self.workspace.direct_message(user).id

    def messages(self, channel: str, thread_ts: str | None = None) -> list[Json]:
        """All messages of a channel, or only the replies of one thread, oldest first."""
        with self.workspace.lock:
            place = self.workspace.channels[channel]
            found = list(place.messages.values())
            if thread_ts is not None:
                found = [m for m in found if m.get("thread_ts") == thread_ts != m["ts"]]
            return [copy.deepcopy(m) | {"channel": channel} for m in found]

    def thread(self, channel: str, ts: str) -> list[Json]:
        """A message and its replies, oldest first."""
        with self.workspace.lock:
            found = self.workspace.thread(self.workspace.channels[channel], ts)
            return [copy.deepcopy(m) | {"channel": channel} for m in found]

    def ephemerals(self, user: str | None = None) -> list[Json]:
        """The ephemeral messages shown to this person, or to anyone."""
        with self.workspace.lock:
            found = [m for m in self.workspace.ephemerals if user in (None, m["for_user"])]
            return copy.deepcopy(found)

    @property
    def views(self) -> list[Json]:
        """Every modal and App Home ever shown, with `user` and `open`."""
        with self.workspace.lock:
            return [
                copy.deepcopy(view.wire) | {"user": view.user, "open": view.open}
                for view in self.workspace.views.values()
            ]

    def calls(self, method: str | None = None) -> list[Call]:
        """Every API call so far, with arguments, time and outcome."""
        return [call for call in list(self._calls) if method in (None, call.method)]

    def deliveries(self) -> list[Delivery]:
        """Every envelope so far, gestures and echoes of the bot's own messages alike."""
        return list(self.socket_mode.deliveries)

    # Connections

    @property
    def connections(self) -> int:
        """The number of open Socket Mode connections that Slack would send to."""
        return len(self.socket_mode.routable)

    @property
    def connections_opened(self) -> int:
        """The number of Socket Mode connections ever opened."""
        return self.socket_mode.opened

    def disconnect(self, reason: str = "refresh_requested") -> None:
        """Send `disconnect` on every connection, with this reason ("warning" keeps routing)."""
        self._await(self.socket_mode.disconnect(reason))

    def close_connections(self) -> None:
        """Close every connection with a close frame."""
        self._await(self.socket_mode.close())

    def abort_connections(self) -> None:
        """Reset the TCP connection of every websocket."""
        self._await(self.socket_mode.abort())

    def silence_connections(self) -> None:
        """Make every open connection half-open: envelopes are lost, pings unanswered."""
        self._await(self.socket_mode.silence())

    # Hooks and waiting

    def before(self, method: str, callback: Callback, times: int | None = None) -> None:
        """Call back in the server before the effect of a method, each time or `times` times."""
        self._hooks["before"].append(_Hook(method, callback, times))

    def after_effect(self, method: str, callback: Callback, times: int | None = None) -> None:
        """Call back in the server between the effect of a method and its response."""
        self._hooks["after_effect"].append(_Hook(method, callback, times))

    def wait_until(self, look: Callable[[], Found], patience: float = PATIENCE) -> Found:
        """Wait until there is something to see, and return it, or fail with all that was seen."""
        return wait_for(look, self.transcript, patience)

    async def eventually(self, look: Callable[[], Found]) -> Found:
        """Like wait_until, for tests whose app runs in their own event loop."""
        return await asyncio.to_thread(self.wait_until, look)

    def transcript(self) -> str:
        """All messages, ephemerals, calls and deliveries, for people to read."""
        with self.workspace.lock:
            lines = []
            for channel in self.workspace.channels.values():
                lines.append(f"#{channel.name} {channel.id}")
                lines += [f"  {_summary(m)}" for m in channel.messages.values()]
            lines += [f"ephemeral to {m['for_user']}: {_summary(m)}" for m in self.ephemerals()]
            lines += [f"call {call.method}: {call.outcome or 'running'}" for call in self._calls]
            for delivery in self.socket_mode.deliveries:
                kind = delivery.payload.get("event", delivery.payload).get("type", "")
                acked = "acked" if delivery.is_acked else "not acked"
                lines.append(f"delivery {delivery.type} {kind}: {acked}")
            return "\n".join(lines)

    # The loop

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()
        self._loop.close()

    def _await(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        future.add_done_callback(self._record_failure)

    def _record_failure(self, future: Future[None]) -> None:
        if not future.cancelled() and (error := future.exception()) is not None:
            self.errors.append(error)

    async def _start(self) -> None:
        app = web.Application(client_max_size=16 * 1024 * 1024)
        app.router.add_route("*", "/api/{method}", self._handle_call)
        app.router.add_post("/response/{token}", self._handle_response_url)
        app.router.add_get("/link/", self.socket_mode.handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await self._listen()

    async def _listen(self) -> None:
        self._site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await self._site.start()
        self._port = self._runner.addresses[0][1]

    async def _refuse_connections(self) -> None:
        if self._site is not None:
            await self._site.stop()
            self._site = None
        server = self._runner.server
        for connection in server.connections if server else []:
            reset(connection.transport)
        await self.socket_mode.abort()

    async def _accept_connections(self) -> None:
        if self._site is None:
            await self._listen()

    async def _stop(self) -> None:
        await self._refuse_connections()
        await self._runner.cleanup()
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
        await self._loop.shutdown_default_executor()

    def _down(self) -> None:
        self._await(self._refuse_connections())

    def _up(self) -> None:
        self._await(self._accept_connections())

    def _socket_url(self) -> str:
        return f"ws://127.0.0.1:{self._port}/link/?ticket={self.socket_mode.new_ticket()}"

    # The routes

    async def _handle_call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        try:
            args = await _arguments(request)
        except ValueError:
            return web.json_response({"ok": False, "error": "invalid_json"})
        token = args.pop("token", None)
        header = request.headers.get("Authorization", "")
        if header.startswith("Bearer "):
            token = header.removeprefix("Bearer ")
        call = self._record(method, args)
        answered = await self._serve(request, call, lambda: self.api.call(method, token, args))
        return answered or self._json(call)

    async def _handle_response_url(self, request: web.Request) -> web.StreamResponse:
        try:
            body = await _arguments(request)
        except ValueError:
            return web.Response(status=400, text="invalid_payload")
        call = self._record(RESPONSE_URL, body)

        def respond() -> Json:
            self.api.respond(request.match_info["token"], body)
            return {"ok": True}

        answered = await self._serve(request, call, respond)
        if answered is not None:
            return answered
        if call.outcome == "ok":
            return web.Response(text="ok")
        gone = call.outcome in ("expired_url", "used_url")
        return web.json_response(call.response, status=404 if gone else 400)

    def _record(self, method: str, args: Json) -> Call:
        call = Call(method, args, time.time())
        self._calls.append(call)
        return call

    def _json(self, call: Call) -> web.Response:
        scopes = ",".join(sorted(self.api.scopes))
        return web.json_response(call.response, headers={"x-oauth-scopes": scopes})

    async def _serve(
        self, request: web.Request, call: Call, effect: Callable[[], Json]
    ) -> web.Response | None:
        """Run hooks, faults and the effect; returns the answer if it is not the call's own."""
        await self._run_hooks("before", call)
        if delay := self.faults.take(call.method, delays=True):
            await asyncio.sleep(delay.value)
        fault = self.faults.take(call.method, delays=False)
        if self.faults.charts_refused and "data_visualization" in json.dumps(call.args):
            fault = Fault("error", call.method, 1, "invalid_blocks")
        if fault is not None and fault.kind != "drop_after":
            return _faulty(request, call, fault)
        if (wait := self._over_limit(call)) is not None:
            return _rate_limited(call, wait)
        self._take_effect(call, effect)
        if call.response["ok"]:
            await self._run_hooks("after_effect", call)
        if fault is not None:
            return _dropped(request, call, "drop_after")
        return None

    def _over_limit(self, call: Call) -> int | None:
        if not self.enforce_rate_limits or call.method == RESPONSE_URL:
            return None
        return self._limiter.retry_after(call.method, call.args, self.workspace.now())

    def _take_effect(self, call: Call, effect: Callable[[], Json]) -> None:
        try:
            call.response = effect()
            call.outcome = "ok"
        except SlackError as refusal:
            call.response = {"ok": False, "error": refusal.code} | refusal.fields
            call.outcome = refusal.code
        except Exception as error:  # noqa: BLE001 - raised again when the server ends
            self.errors.append(error)
            call.response = {"ok": False, "error": "internal_error"}
            call.outcome = "internal_error"

    async def _run_hooks(self, moment: str, call: Call) -> None:
        for hook in list(self._hooks[moment]):
            if hook.method not in (call.method, ALL) or hook.times == 0:
                continue
            if hook.times is not None:
                hook.times -= 1
            try:
                await asyncio.to_thread(hook.callback, call)
            except Exception as error:  # noqa: BLE001 - raised again when the server ends
                self.errors.append(error)


async def _arguments(request: web.Request) -> Json:
    args: Json = dict(request.query)
    if request.content_type == "application/json":
        body = json.loads(await request.text() or "{}")
        if not isinstance(body, dict):
            raise ValueError("the body must be an object")
        return args | body
    return args | dict(await request.post())


def _faulty(request: web.Request, call: Call, fault: Fault) -> web.Response:
    if fault.kind == "rate_limit":
        return _rate_limited(call, fault.value)
    if fault.kind == "drop_before":
        return _dropped(request, call, "drop_before")
    if fault.kind == "http":
        status, content_type = fault.value
        call.outcome = f"http_{status}"
        return web.Response(status=status, text="<html>fault</html>", content_type=content_type)
    call.outcome = fault.value
    call.response = {"ok": False, "error": fault.value}
    return web.json_response(call.response)


def _rate_limited(call: Call, retry_after: int) -> web.Response:
    call.outcome = "ratelimited"
    call.response = {"ok": False, "error": "ratelimited"}
    headers = {"Retry-After": str(retry_after)}
    return web.json_response(call.response, status=429, headers=headers)


def _dropped(request: web.Request, call: Call, outcome: str) -> web.Response:
    call.outcome = outcome
    reset(request.transport)
    return web.Response(status=500)


def _summary(message: Json) -> str:
    parts = [message["ts"], message["user"], repr(message["text"][:120])]
    if message.get("thread_ts", message["ts"]) != message["ts"]:
        parts.insert(0, f"  in {message['thread_ts']}:")
    if blocks := message.get("blocks"):
        parts.append(f"[{', '.join(block['type'] for block in blocks)}]")
    return " ".join(parts)
