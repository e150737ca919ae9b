"""From the log to the platforms: the database thread, the outbox worker, the clock."""
