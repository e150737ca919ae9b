"""`make links`: what it says of pages that answer, moved, refuse or are gone, over a real server."""

import asyncio
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from docs.links import ALIVE, DEAD, MOVED, REFUSED, Answer, addresses, ask, main, table

from .waiting import PATIENCE

ROOT = Path(__file__).parents[1]


class Site:
    """A few pages, which remember who asked for them and how many at a time."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, str]] = []
        self.now = self.most = 0

    async def page(self, request: web.Request) -> web.StreamResponse:
        self.seen.append((request.method, request.path))
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            return await self.answer(request)
        finally:
            self.now -= 1

    async def answer(self, request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(30 if request.path == "/slow" else 0.01)
        if redirect := REDIRECTS.get(request.path):
            return web.Response(status=redirect[0], headers={"Location": redirect[1]})
        if request.path == "/no-head" and request.method == "HEAD":
            return web.Response(status=405)
        here = request.path in {"/there", "/next", "/no-head"}
        return web.Response(status=200 if here else int(request.path[1:]))


REDIRECTS = {
    "/moved": (301, "/next"),
    "/for-now": (302, "/next"),
    "/moved-to-nothing": (301, "/404"),
    "/round": (302, "/round"),
}


def asked(*paths: str) -> tuple[Site, dict[str, Answer]]:
    """What is said of these pages, by path."""

    async def go() -> tuple[Site, dict[str, Answer]]:
        site = Site()
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", site.page)
        async with TestServer(app) as server:
            urls = [str(server.make_url(path)) for path in paths]
            answers = await ask(urls, timeout=0.5 if "/slow" in paths else PATIENCE, pause=0)
            return site, {answer.url.partition(str(server.port))[2]: answer for answer in answers}

    return asyncio.run(go())


PAGES = [
    ("/there", ALIVE, "200", ""),
    ("/moved", MOVED, "200", "/next"),
    ("/for-now", ALIVE, "200", "/next"),
    ("/moved-to-nothing", DEAD, "404", "/404"),
    ("/no-head", ALIVE, "200", ""),
    ("/404", DEAD, "404", ""),
    ("/410", DEAD, "410", ""),
    ("/500", DEAD, "500", ""),
    ("/403", REFUSED, "403", ""),
    ("/429", REFUSED, "429", ""),
    ("/round", DEAD, "redirects without end", ""),
    ("/slow", DEAD, "no answer in time", ""),
]


@pytest.mark.parametrize(("path", "verdict", "status", "leads_to"), PAGES)
def test_a_page_is_judged_by_how_it_answers(path, verdict, status, leads_to) -> None:
    _, answers = asked(path)
    answer = answers[path]
    assert (answer.verdict, answer.status) == (verdict, status)
    assert answer.leads_to.endswith(leads_to)
    assert bool(answer.leads_to) == bool(leads_to)


def test_nobody_there_is_dead() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # bound and not listening: refused for certain
        (answer,) = asyncio.run(ask([f"http://127.0.0.1:{held.getsockname()[1]}/"], pause=0))
    assert (answer.verdict, answer.status) == (DEAD, "no connection")


def test_a_host_is_asked_one_page_at_a_time_and_nothing_is_tried_again() -> None:
    site, _ = asked("/there", "/next", "/404", "/403", "/429")
    assert site.most == 1
    assert site.seen == [
        ("HEAD", "/there"),
        ("HEAD", "/next"),
        *(("HEAD", "/404"), ("GET", "/404")),
        *(("HEAD", "/403"), ("GET", "/403")),
        ("HEAD", "/429"),
    ]


def test_every_address_is_found_once_with_its_first_place(tmp_path) -> None:
    file = tmp_path / "links.yaml"
    file.write_text(
        "# https://example.org/a-comment\n"
        "a: {url: https://example.org/a}\n"
        "b: [see https://example.org/b#part, or https://example.org/a.]\n"
        "c: 'http://example.org/plain'\n",
        "utf-8",
    )
    assert addresses([file]) == {
        "https://example.org/a": "links.yaml:2",
        "https://example.org/b": "links.yaml:3",
    }


def test_every_source_of_every_shipped_set_is_asked_for() -> None:
    from rules.loading.load import SHIPPED, loads, shipped

    found = addresses(sorted((ROOT / "rules" / "sets").glob("*.yaml")))
    for name in SHIPPED:
        assert {each.url.partition("#")[0] for each in loads(shipped(name)).sources.values()} <= (
            found.keys()
        )


def test_the_table_ends_with_what_is_dead_and_where_it_stands() -> None:
    answers = [Answer("https://a", DEAD, "404"), Answer("https://b", MOVED, "200", "https://c")]
    lines = table(answers, {"https://a": "x.yaml:3", "https://b": "x.yaml:4"}).splitlines()
    assert lines[0].endswith("https://b -> https://c")
    assert lines[1].endswith("in x.yaml:4")
    assert lines[2].startswith("dead")
    assert lines[3].endswith("in x.yaml:3")
    assert lines[4] == "2 addresses: 0 alive, 1 moved, 0 refused, look by hand, 1 dead"


def test_the_exit_code_tells_whether_any_is_dead(tmp_path, capsys) -> None:
    file = tmp_path / "links.yaml"
    file.write_text("a: https://127.0.0.1:9/none\n", "utf-8")
    assert main([file]) == 1
    assert "1 dead" in capsys.readouterr().out
    file.write_text("a: nothing\n", "utf-8")
    command = [sys.executable, "-m", "docs.links", str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("0 addresses")
