"""What was said and decided, in SQLite. Knows no rules and no platform."""
