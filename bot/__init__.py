"""How we talk: the conversation, on no platform and on each."""

__version__ = "0.1.0"
