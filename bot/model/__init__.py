"""A model that reads what people write, where the operator sets one.

It is asked which open questions a text answers. What it says is believed only so far as the text
bears it out (`verified`), and counts only once somebody confirms it. Where it fails, for whatever
reason, the caller reads without it.
"""
