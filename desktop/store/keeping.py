"""What the store keeps for the operator beside cases: drafts, settings, search words, files."""

from __future__ import annotations

from pathlib import Path

from desktop.store import drafts, wording
from desktop.store.attachments import Attachments
from desktop.store.core import Core
from desktop.store.values import Draft
from domain.case import Attachment


class Keeping:
    """Drafts and settings lie in the keyed store, files beside it."""

    _core: Core
    attachments: Attachments

    def save_draft(self, draft: Draft) -> None:
        """Keep an unfinished form."""
        with self._core.engines.write.begin() as connection:
            drafts.save(connection, draft)

    def load_draft(self, draft_id: str) -> Draft | None:
        """An unfinished form."""
        with self._core.engines.read.connect() as connection:
            return drafts.load(connection, draft_id)

    def drafts(self) -> tuple[Draft, ...]:
        """All unfinished forms, newest first."""
        with self._core.engines.read.connect() as connection:
            return drafts.every(connection)

    def delete_draft(self, draft_id: str) -> None:
        """The form was submitted or given up."""
        with self._core.engines.write.begin() as connection:
            drafts.delete(connection, draft_id)

    def setting(self, name: str, default: str = "") -> str:
        """A setting kept in the keyed store (tokens, window state, choices)."""
        return self._core.kept.ask("settings", drafts.settings).get(name, default)

    def put_setting(self, name: str, value: str) -> None:
        """Keep a setting; an empty value removes it."""
        with self._core.engines.write.begin() as connection:
            drafts.put_setting(connection, name, value)

    @property
    def wordless(self) -> bool:
        """Some rows wait for their search words."""
        return self._core.kept.ask("wordless", wording.first_wordless) is not None

    def write_words(self) -> bool:
        """Give some rows their search words, in one short transaction; False when every row has them."""
        with self._core.engines.write.begin() as connection:
            return wording.write_some(connection)

    def put_attachment(self, data: bytes, name: str, media: str, kind: str = "other") -> Attachment:
        """Keep a file before the command that cites it."""
        return self.attachments.put(data, name, media, kind, self._core.clock.now())

    def put_attachment_file(self, path: Path, name: str, media: str, kind: str = "other") -> Attachment:
        """Keep a file of the disk as it is now; what happens to it afterwards changes nothing."""
        return self.attachments.put_file(path, name, media, kind, self._core.clock.now())

    def attachment(self, digest: str) -> bytes | None:
        """A file, or None when it was not downloaded."""
        return self.attachments.get(digest)
