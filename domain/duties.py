"""Duty lists (职责清单) and power lists (权力清单): import, search, and the citation printed on an order.

峄城: 职责清单498项, 权力清单4242项, 作为分流和履职依据. Since 2025 a township's list comes in three kinds (基本履职,
配合履职, 上级收回); a matter on the third is not a township's to handle. Lists are the county's; nothing is built in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class ListKind(StrEnum):
    """Which list an item is from."""

    BASIC = "基本履职"
    ASSISTING = "配合履职"
    TAKEN_BACK = "上级收回"
    DUTY = "职责"
    POWER = "权力"


_LIST_WORDS: Mapping[str, ListKind] = MappingProxyType(
    {kind.value: kind for kind in ListKind}
    | {"配合上级部门履职": ListKind.ASSISTING, "上级部门收回": ListKind.TAKEN_BACK}
)
_COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "list_kind": ("清单类别", "清单类型", "清单", "类别", "list_kind"),
        "item_no": ("编号", "序号", "事项编号", "事项编码", "code", "item_no"),
        "title": ("事项名称", "事项", "名称", "职权名称", "职责事项", "title"),
        "unit": ("单位", "责任单位", "实施主体", "承担部门", "对应上级部门", "unit"),
        "group": ("分类", "事项分类", "类型", "group"),
        "basis": ("依据", "设定依据", "法律依据", "basis"),
    }
)
_MAX_TITLE = 500
_ENOUGH = 6
_MAX_BASIS = 20_000


@dataclass(frozen=True, slots=True)
class DutyItem:
    """One item of a list."""

    list_kind: ListKind
    item_no: str
    title: str
    unit: str = ""
    group: str = ""
    basis: str = ""

    @property
    def key(self) -> str:
        """List kind and number: the item's identity."""
        return f"{self.list_kind}/{self.item_no}"


@dataclass(frozen=True, slots=True)
class DutyProblem:
    """A row that is not imported, or a citation that is refused. ``line`` is 0 for a citation."""

    line: int
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class DutyCitation:
    """What an order says about its basis. ``override_reason`` is set when it goes against the list."""

    list_kind: str
    item_no: str
    title: str
    override_reason: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class DutyList:
    """Immutable set of items with look-up by number and by words."""

    items: Mapping[str, DutyItem]
    _grams: Mapping[str, tuple[str, ...]]

    @classmethod
    def build(cls, items: Iterable[DutyItem]) -> DutyList:
        """List of the items; of two with one key the first stays."""
        kept: dict[str, DutyItem] = {}
        for item in items:
            kept.setdefault(item.key, item)
        grams: dict[str, list[str]] = {}
        for key, item in kept.items():
            for gram in _grams(item.title):
                grams.setdefault(gram, []).append(key)
        return cls(MappingProxyType(kept), MappingProxyType({g: tuple(k) for g, k in grams.items()}))

    def find(self, item_no: str, list_kind: ListKind | None = None) -> tuple[DutyItem, ...]:
        """Items of a number, of one list where given (numbers repeat from list to list)."""
        kinds = (list_kind,) if list_kind is not None else tuple(ListKind)
        found = (self.items.get(f"{kind}/{item_no.strip()}") for kind in kinds)
        return tuple(item for item in found if item is not None)

    def search(
        self, words: str, *, list_kind: ListKind | None = None, limit: int = 20
    ) -> tuple[DutyItem, ...]:
        """Items whose number begins with ``words`` or whose title is nearest to it, best first.

        Nearness is the number of the query's two-character pieces (of a single character: itself) found in
        the title; a third of them is needed, of a long query two. Equal ones keep the order of the list.
        """
        query = words.strip()
        wanted = _grams(query)
        if not wanted:
            return ()
        pieces = {gram for gram in wanted if len(gram) == 2} or wanted
        hits: dict[str, int] = {}
        for gram in pieces:
            for key in self._grams.get(gram, ()):
                hits[key] = hits.get(key, 0) + 1
        folded = query.casefold()
        score: dict[str, tuple[int, int]] = {}
        for key, item in self.items.items():
            by_number = item.item_no.casefold().startswith(folded)
            literal = 2 if by_number else int(folded in item.title.casefold())
            near = hits.get(key, 0) * 3 >= min(len(pieces), _ENOUGH)
            if literal or near:
                score[key] = (literal, hits.get(key, 0))
        best = sorted(score, key=lambda key: score[key], reverse=True)
        chosen = (self.items[key] for key in best)
        return tuple(item for item in chosen if list_kind is None or item.list_kind is list_kind)[:limit]

    def cite(self, key: str, *, tier: str, override_reason: str = "") -> DutyCitation | DutyProblem:
        """Citation of an item for an order to a handler of ``tier`` (G, V, T, C, S).

        An item that was taken back may not go to a township or below without a reason; an order without
        an item (``key`` empty) needs a reason as well.
        """
        reason = override_reason.strip()
        if not key:
            return DutyCitation("", "", "", reason) if reason else _problem(0, "no_item")
        item = self.items.get(key)
        if item is None:
            return _problem(0, "unknown_item")
        if not within_duty(item, tier) and not reason:
            return _problem(0, "taken_back")
        return DutyCitation(item.list_kind.value, item.item_no, item.title, reason)


