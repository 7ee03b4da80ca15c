"""Version numbers of the wire. See docs/sync-protocol.md."""

PROTO = 1
"""Major of the protocol; in the URL (`/sync/v1`) and in the header `X-Sync-Proto`."""

SCHEMA = {"case": 1, "event": 1, "command": 1, "entity": 1}
"""Schema version of each body kind."""

PUSH_MAX_COMMANDS = 200
PUSH_MAX_BYTES = 256 * 1024
PULL_MIN_BYTES = 64 * 1024
PULL_MAX_BYTES = 1024 * 1024
BODY_MAX_BYTES = 2 * 1024 * 1024
