"""The Slack app: connect by Socket Mode, stay connected, send what is in the outbox."""

from __future__ import annotations

import asyncio
import logging
import signal
import time
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.conversation.advisor import Advisor
from bot.digest.weekly import Weekly
from bot.interactions.acting import Acting
from bot.interactions.nudges import Nudges
from bot.interactions.posts import ConversationPosts
from bot.model.text_reader import TextReader
from bot.sending import clock
from bot.sending.database_thread import DatabaseThread
from bot.sending.worker import Worker
from bot.settings import SettingsError, SlackSettings
from bot.typed.words import WordBooks
from storage.outbox import Outbox
from storage.records import stamp
from storage.store import Store

from . import api
from .blocks.digest import Links
from .channels import Channels
from .digest_listeners import DigestListeners
from .listeners import Listeners
from .nudge_listeners import NudgeListeners
from .people import People
from .sender import Sender

log = logging.getLogger(__name__)

T = TypeVar("T")

PING_SECONDS = 2.0  # measured: back in 1 s after a lost connection, against 9 s with 10
TIMEOUT_SECONDS = 10
WATCH_SECONDS = 2.0
DEAF_SECONDS = 15.0  # with no connection for this long, the socket is made anew
STILL_SECONDS = 90.0  # without any progress, `digest due` leaves the rest to the next run
BAD_TOKENS = api.LOCKED_OUT | {"missing_scope", "no_permission"}


@dataclass(frozen=True)
class _Identity:
    """Who we are there, from auth.test."""

    team: str
    url: str  # "https://acme.slack.com/"
    bot_id: str
    bot_user: str


