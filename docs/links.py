"""Whether every page that the shipped rule sets lead to still answers: `make links` asks the web.

Politely: one request at a time to a host, with a pause, HEAD before GET, and no second try. It
stands outside `rules/`, which knows no network.
"""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urlsplit

import aiohttp

from rules.loading.yaml12 import parse

SETS = Path(__file__).parents[1] / "rules" / "sets"
AGENT = "should-we-finetune link check (a person runs it now and then)"
TIMEOUT = 20.0  # seconds for one request, redirects included
PAUSE = 1.0  # seconds between two requests to one host
REFUSALS = {401, 403, 429, 451}  # a page may well be there, and not for programs
LASTING = {301, 308}
NO_CONNECTION = "no connection"
NO_MORE = {"429", NO_CONNECTION}  # after these a GET would only disturb
ALIVE, MOVED, REFUSED, DEAD = "alive", "moved", "refused, look by hand", "dead"

_URL = re.compile(r"""https://[^\s<>|"']+""")


@dataclass(frozen=True)
class Answer:
    """What came back for one address. `status` is an HTTP status or why there is none."""

    url: str
    verdict: str
    status: str
    leads_to: str = ""  # where it redirects


def addresses(files: Iterable[Path]) -> dict[str, str]:
    """Every https address in these YAML files, without its fragment, and its first file and line."""
    found: dict[str, str] = {}
    for file in files:
        document = parse(file.read_text("utf-8"), file.name)
        for path, line in document.lines.items():
            for url in _in_text(_value(document.data, path)):
                found.setdefault(urldefrag(url).url, f"{file.name}:{line}")
    return found


def _value(data: Any, path: Sequence[str | int]) -> object:
    for step in path:
        data = data[step]
    return data


def _in_text(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield from (found.rstrip(".,;:)]}") for found in _URL.findall(value))


async def ask(urls: Iterable[str], timeout: float = TIMEOUT, pause: float = PAUSE) -> list[Answer]:  # noqa: ASYNC109  # aiohttp's own limit, for each request
    """Ask for every address, hosts side by side and each host's one after the other."""
    hosts: dict[str, list[str]] = {}
    for url in urls:
        hosts.setdefault(urlsplit(url).netloc, []).append(url)
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(force_close=True),  # a kept connection would be tried again
        timeout=aiohttp.ClientTimeout(total=timeout),
        headers={"User-Agent": AGENT},
    ) as session:
        found = await asyncio.gather(*(_ask_host(session, each, pause) for each in hosts.values()))
    return sorted(chain.from_iterable(found), key=lambda answer: answer.url)


async def _ask_host(
    session: aiohttp.ClientSession, urls: Sequence[str], pause: float
) -> list[Answer]:
    answers = []
    for url in urls:
        answers.append(await _ask(session, url, pause))
        await asyncio.sleep(pause)
    return answers


async def _ask(session: aiohttp.ClientSession, url: str, pause: float) -> Answer:
    answer = await _request(session, "HEAD", url)
    if answer.verdict in {ALIVE, MOVED} or answer.status in NO_MORE:
        return answer
    await asyncio.sleep(pause)
    return await _request(session, "GET", url)  # many a server knows no HEAD


async def _request(session: aiohttp.ClientSession, method: str, url: str) -> Answer:
    try:
        async with session.request(method, url, allow_redirects=True) as response:
            return _answer(url, response)
    except TimeoutError:
        return Answer(url, DEAD, "no answer in time")
    except (aiohttp.ClientError, ValueError) as error:
        return Answer(url, DEAD, _reason(error))


def _answer(url: str, response: aiohttp.ClientResponse) -> Answer:
    lasting = any(each.status in LASTING for each in response.history)
    leads_to = str(response.url) if response.history else ""
    if response.status in REFUSALS:
        verdict = REFUSED
    elif response.status >= 400:
        verdict = DEAD
    else:
        verdict = MOVED if lasting else ALIVE
    return Answer(url, verdict, str(response.status), leads_to)


def _reason(error: Exception) -> str:
    if isinstance(error, aiohttp.TooManyRedirects):
        return "redirects without end"
    if isinstance(error, aiohttp.ClientConnectorError):
        return NO_CONNECTION
    return type(error).__name__


def table(answers: Sequence[Answer], where: Mapping[str, str]) -> str:
    """The answers a line each, the dead last, so that they are what is seen."""
    order = [ALIVE, MOVED, REFUSED, DEAD]
    rows = []
    for answer in sorted(answers, key=lambda each: order.index(each.verdict)):
        row = f"{answer.verdict:22}  {answer.status:18}  {answer.url}"
        rows.append(f"{row} -> {answer.leads_to}" if answer.leads_to else row)
        if answer.verdict != ALIVE and answer.url in where:
            rows.append(f"{'':44}in {where[answer.url]}")
    counts = ", ".join(f"{sum(a.verdict == name for a in answers)} {name}" for name in order)
    return "\n".join([*rows, f"{len(answers)} addresses: {counts}"])


def main(files: Sequence[Path]) -> int:
    """Ask for every address in these files. Exit code 1 if any is dead."""
    where = addresses(files)
    answers = asyncio.run(ask(where))
    print(table(answers, where))
    return int(any(answer.verdict == DEAD for answer in answers))


if __name__ == "__main__":
    sys.exit(main([Path(each) for each in sys.argv[1:]] or sorted(SETS.glob("*.yaml"))))
