"""How fast the rules engine is, beside hand-written Python and four other engines: `make bench`."""
