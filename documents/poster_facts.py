"""What a batch of posters is made from."""

from __future__ import annotations

from dataclasses import dataclass

from documents.strings import poster as words


@dataclass(frozen=True, slots=True)
class PosterArt:
    """What all posters of a batch share.

    Attributes:
        title: largest line, such as 码上反映 马上办理.
        office: who posts it.
        promise: what the citizen may expect, such as 扫码反映，30分钟内给您回电话.
        instructions: four plain lines.
        hotline: number for complaints about the handling.
        campaign_no: number of the posting campaign.
    """

    title: str
    office: str
    promise: str
    hotline: str
    campaign_no: str
    instructions: tuple[str, ...] = words.INSTRUCTIONS


@dataclass(frozen=True, slots=True)
class PosterItem:
    """One posted code.

    Attributes:
        code: the nine characters under the code, for reporting by telephone.
        url: address in the code, from :func:`documents.codes.poster_payload`.
        place_name: where it hangs; never a door number.
        range_text: which households it serves.
        responsible_lines: who is responsible, as far as the county lets it be shown; at most three lines.
    """

    code: str
    url: str
    place_name: str
    range_text: str = ""
    responsible_lines: tuple[str, ...] = ()