async def serve(
    slack: SlackSettings,
    store: Store,
    advisor: Advisor,
    books: WordBooks,
    model: TextReader | None = None,
) -> None:
    """Connect and serve until told to stop. Raises SettingsError where Slack refuses a token."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError, RuntimeError):  # no signals here: a thread, or Windows
            loop.add_signal_handler(name, stop.set)
    limit = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)  # slack_sdk's own is for its own sessions
    async with aiohttp.ClientSession(timeout=limit) as session:
        client = _client(slack.bot_token, slack.api_url, session)
        await _until_stopped(stop, _Service(slack, client, store, advisor, books, model).run())


async def post_due(slack: SlackSettings, store: Store, advisor: Advisor) -> int:
    """Post what is due, and what else waits; return how much could not be posted yet.

    Raises SettingsError where Slack refuses the token or isn't there.
    """
    limit = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
    async with aiohttp.ClientSession(timeout=limit) as session:
        client = _client(slack.bot_token, slack.api_url, session)
        return await _Service(slack, client, store, advisor, WordBooks()).post_due()


async def _until_stopped(stop: asyncio.Event, running: Coroutine[Any, Any, None]) -> None:
    work = asyncio.create_task(running)
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({work, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if work.done():
        work.result()
    work.cancel()
    with suppress(asyncio.CancelledError):
        await work


class _Service:
    """The parts of a running app."""

    def __init__(
        self,
        slack: SlackSettings,
        client: AsyncWebClient,
        store: Store,
        advisor: Advisor,
        books: WordBooks,
        model: TextReader | None = None,
    ) -> None:
        self.slack = slack
        self.client = client
        self.database = DatabaseThread(store)
        self.advisor = advisor
        self.books = books
        self.model = model
        self.weekly = Weekly(advisor.rulesets, advisor.now, api.OVER_ONCE_HEARD)
        self.channels = Channels(client, self.database, self.weekly)
        self.people = People(client)
        self.nudges = Nudges(advisor, api.PLATFORM, self.people.zone, on=slack.nudges)
        self.parts = [
            clock.Part("nudge", self.nudges, self._know_people),
            clock.Part("digest", self.weekly, self.channels.look_for_due),
        ]
        posts = ConversationPosts(advisor, self.nudges)
        self.sender = Sender(client, self.database, posts, self.weekly, self.channels, self.people)
        grace = timedelta(seconds=slack.settle_seconds)
        self.worker = Worker(self.database, self.sender, advisor.now, grace)

    async def run(self) -> None:
        """The outbox and the clock are served from the start; the socket once Slack is there."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self.worker.run())
                group.create_task(clock.run(self.database, self.parts, self.advisor.now))
                group.create_task(self._listen())
        except* SettingsError as group_error:
            raise group_error.exceptions[0] from None
        finally:
            self.database.close()

    async def post_due(self) -> int:
        """Claim what is due and send until nothing is left, or nothing has moved for a while."""
        posting: asyncio.Task[None] | None = None
        try:
            async with asyncio.timeout(STILL_SECONDS):
                await self._patiently(self._who_am_i, "SLACK_BOT_TOKEN")
            for part in self.parts:
                await clock.look_again(self.database, part)
                await clock.serve(self.database, part)
            posting = asyncio.create_task(self.worker.run())
            return await self._until_still()
        except TimeoutError:
            raise SettingsError("Slack can't be reached. The next run tries again.") from None
        finally:
            if posting:
                posting.cancel()
                await asyncio.wait({posting})
            self.database.close()

    async def _until_still(self) -> int:
        """Wait until the outbox is empty, or no row has left it for STILL_SECONDS."""
        left, since = -1, time.monotonic()
        while left and time.monotonic() - since < STILL_SECONDS:
            now_left = await self.database.work(lambda tx: Outbox(tx).open())
            if now_left != left:
                left, since = now_left, time.monotonic()
            await asyncio.sleep(0.2)
        return left

    async def _know_people(self) -> str:
        """Find out in whose zones it must be daytime; return when that began."""
        began = stamp(self.advisor.now())
        await self.people.look(await self.database.work(self.nudges.people))
        return began

    async def _listen(self) -> None:
        identity = await self._patiently(self._who_am_i, "SLACK_BOT_TOKEN")
        listeners = self._listeners(identity)
        await listeners.hearing.reading.after_all()
        app = self._app(identity, listeners)
        while True:
            await self._connected(app)

    async def _who_am_i(self) -> _Identity:
        me = await self.client.auth_test()
        return _Identity(
            str(me["team_id"]), str(me["url"]), str(me.get("bot_id", "")), str(me["user_id"])
        )

    async def _connected(self, app: AsyncApp) -> None:
        """One connection, from a fresh address until it has been lost for too long.

        The client reconnects by itself. But it tries an address again that can be used once, so
        what does not come back in time is thrown away.
        """
        socket_client = _client(None, self.slack.api_url, self.client.session)
        opened = await self._patiently(
            lambda: socket_client.apps_connections_open(app_token=self.slack.app_token),
            "SLACK_APP_TOKEN",
        )
        handler = AsyncSocketModeHandler(
            app,
            self.slack.app_token,
            logger=logging.getLogger("slack_sdk.socket_mode"),
            web_client=socket_client,
            ping_interval=PING_SECONDS,
        )
        handler.client.wss_uri = opened["url"]  # else a refused token would be retried for ever
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                await handler.connect_async()  # type: ignore[no-untyped-call]  # untyped in Bolt
            log.info("connected to Slack")
            await self._until_deaf(handler)
        except TimeoutError:
            log.warning("no connection to Slack within %d s", TIMEOUT_SECONDS)
        finally:
            await handler.close_async()  # type: ignore[no-untyped-call]  # untyped in Bolt

    async def _until_deaf(self, handler: AsyncSocketModeHandler) -> None:
        deaf_since: float | None = None
        while deaf_since is None or time.monotonic() - deaf_since < DEAF_SECONDS:
            await asyncio.sleep(WATCH_SECONDS)
            connected = await handler.client.is_connected()
            deaf_since = None if connected else deaf_since or time.monotonic()
        log.warning("no connection to Slack for %d s: connecting anew", DEAF_SECONDS)

    async def _patiently(self, connect: Callable[[], Awaitable[T]], setting: str) -> T:
        """Try until Slack is there. Raises SettingsError where it refuses the token."""
        wait = 0.5
        while True:
            pause = wait
            try:
                return await connect()
            except SlackApiError as error:
                code = api.code(error)
                if code in BAD_TOKENS:
                    raise SettingsError(f"Slack refuses {setting} ({code}). {_REMEDY}") from None
                log.warning("Slack isn't ready (%s), trying again", code or api.status(error))
                if api.limited(error):
                    pause = api.retry_after(error)
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                log.warning("Slack can't be reached (%s), trying again", type(error).__name__)
            await asyncio.sleep(pause)
            wait = min(wait * 2, 30.0)

    def _app(self, identity: _Identity, listeners: Listeners) -> AsyncApp:
        async def authorize() -> AuthorizeResult:
            """No call to Slack for each request: there is one workspace, and we know it."""
            return AuthorizeResult(
                enterprise_id=None,
                team_id=identity.team,
                bot_user_id=identity.bot_user,
                bot_id=identity.bot_id,
                bot_token=self.slack.bot_token,
            )

        app = AsyncApp(
            logger=logging.getLogger("slack_bolt.app"),
            client=self.client,
            authorize=authorize,
            process_before_response=True,  # so that an acknowledgement means: committed
            request_verification_enabled=False,  # Socket Mode's envelopes carry no signature
        )
        listeners.register(app)
        return app

    def _listeners(self, identity: _Identity) -> Listeners:
        digest_listeners = DigestListeners(
            self.client, self.database, self.weekly, self.channels, Links(identity.url), self.people
        )
        nudge_listeners = NudgeListeners(self.database, self.nudges)
        acting = Acting(self.advisor, posts=True, books=self.books)
        listeners = Listeners(
            self.client, self.database, acting, digest_listeners, nudge_listeners, self.model
        )
        self.sender.tell_owner = listeners.tell_owner
        return listeners


def _client(
    token: str | None, api_url: str, session: aiohttp.ClientSession | None
) -> AsyncWebClient:
    """A client that never retries: a retried post would be a second post."""
    return AsyncWebClient(
        token=token,
        base_url=api_url,
        session=session,
        retry_handlers=[],
    )


_REMEDY = "Copy it again from your app's page (docs/slack.md), and start me again."
