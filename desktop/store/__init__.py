"""The desktop's store: confirmed replica, durable outbox, queue projection, all in one keyed SQLite file."""
