"""Where messages to people leave the county. The file gateway is the default: one JSON line a message."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

from county.settings import Settings
from county.store.outgoing import Message
from domain.chinatime import china_date
from wire.codec import to_json


class GatewayProblem(Exception):
    """A message did not go out. `code` is for operators, without personal data."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Gateway(Protocol):
    """An outgoing channel. A message may come twice (same id): the channel or its reader must recognise it."""

    def send(self, message: Message) -> None:
        """Hand over one message; GatewayProblem when it was not taken."""
        ...


class FileGateway:
    """Appends to `<data>/outgoing/sms-<date>.jsonl`, readable by the owner only, for a forwarder to pick up."""

    def __init__(self, settings: Settings) -> None:
        self._folder: Path = settings.data / "outgoing"
        self._clock = settings.clock

    def send(self, message: Message) -> None:
        """Append one line."""
        line = to_json(
            {
                "id": message.id,
                "kind": message.kind,
                "person": message.person,
                "phone": message.phone,
                "text": message.text,
            }
        )
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            path = self._folder / f"sms-{china_date(int(self._clock()))}.jsonl"
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(line + b"\n")
        except OSError as error:
            raise GatewayProblem(error.strerror or "write") from error
