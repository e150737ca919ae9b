"""Views drawn as Block Kit. Pure."""
