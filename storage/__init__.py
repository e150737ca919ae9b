"""What was said and advised, in SQLite. Knows no rules and no platform."""
