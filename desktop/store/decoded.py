"""What can be known of the rows of an answer before it is written: their cases, how those look, the hashes of the rows.

Made on the thread that carried the answer, while the one before it goes to the disk.
"""

from __future__ import annotations

from collections.abc import Sequence

from desktop.store.projection import Face, face
from domain.case import Case
from wire.codec import CodecProblem, decode_case
from wire.messages import FeedRow
from wire.sums import row_hash


class Decoded:
    """Hands out what was made before, or makes it now. Rows and cases are told apart as objects, so they are kept."""

    def __init__(self, rows: Sequence[FeedRow]) -> None:
        self._rows = rows
        self._hashes = {id(row): row_hash(row.kind, row.id, row.rev) for row in rows}
        self._cases: dict[int, Case] = {}
        for row in rows:
            if row.kind == "case" and row.op == "put":
                try:
                    self._cases[id(row)] = decode_case(row.body)
                except CodecProblem:
                    continue  # it comes up again, and is told, in its turn
        self._faces = {id(case): face(case) for case in self._cases.values()}

    def case(self, row: FeedRow) -> Case:
        """The case in the body of a row. Raises CodecProblem."""
        found = self._cases.get(id(row))
        return decode_case(row.body) if found is None else found

    def hash(self, row: FeedRow) -> int:
        """What the row adds to the sum of its bucket."""
        found = self._hashes.get(id(row))
        return row_hash(row.kind, row.id, row.rev) if found is None else found

    def face(self, case: Case) -> Face | None:
        """How a case of these rows looks; None for any other."""
        return self._faces.get(id(case))


NOTHING = Decoded(())
"""Nothing was made before."""