def within_duty(item: DutyItem, tier: str) -> bool:
    """True when handlers of ``tier`` may be given the item: all but 上级收回 below the county."""
    return item.list_kind is not ListKind.TAKEN_BACK or tier not in ("G", "V", "T")


def read_duties(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    list_kind: ListKind | None = None,
    first_line: int = 2,
) -> tuple[tuple[DutyItem, ...], tuple[DutyProblem, ...]]:
    """Items of a sheet, and the rows that do not read.

    ``list_kind`` is for sheets that hold one list and lack the column. Blank rows are passed over. A missing
    column of titles or numbers gives one problem for the header line.
    """
    columns = _columns(header)
    lacking = [name for name in ("item_no", "title") if name not in columns]
    if lacking or (list_kind is None and "list_kind" not in columns):
        return (), (_problem(first_line - 1, "missing_column"),)
    items: list[DutyItem] = []
    problems: list[DutyProblem] = []
    seen: set[str] = set()
    for line, row in enumerate(rows, first_line):
        cells = {name: row[at].strip() if at < len(row) else "" for name, at in columns.items()}
        if not any(cells.values()):
            continue
        word = cells.get("list_kind", "").removesuffix("清单").removesuffix("事项")
        kind = _LIST_WORDS.get(word) or list_kind
        trouble = _row_problem(cells, kind)
        if kind is None or trouble:
            problems.append(_problem(line, trouble))
            continue
        optional = (cells.get(name, "") for name in ("unit", "group", "basis"))
        item = DutyItem(kind, cells["item_no"], cells["title"], *optional)
        if item.key in seen:
            problems.append(_problem(line, "repeated"))
            continue
        seen.add(item.key)
        items.append(item)
    return tuple(items), tuple(problems)


def _columns(header: Sequence[str]) -> dict[str, int]:
    titles = [cell.strip() for cell in header]
    found: dict[str, int] = {}
    for name, words in _COLUMNS.items():
        for word in words:
            if word in titles:
                found[name] = titles.index(word)
                break
    return found


def _row_problem(cells: Mapping[str, str], kind: ListKind | None) -> str:
    if kind is None:
        return "bad_list"
    if not cells["item_no"] or len(cells["item_no"]) > 40 or not cells["item_no"].isprintable():
        return "bad_number"
    if not cells["title"] or len(cells["title"]) > _MAX_TITLE:
        return "bad_title"
    if len(cells.get("basis", "")) > _MAX_BASIS:
        return "bad_basis"
    return ""


def _grams(text: str) -> frozenset[str]:
    """One- and two-character pieces of the letters and digits of a text, case folded."""
    plain = "".join(ch for ch in text.casefold() if ch.isalnum())
    return frozenset(plain) | frozenset(plain[i : i + 2] for i in range(len(plain) - 1))


_MESSAGES: Mapping[str, str] = MappingProxyType(
    {
        "missing_column": "表头缺少“编号”“事项名称”或“清单类别”，没有导入任何一行。请补上表头后重新导入。",
        "bad_list": "清单类别应为基本履职、配合履职、上级收回、职责或权力，这一行没有导入。请改正后重新导入。",
        "bad_number": "编号为空、过长或含有看不见的字符，这一行没有导入。请改正后重新导入。",
        "bad_title": "事项名称为空或超过500字，这一行没有导入。请改正后重新导入。",
        "bad_basis": "依据超过20000字，这一行没有导入。请删减后重新导入。",
        "repeated": "同一清单内编号重复，只保留了前一行。请核对编号后重新导入。",
        "no_item": "没有引用清单事项，交办没有发出。请选择一项，或写明不引用的理由。",
        "unknown_item": "清单里没有这一项，交办没有发出。请重新选择。",
        "taken_back": "这一项已由上级收回，交办没有发出。请改派上级部门，或写明仍由本级办理的理由。",
    }
)


def _problem(line: int, code: str) -> DutyProblem:
    return DutyProblem(line, code, _MESSAGES[code])
