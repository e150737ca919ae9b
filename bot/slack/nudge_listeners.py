"""What people do about reminders in a channel: on, off, or which holds."""

from __future__ import annotations

from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.interactions.nudges import Nudges
from bot.sending.database_thread import DatabaseThread
from bot.views.notes import NUDGES_OFF
from storage.channels import Channel

from .api import PLATFORM, Ack
from .blocks import notes
from .pressed import pressed as read_press


class NudgeListeners:
    """Gestures to what a channel says of its reminders."""

    def __init__(self, database: DatabaseThread, nudges: Nudges) -> None:
        self.database = database
        self.nudges = nudges

    def register(self, app: AsyncApp) -> None:
        """Attach the listeners that are about reminders alone."""
        app.action(f"{notes.END}{NUDGES_OFF}")(self.switch_off)

    async def command(self, ack: Ack, command: dict[str, Any], tenant: str, asked: str) -> None:
        """`/should-we-finetune nudges ...`."""
        where = Channel(PLATFORM, tenant, command["channel_id"])
        told = notes.draw(await self.database.post(lambda tx: self.nudges.obey(tx, asked, where)))
        await ack(text=told.text, blocks=told.blocks)

    async def switch_off(
        self, ack: Ack, body: dict[str, Any], action: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        """*Switch them off*, confirmed.

        The channel is told by the private note's own address, which needs no membership. No row of
        the outbox stands for it, as rows belong to a conversation or a digest.
        """
        it = read_press(body, action, context)
        where = Channel(it.platform, it.tenant, it.channel)
        told = await self.database.post(lambda tx: self.nudges.switch_off(tx, where, it.user))
        await ack()
        note = AsyncWebhookClient(body["response_url"])
        await note.send(delete_original=True)
        if told:
            said = notes.draw(told)
            await note.send(response_type="in_channel", text=said.text, blocks=said.blocks)
