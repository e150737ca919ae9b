"""The conversation at a keyboard or through a pipe."""
