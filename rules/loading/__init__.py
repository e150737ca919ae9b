"""YAML to a rule set; every fault with its line and remedy."""
