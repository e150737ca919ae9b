"""How we talk: the conversation, on no platform and on each."""
