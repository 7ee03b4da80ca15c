"""The command line of the county."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from county import strings
from county.held_clock import HeldClock
from county.settings import Settings


def main(arguments: Sequence[str]) -> int:
    """Run one command; returns the exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    settings = replace(
        Settings(options.data.expanduser()),
        database=options.database,
        practice=getattr(options, "practice", False),
        profile=getattr(options, "profile", "baiyin"),
        host=getattr(options, "host", "127.0.0.1"),
        port=getattr(options, "port", 8460),
        hotline=getattr(options, "hotline", ""),
        handler_name=getattr(options, "handler_name", ""),
        handler_contact=getattr(options, "handler_contact", ""),
    )
    if getattr(options, "clock_file", None) is not None:
        if not settings.practice:
            parser.error(strings.CLOCK_IN_PRACTICE)
        settings = replace(settings, clock=_held(parser, options.clock_file), clockwork_seconds=0.1)
    if getattr(options, "no_appeals", False):
        settings = replace(settings, sample_cases=False)
    if options.command == "serve":
        from county.serving import serve

        return serve(
            settings,
            ready_fd=options.ready_fd,
            ready_file=options.ready_file,
            parent_pipe=options.parent_pipe,
        )
    return _administer(options, settings)


def _held(parser: argparse.ArgumentParser, path: Path) -> HeldClock:
    try:
        return HeldClock(path)
    except (OSError, ValueError):
        parser.error(strings.CLOCK_UNREADABLE)


def _administer(options: argparse.Namespace, settings: Settings) -> int:
    from county import administration
    from county.store.database import SchemaProblem, StoreProblem
    from domain.profile_load import ProfileProblem

    try:
        for line in administration.carry_out(options, settings, _ask_password):
            sys.stdout.write(line + "\n")
    except (administration.AdministrationProblem, SchemaProblem, StoreProblem, ProfileProblem) as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


def _ask_password() -> str:
    """A password typed twice on a terminal, or one line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass(strings.ASK_ONCE)
    return first if first == getpass.getpass(strings.ASK_AGAIN) else ""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="county", description=strings.CONSOLE)
    commands = parser.add_subparsers(dest="command", required=True)

    def command(name: str, words: str) -> argparse.ArgumentParser:
        found = commands.add_parser(name, help=words, description=words)
        found.add_argument("--data", type=Path, default=Path("county-data"), help=strings.OPTION_DATA)
        found.add_argument("--database", default="", help=strings.OPTION_DATABASE)
        return found

    serve = command("serve", strings.COMMAND_SERVE)
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8460, help=strings.OPTION_PORT)
    serve.add_argument("--practice", action="store_true", help=strings.OPTION_PRACTICE)
    serve.add_argument("--clock-file", type=Path, help=strings.OPTION_CLOCK)
    serve.add_argument("--no-appeals", action="store_true", help=strings.OPTION_NO_APPEALS)
    serve.add_argument("--profile", default="baiyin", help=strings.OPTION_PROFILE)
    serve.add_argument("--hotline", default="", help=strings.OPTION_HOTLINE)
    serve.add_argument("--handler-name", default="", help=strings.OPTION_HANDLER)
    serve.add_argument("--handler-contact", default="", help=strings.OPTION_CONTACT)
    serve.add_argument("--ready-fd", type=int, help=strings.OPTION_READY)
    serve.add_argument("--ready-file", type=Path, help=strings.OPTION_READY)
    serve.add_argument("--parent-pipe", action="store_true", help=strings.OPTION_PARENT)

    start = command("init", strings.COMMAND_INIT)
    start.add_argument("--profile", default="baiyin", help=strings.OPTION_PROFILE)
    start.add_argument("--practice", action="store_true", help=strings.OPTION_PRACTICE)

    account = command("account", strings.COMMAND_ACCOUNT)
    account.add_argument("action", choices=("add", "password", "disable", "enable"))
    account.add_argument("login")
    account.add_argument("--person", default="")
    account.add_argument("--admin", action="store_true")
    people = command("people", strings.COMMAND_PEOPLE)
    people.add_argument("file", type=Path)
    device = command("device", strings.COMMAND_DEVICE)
    device.add_argument("action", choices=("list", "disable", "enable"))
    device.add_argument("device", nargs="?", default="", help=strings.OPTION_DEVICE)
    enrol = command("enrol", strings.COMMAND_ENROL)
    enrol.add_argument(
        "--count", type=int, choices=range(1, 101), default=1, metavar="1-100", help=strings.OPTION_COUNT
    )
    enrol.add_argument("--practice", action="store_true", help=strings.OPTION_PRACTICE)
    enrol.add_argument("--clock-file", type=Path, help=strings.OPTION_CLOCK)
    for name, words in (("calendar", strings.COMMAND_CALENDAR), ("profile", strings.COMMAND_PROFILE)):
        load = command(name, words)
        load.add_argument("action", choices=("load",))
        load.add_argument("file", type=Path)
    backup = command("backup", strings.COMMAND_BACKUP)
    backup.add_argument("file", type=Path)
    command("renew-epoch", strings.COMMAND_EPOCH)
    desk = command("desk-key", strings.COMMAND_DESK_KEY)
    desk.add_argument("action", choices=("show", "renew", "code", "take"), help=strings.OPTION_DESK_KEY)
    desk.add_argument("file", type=Path, nargs="?", help=strings.OPTION_SEALED)
    return parser
