"""Your own rules over another rule set: an overlay says only what differs."""
