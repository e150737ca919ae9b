"""The window behind an advice: opened at once, filled when its page is there, and the form to share."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Coroutine
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.interactions.acting import heeded
from bot.interactions.pages import Opened, Pages, ShareIn
from bot.interactions.presses import Press, Presses
from bot.sending.database_thread import DatabaseThread
from bot.views.notes import AnswersListed, EndAsked, Said
from storage.store import Transaction

from . import api
from .api import Ack
from .blocks import card, notes, pages, windows
from .blocks.kit import Block, private
from .pressed import in_window, metadata, open_form, pressed, sent_from, show, tell_presser

Found = Opened | AnswersListed | Said
TOO_LATE = "That took too long, and Slack didn't open it. Please press again."


class Window:
    """Listeners of what reads and shares an advice. `soon` does what needn't be waited for."""

    def __init__(
        self,
        database: DatabaseThread,
        behind: Pages,
        presses: Presses,
        soon: Callable[[Coroutine[Any, Any, object]], asyncio.Task[object]],
    ) -> None:
        self.database = database
        self.pages = behind
        self.presses = presses
        self.soon = soon

    def register(self, app: AsyncApp) -> None:
        """Attach every listener to the app."""
        app.action(re.compile(f"^(?:{pages.PAGE}|{pages.WHOLE})"))(self.page)
        app.action(card.MORE)(self.menu)
        app.view(card.SHARE)(self.share)

    async def page(
        self, ack: Ack, body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext,
        client: AsyncWebClient,
    ) -> None:  # fmt: skip
        """A page's button, under an advice or in the window."""
        await ack()
        kind, _, name = action["action_id"].partition(":")
        whole = f"{kind}:" == pages.WHOLE
        await self._fill(
            client,
            body,
            pressed(body, action, context),
            lambda tx, it: self.pages.open(tx, it, name, whole=whole),
        )

    async def menu(
        self, ack: Ack, body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext,
        client: AsyncWebClient,
    ) -> None:  # fmt: skip
        """The menu under an advice."""
        it = pressed(body, action, context)
        match it.carried[1:]:
            case (card.OVER,):
                await ack()
                await self._over_form(client, body, it)
            case (card.SHARE,):
                await ack()
                await self._share_form(client, body, it)
            case (card.ANSWERS,):
                await ack()
                await self._fill(client, body, it, self.pages.answers)
            case (name,):
                await ack()
                await self._fill(
                    client, body, it, lambda tx, press: self.pages.open(tx, press, name)
                )

    async def _fill(
        self,
        client: AsyncWebClient,
        body: dict[str, Any],
        it: Press,
        use: Callable[[Transaction, Press], Found],
    ) -> None:
        """Open a window at once, for what opens one is good for three seconds; then fill it."""
        if in_window(body):
            view_id = body["view"]["id"]
        else:
            try:
                opened = await client.views_open(
                    trigger_id=body["trigger_id"], view=pages.waiting()
                )
            except SlackApiError as error:
                if api.code(error) not in api.TOO_LATE:
                    raise
                await tell_presser(client, body, it, private(TOO_LATE))
                return
            view_id = opened["view"]["id"]
        found = await self.database.post(lambda tx: heeded(lambda: use(tx, it)))
        await show(client, view_id, _drawn(found, it))

    async def _over_form(self, client: AsyncWebClient, body: dict[str, Any], it: Press) -> None:
        asked = await self.database.work(
            lambda tx: heeded(lambda: self.presses.whether_to_start_over(tx, it))
        )
        if isinstance(asked, EndAsked):
            await open_form(client, body, it, windows.draw(asked, metadata(it, asked.revision)))
        else:
            await tell_presser(client, body, it, notes.draw(asked))

    async def _share_form(self, client: AsyncWebClient, body: dict[str, Any], it: Press) -> None:
        found = await self.database.work(lambda tx: heeded(lambda: self.pages.share_form(tx, it)))
        if isinstance(found, Said):
            await tell_presser(client, body, it, notes.draw(found))
            return
        # Slack doesn't tell apps the names of private channels.
        hidden = body["channel"]["name"] in ("privategroup", "directmessage")
        form = card.share_form(found.view, metadata(it, it.number), private=hidden)
        await open_form(client, body, it, form)

    async def share(
        self, ack: Ack, body: dict[str, Any], view: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        """The form to share an advice: what is wrong is shown at its field, else it closes."""
        came, event = sent_from(body, view, context)
        there = view["state"]["values"][card.SHARE][card.SHARE]["selected_conversation"] or ""
        key = f"view:{view['id']}:{view.get('hash', '')}"
        sent = ShareIn(*came, key=key, event=event, there=there)
        fault = await self.database.post(lambda tx: self.pages.share(tx, sent))
        await (ack(response_action="errors", errors={card.SHARE: fault}) if fault else ack())


def _drawn(found: Found, it: Press) -> Block:
    match found:
        case Opened():
            carried = f"{it.handle} {it.number}"
            return pages.window(found, carried, metadata(it, it.number))
        case AnswersListed():
            return windows.draw(found, metadata(it, it.number))
        case Said():
            return pages.told(notes.draw(found))
