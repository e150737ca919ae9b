"""An OpenAI-compatible server on a loopback port, in a model's place. It refuses what those refuse."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self

from aiohttp import web

from bot.settings import ReaderSettings, Settings
from tests.waiting import PATIENCE

KEY, MODEL = "sk-test-key", "a-small-model"
Respond = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Asked:
    """One request, as it came."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def schema(self) -> dict[str, Any]:
        return dict(self.body["response_format"]["json_schema"]["schema"])

    @property
    def system(self) -> str:
        return str(self.body["messages"][0]["content"])

    @property
    def user(self) -> str:
        return str(self.body["messages"][1]["content"])


class ModelServer:
    """Use it as a context manager, and set `respond` to what it does; see the functions below."""

    def __init__(self, respond: Respond | None = None) -> None:
        self.respond = respond or proposes()
        self.asked: list[Asked] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._port = 0

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._port}"

    @property
    def settings(self) -> ReaderSettings:
        """What an operator would set to use it."""
        chosen = {"URL": f"http://{self.host}/v1", "KEY": KEY, "MODEL": MODEL}
        found = Settings.read({f"ADVISOR_READER_{k}": v for k, v in chosen.items()}).reader()
        assert found is not None
        return found

    def __enter__(self) -> Self:
        self._thread.start()
        self._runner = self._run(self._started())
        return self

    def __exit__(self, *_: object) -> None:
        self._run(self._runner.cleanup())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)

    async def _started(self) -> web.AppRunner:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._handle)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self._port = runner.addresses[0][1]
        return runner

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        asked = Asked(request.path, dict(request.headers), json.loads(await request.read()))
        self.asked.append(asked)
        if request.path != "/v1/chat/completions":
            return web.json_response({"error": {"message": "no such path"}}, status=404)
        if asked.headers.get("Authorization") != f"Bearer {KEY}":
            return web.json_response({"error": {"message": "invalid api key"}}, status=401)
        if faults := [*_faults(asked.body)]:
            return web.json_response({"error": {"message": faults[0]}}, status=400)
        return await self.respond(request)


def _faults(body: dict[str, Any]) -> Iterator[str]:
    if body.get("model") != MODEL:
        yield "no such model"
    if [message.get("role") for message in body.get("messages", ())] != ["system", "user"]:
        yield "messages are missing"
    form = body.get("response_format", {})
    if form.get("type") != "json_schema" or form.get("json_schema", {}).get("strict") is not True:
        yield "no strict schema"
    else:
        yield from _loose(form["json_schema"]["schema"])


def _loose(schema: dict[str, Any]) -> Iterator[str]:
    """What strict mode refuses: objects that are open, or have a key that may be missing."""
    if schema.get("type") == "object":
        if schema.get("additionalProperties") is not False:
            yield "additionalProperties must be false"
        if schema.get("required") != [*schema["properties"]]:
            yield "all fields must be required"
        for each in schema["properties"].values():
            yield from _loose(each)
    if "items" in schema:
        yield from _loose(schema["items"])


# What it does


def completion(content: str | None) -> dict[str, Any]:
    """A chat completion with this as its only message."""
    message = {"role": "assistant", "content": content, "refusal": None}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return {"id": "chatcmpl-1", "object": "chat.completion", "model": MODEL, "choices": [choice]}


def proposes(*entries: object) -> Respond:
    """Answer as asked, with these entries."""
    return says(json.dumps({"proposals": entries}))


def says(content: str | None) -> Respond:
    """Answer with a message of this content."""
    return sends(json.dumps(completion(content)))


def sends(body: str | bytes, status: int = 200, **headers: str) -> Respond:
    """Answer with this body, as it is."""

    async def respond(_: web.Request) -> web.Response:
        data = body.encode() if isinstance(body, str) else body
        return web.Response(
            body=data, status=status, headers={k.replace("_", "-"): v for k, v in headers.items()}
        )

    return respond


async def hangs(_: web.Request) -> web.StreamResponse:
    """Never answer."""
    await asyncio.sleep(PATIENCE)
    return web.Response()


async def drips(request: web.Request) -> web.StreamResponse:
    """Begin to answer, and never end."""
    response = web.StreamResponse()
    await response.prepare(request)
    with suppress(ConnectionError):
        while True:
            await response.write(b" ")
            await asyncio.sleep(0.02)
    return response


async def floods(request: web.Request) -> web.StreamResponse:
    """Send without end, as fast as it is read."""
    response = web.StreamResponse()
    await response.prepare(request)
    with suppress(ConnectionError):
        while True:
            await response.write(b"x" * 65_536)
    return response


async def hangs_up(request: web.Request) -> web.StreamResponse:
    """Close the connection in the middle of an answer."""
    response = web.StreamResponse(headers={"Content-Length": "1000"})
    await response.prepare(request)
    await response.write(b'{"choices": [')
    assert request.transport is not None
    request.transport.abort()
    return response
