"""The tables of docs/sync-protocol.md say what the programs do."""

from __future__ import annotations

import re
import typing
from pathlib import Path

from county import strings
from county.api import admission, blobs, sessions, sync
from county.settings import Settings
from desktop.store import attachments, buckets, outbox
from desktop.store.values import OutboxState
from desktop.sync import files, line, patience, schedule, transport
from wire import caps, version
from wire import files as wire_files
from wire.messages import OutcomeKind

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "sync-protocol.md").read_text(encoding="utf-8")
SOURCES = [p for folder in ("county", "desktop/sync", "desktop/store") for p in (ROOT / folder).rglob("*.py")]


def table(head: str) -> list[list[str]]:
    """Rows of the table whose first heading is `head`."""
    lines = TEXT.splitlines()
    start = next(n for n, text in enumerate(lines) if text.startswith(f"| {head} |"))
    rows = []
    for text in lines[start + 2 :]:
        if not text.startswith("|"):
            break
        rows.append([cell.strip() for cell in text.strip("|").split("|")])
    return rows


def names(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def refusals() -> dict[str, set[int]]:
    """Code -> statuses with which the county refuses a request of sync, by its own sources."""
    found: dict[str, set[int]] = {}
    for path in SOURCES:
        if "pages" in path.parts:
            continue
        for status, code in re.findall(
            r'RequestProblem\(\s*(\d{3}),\s*"(\w+)"', path.read_text(encoding="utf-8")
        ):
            found.setdefault(code, set()).add(int(status))
    for code, status in blobs._STATUS.items():
        found.setdefault(code, set()).add(status)
    return found


def test_every_route_is_named_and_every_name_is_a_route() -> None:
    routes = {
        f"{method} {route.path}"
        for router in (sync.router, blobs.router, sessions.router)
        for route in router.routes
        for method in route.methods
    }
    assert {names(row[0])[0] for row in table("route")} == routes


def test_status_codes_of_the_table_are_those_that_the_county_gives() -> None:
    given = refusals()
    for row in table("status"):
        statuses = {int(text) for text in re.findall(r"\b[45]\d\d\b", row[0])}
        for code in names(row[0]):
            if code in ("not_found", "no_route"):
                assert code in strings.ERRORS
                continue
            assert given.get(code, set()) & statuses, (
                f"{code} is given with {given.get(code)}, not {statuses}"
            )


def test_every_refusal_of_sync_stands_in_the_table() -> None:
    told = {code for row in table("status") for code in names(row[0])}
    # Refusals of signing in, of administration and of files to look at have no automatic remedy: their sentence is shown.
    shown = {
        "bad_login", "bad_enrolment", "bad_password", "weak_password", "no_person", "no_blob", "code_taken",
    }  # fmt: skip
    assert set(refusals()) - told - shown == set()


def test_states_of_a_command() -> None:
    assert [names(row[0])[0] for row in table("state")] == list(typing.get_args(OutboxState))


def test_outcomes() -> None:
    assert [names(row[0])[0] for row in table("outcome")] == list(typing.get_args(OutcomeKind))


def test_capabilities() -> None:
    assert tuple(names(row[0])[0] for row in table("capability")) == caps.CAPS


def test_numbers() -> None:
    """Every number of the page that a program holds as well."""
    settings = Settings(Path())
    for sentence in (
        f"at most {version.PUSH_MAX_COMMANDS} commands or {version.PUSH_MAX_BYTES // 1024} KiB",
        f"between {version.PULL_MIN_BYTES // 1024} KiB and {version.PULL_MAX_BYTES // 1024 // 1024} MiB",
        f"while one takes less than {schedule.FAST_PAGE_SECONDS:.0f} s",
        f"every {schedule.POLL_SECONDS:.0f} ± {schedule.POLL_JITTER:.0f} s",
        f"1, 2, 4 … {schedule.LONGEST_BACKOFF:.0f} s",
        f"breaks the county {('', 'once', 'twice', 'three', 'four', 'five')[schedule.POISON_FAULTS]} times alone",
        f"`/wait` ({sync.WAIT_SECONDS} s)",
        f"halves down to {patience.SHORTEST} s",
        f"{transport.WIRE_CAP // 1024 // 1024} MiB on the line, {transport.BODY_CAP // 1024 // 1024} MiB unpacked",
        f"after {transport.CONNECT_SECONDS:.0f} s without a connection, {transport.STALL_SECONDS:.0f} s without progress",
        f"from {line.PLAIN_FROM // 1_000_000} MB/s on",
        f"At most {settings.most_exchanges} exchanges",
        f"chunks of {files.CHUNK_MIN // 1024} KiB to {files.CHUNK_MAX // 1024 // 1024} MiB",
        f"Files above {files.CHUNK_START // 1024} KiB",
        f"({wire_files.FILE_MAX_BYTES // 1024 // 1024} MiB unless set otherwise)",
        f"takes up to {attachments.LARGEST // 1024 // 1024} MiB",
        f"{settings.reserve_bytes // 1024 // 1024} MiB of the county's disk stay free",
        f"Downloads ask for {attachments.PIECE // 1024 // 1024} MiB",
        f"forgotten after {settings.tombstone_days} days",
        f"kept {outbox.DONE_DAYS} days",
        f"more than {buckets.BRAKE_FLOOR} and more than {buckets.BRAKE_SHARE:.0%}".replace("%", " %"),
        f"or more than {buckets.BRAKE_ALWAYS}",
    ):
        assert sentence in re.sub(r"\s+", " ", TEXT), sentence


def test_exchanges_that_are_counted_are_routes() -> None:
    routes = {
        route.path for router in (sync.router, blobs.router, sessions.router) for route in router.routes
    }
    assert set(admission._LIMITED) <= routes
