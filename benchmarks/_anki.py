"""A rival on this machine: the incremental sync of Anki, with its own server and two of its clients.

Run by an interpreter that has the published package `anki` (AGPL-3.0; no dependency of ours, nothing else imports it):
`python -P benchmarks/_anki.py COUNT`. Prints {"up", "down"}: seconds in which so many notes of about 1.6 kB go from one collection
to the server, and from there into another one. Its files are not encrypted and hold no index of words.
"""

from __future__ import annotations

import importlib
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

_SERVE = "import anki.syncserver; anki.syncserver.run_sync_server()"
_FRONT, _BACK = 40, 490
"""Chinese characters of a note, three bytes each."""


def seconds(python: str, count: int) -> float:
    """Seconds for `count` new notes to come down, measured by the interpreter `python`."""
    command = [python, "-P", __file__, str(count)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    return float(json.loads(done.stdout)["down"])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _listening(port: int) -> None:
    for _ in range(400):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit("the server does not listen")


class _Client:
    """One collection that is signed in."""

    def __init__(self, folder: Path, port: int) -> None:
        folder.mkdir()
        self.collection: Any = importlib.import_module("anki.collection").Collection(str(folder / "c.anki2"))
        self._auth = self.collection.sync_login("u", "p", f"http://127.0.0.1:{port}/")

    def whole(self, *, upload: bool) -> None:
        """Replace the one side by the other, as at the first meeting."""
        self.collection.sync_collection(self._auth, False)
        self.collection.close_for_full_sync()
        self.collection.full_upload_or_download(auth=self._auth, server_usn=None, upload=upload)
        self.collection.reopen(after_full_sync=True)

    def exchange(self) -> float:
        """Seconds of an incremental sync."""
        begun = time.perf_counter()
        answer = self.collection.sync_collection(self._auth, False)
        spent = time.perf_counter() - begun
        if answer.required != answer.NO_CHANGES:
            raise SystemExit(f"no incremental sync: {answer.required}")
        return spent

    def add(self, count: int) -> None:
        """New notes of random Chinese text."""
        rng = random.Random(1)
        kind, deck = self.collection.models.by_name("Basic"), self.collection.decks.id("Default")
        request = importlib.import_module("anki.collection").AddNoteRequest
        made = []
        for number in range(count):
            note = self.collection.new_note(kind)
            note["Front"] = f"{number} {_text(rng, _FRONT)}"
            note["Back"] = _text(rng, _BACK)
            made.append(request(note=note, deck_id=deck))
        self.collection.add_notes(made)


def _text(rng: random.Random, length: int) -> str:
    return "".join(chr(rng.randrange(0x4E00, 0x9FA5)) for _ in range(length))


def main(count: int) -> None:
    """Measure once."""
    with tempfile.TemporaryDirectory(prefix="minqing-bench-") as name:
        folder, port = Path(name), _free_port()
        settings = {
            "SYNC_USER1": "u:p",
            "SYNC_HOST": "127.0.0.1",
            "SYNC_PORT": str(port),
            "RUST_LOG": "error",
        }
        served = os.environ | settings | {"SYNC_BASE": str(folder / "server"), "MAX_SYNC_PAYLOAD_MEGS": "500"}
        server = subprocess.Popen([sys.executable, "-c", _SERVE], env=served)
        try:
            _listening(port)
            one, two = _Client(folder / "one", port), _Client(folder / "two", port)
            one.add(1)
            one.whole(upload=True)
            two.whole(upload=False)
            one.add(count)
            up, down = one.exchange(), two.exchange()
            if two.collection.note_count() != count + 1:
                raise SystemExit("not every note has come")
            sys.stdout.write(json.dumps({"up": round(up, 3), "down": round(down, 3)}) + "\n")
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main(int(sys.argv[1]))
