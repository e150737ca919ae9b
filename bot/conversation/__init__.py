"""Use cases, replay, and the rule sets in use."""
