"""One call to an OpenAI-compatible server, within limits."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

import aiohttp
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.settings import ReaderSettings

SECONDS = 8.0  # for all of it: a person is waiting
MAX_BYTES = 200_000  # of a response; a long one with every question answered has a tenth of that


class CallFailed(Exception):  # noqa: N818 - what it says completes "was not heard: ..."
    """Why nothing came of a call, in our words: the text and the key stay out of the log."""


class _Message(BaseModel):
    content: str


class _Choice(BaseModel):
    message: _Message


class _Response(BaseModel):
    choices: Annotated[list[_Choice], Field(min_length=1)]


class _Content(BaseModel):
    model_config = ConfigDict(extra="forbid")

    proposals: list[object]


async def ask(
    settings: ReaderSettings,
    messages: list[dict[str, str]],
    schema: dict[str, Any],
    seconds: float = SECONDS,
) -> list[object]:
    """The entries that the model proposes, none of them looked at. Raises CallFailed."""
    form = {"name": "proposals", "strict": True, "schema": schema}
    request = {
        "model": settings.model,
        "messages": messages,
        "response_format": {"type": "json_schema", "json_schema": form},
        "stream": False,
    }
    try:
        async with asyncio.timeout(seconds):
            body = await _posted(settings, request)
        said = _Response.model_validate_json(body).choices[0].message.content
        return _Content.model_validate_json(said).proposals
    except TimeoutError:
        raise CallFailed(f"no whole answer within {seconds:g} seconds") from None
    except ValidationError:
        raise CallFailed("its answer has another form than asked for") from None
    except (aiohttp.ClientError, OSError):
        raise CallFailed("it can't be reached, or broke off") from None


async def _posted(settings: ReaderSettings, request: dict[str, Any]) -> bytes:
    """The body of the response, as it came: what is compressed could grow past any limit."""
    headers = {"Accept-Encoding": "identity"}
    if settings.key:
        headers["Authorization"] = f"Bearer {settings.key}"
    async with (
        aiohttp.ClientSession(auto_decompress=False) as session,
        session.post(
            settings.url, json=request, headers=headers, allow_redirects=False
        ) as response,
    ):
        if response.status != 200:
            raise CallFailed(f"it answered with status {response.status}")
        body = bytearray()
        async for chunk in response.content.iter_any():
            body += chunk
            if len(body) > MAX_BYTES:
                raise CallFailed(f"its answer is longer than {MAX_BYTES // 1000} kB")
        return bytes(body)
