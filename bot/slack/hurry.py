"""The form for people in a hurry: filled, drawn anew, sent, closed."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.interactions.acting import heeded
from bot.interactions.hurry import Hurried, Hurry, HurryForm
from bot.interactions.proposals import Entered
from bot.sending.database_thread import DatabaseThread

from .api import Ack, tell
from .blocks import hurry, notes, pages
from .pressed import sent_from, show


class HurryListeners:
    """Listeners of the form. `soon` does what needn't be waited for."""

    def __init__(
        self,
        database: DatabaseThread,
        use: Hurry,
        soon: Callable[[Coroutine[Any, Any, object]], asyncio.Task[object]],
    ) -> None:
        self.database = database
        self.hurry = use
        self.soon = soon

    def register(self, app: AsyncApp) -> None:
        """Attach every listener to the app."""
        app.action(re.compile(f"^{hurry.HURRY}:"))(self.changed)
        app.view(hurry.HURRY)(self.submitted)
        app.view_closed(hurry.HURRY)(self.closed)

    async def changed(
        self, ack: Ack, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        """Something was filled in: what follows from that is shown."""
        await ack()
        view = body["view"]
        sent = _sent(body, view, context, {**hurry.kept(view), **hurry.filled(view)})
        made = await self.database.work(lambda tx: heeded(lambda: self.hurry.again(tx, sent)))
        if isinstance(made, HurryForm):
            carried = " ".join(view["private_metadata"].split(" ", 4)[:4])
            await show(client, view["id"], hurry.form(made, carried))
        else:
            await show(client, view["id"], pages.told(notes.draw(made)))

    async def submitted(
        self, ack: Ack, body: dict[str, Any], view: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        """*What do you advise?*: what is wrong is shown at its field, else the form closes."""
        sent = _sent(body, view, context, hurry.filled(view))
        found = await self.database.post(lambda tx: self.hurry.submit(tx, sent))
        faults = {fact or hurry.first(view): fault for fact, fault in found.items()}
        await (ack(response_action="errors", errors=faults) if faults else ack())

    async def closed(
        self, ack: Ack, body: dict[str, Any], view: dict[str, Any], context: AsyncBoltContext,
        client: AsyncWebClient,
    ) -> None:  # fmt: skip
        """*Keep for later*."""
        sent = _sent(body, view, context, hurry.kept(view))
        note = await self.database.post(lambda tx: heeded(lambda: self.hurry.close(tx, sent)))
        await ack()
        if note:
            told = tell(client, sent.channel, sent.user, sent.thread, notes.draw(note))
            self.soon(told)


def _sent(
    body: dict[str, Any],
    view: dict[str, Any],
    context: AsyncBoltContext,
    entered: Mapping[str, Entered],
) -> Hurried:
    came, revision = sent_from(body, view, context)
    return Hurried(*came, revision=revision, entered=entered)
