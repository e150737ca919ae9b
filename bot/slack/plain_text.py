"""What a person typed, as Slack tells of it."""

from __future__ import annotations

import re


def plain(text: str) -> str:
    """Without the marks Slack puts around people, channels and links."""
    text = re.sub(r"<([@#])[^|>]*\|([^>]*)>", r"\1\2", text)  # <@U1|ada>, <#C1|ml>
    text = re.sub(r"<(?:[^|>]*\|)?([^>]*)>", r"\1", text)  # <https://a.b|a.b>, <@U1>
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
