"""The catalogue of matters on three axes: domain (民生/执法/发展), nature (咨询…隐患上报), category code.

The catalogue is data that a county replaces by its own; the file that comes with the product is a sample (示例目录).
A code is stable and never re-used; a county adds codes that begin with ``X``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

DOMAINS = ("MS", "ZF", "FZ")
"""峄城: 民生、执法、发展三方面."""
NATURES = ("ZX", "QZ", "TS", "JB", "JY", "BY", "XF", "YH")

SAMPLE_COUNTS = {"M": 31, "E": 12, "D": 8, "P": 13, "items": 58, "livelihood": 13}
"""白银 31 项诉求, 峄城 13 大类 58 项巡查, 珙县 13 类民生."""


class TaxonomyProblem(ValueError):
    """A catalogue that cannot be used; ``problems`` lists every finding."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Category:
    """One class of matters. ``units`` are the line units that usually handle it, the first one foremost."""

    code: str
    name: str
    domain: str
    livelihood: str = ""
    disputes: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    units: tuple[str, ...] = ()

    @property
    def is_dispute(self) -> bool:
        """Whether matters of this class can go to people's mediation."""
        return bool(self.disputes)


@dataclass(frozen=True, slots=True)
class PatrolClass:
    """A class of the patrol list with its items (code → text)."""

    code: str
    name: str
    items: Mapping[str, str]


@dataclass(frozen=True)
class Taxonomy:
    """A version of the catalogue; every mapping is code → name unless said otherwise."""

    version: str
    title: str
    sample: bool
    domains: Mapping[str, str]
    natures: Mapping[str, str]
    livelihood: Mapping[str, str]
    flags: Mapping[str, str]
    grades: Mapping[str, str]
    tiers: Mapping[str, str]
    grade_tiers: Mapping[str, str]
    categories: Mapping[str, Category]
    patrol: Mapping[str, PatrolClass]
    items: Mapping[str, str] = field(default_factory=dict)

    def of_domain(self, domain: str) -> tuple[Category, ...]:
        """The categories of one domain in the order of the file."""
        return tuple(category for category in self.categories.values() if category.domain == domain)

    def counts(self) -> dict[str, int]:
        """Number of categories by first letter, of patrol classes (``P``), items and livelihood classes."""
        counted: dict[str, int] = {}
        for code in self.categories:
            counted[code[0]] = counted.get(code[0], 0) + 1
        return counted | {"P": len(self.patrol), "items": len(self.items), "livelihood": len(self.livelihood)}


class _Reader:
    """Reads values of a parsed file and gathers problems instead of stopping at the first."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def text(self, table: Mapping[str, object], key: str, where: str) -> str:
        value = table.get(key)
        if isinstance(value, str) and value:
            return value
        self.problems.append(f"{where}: {key} is missing or not a text")
        return ""

    def texts(self, table: Mapping[str, object], key: str, where: str) -> tuple[str, ...]:
        value = table.get(key, [])
        if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
            return tuple(value)
        self.problems.append(f"{where}: {key} must be a list of texts")
        return ()

    def names(self, table: Mapping[str, object], key: str, where: str = "") -> dict[str, str]:
        value = table.get(key)
        if isinstance(value, Mapping) and value and all(isinstance(name, str) for name in value.values()):
            return {str(code): str(name) for code, name in value.items()}
        self.problems.append(f"{where}[{key}] must be a table of code = name")
        return {}

    def tables(self, data: Mapping[str, object], key: str) -> list[Mapping[str, object]]:
        value = data.get(key, [])
        if isinstance(value, list) and all(isinstance(entry, Mapping) for entry in value):
            return value
        self.problems.append(f"[[{key}]] must be a list of tables")
        return []


_CODE = re.compile(r"[MED][0-9]{2}|X[0-9A-Z]{1,7}")


def _category(read: _Reader, table: Mapping[str, object]) -> Category:
    code = read.text(table, "code", "[[category]]")
    where = f"category {code}"
    if code and not _CODE.fullmatch(code):
        read.problems.append(
            f"{where}: a code is M, E or D with two digits, or X with the county's own characters"
        )
    livelihood = table.get("livelihood", "")
    return Category(
        code,
        read.text(table, "name", where),
        read.text(table, "domain", where),
        livelihood if isinstance(livelihood, str) else "?",
        read.texts(table, "disputes", where),
        read.texts(table, "flags", where),
        read.texts(table, "units", where),
    )


def _patrol(read: _Reader, table: Mapping[str, object]) -> PatrolClass:
    code = read.text(table, "code", "[[patrol]]")
    where = f"patrol {code}"
    items = read.names(table, "items", f"{where} ")
    read.problems.extend(
        f"{where}: item {item} does not belong to it"
        for item in items
        if not re.fullmatch(f"{code}[0-9]{{2}}", item)
    )
    return PatrolClass(code, read.text(table, "name", where), items)


def _lint(taxonomy: Taxonomy) -> list[str]:
    found = [
        f"[{name}] must hold exactly {', '.join(wanted)}"
        for name, table, wanted in (
            ("domains", taxonomy.domains, DOMAINS),
            ("natures", taxonomy.natures, NATURES),
        )
        if tuple(table) != wanted
    ]
    if set(taxonomy.grades) != set(taxonomy.grade_tiers):
        found.append("[grade_tiers] must name a tier for each grade")
    found.extend(
        f"grade {grade}: unknown tier {tier}"
        for grade, tier in taxonomy.grade_tiers.items()
        if tier not in taxonomy.tiers
    )
    for category in taxonomy.categories.values():
        where = f"category {category.code}"
        if category.domain not in taxonomy.domains:
            found.append(f"{where}: unknown domain {category.domain}")
        if category.livelihood and category.livelihood not in taxonomy.livelihood:
            found.append(f"{where}: unknown livelihood class {category.livelihood}")
        found.extend(f"{where}: unknown flag {flag}" for flag in category.flags if flag not in taxonomy.flags)
        if not category.units:
            found.append(f"{where}: no unit handles it")
    used = {category.livelihood for category in taxonomy.categories.values()}
    found.extend(
        f"livelihood class {code} is used by no category" for code in taxonomy.livelihood if code not in used
    )
    return found


def parse_taxonomy(data: Mapping[str, object]) -> Taxonomy:
    """Read a catalogue from parsed TOML or JSON.

    Raises :class:`TaxonomyProblem` with all findings: missing or wrong values, a code that is used twice, unknown
    references, livelihood classes without a category, and for the sample other counts than :data:`SAMPLE_COUNTS`.
    """
    read = _Reader()
    categories: dict[str, Category] = {}
    for table in read.tables(data, "category"):
        category = _category(read, table)
        if category.code in categories:
            read.problems.append(f"category {category.code} is there twice")
        categories[category.code] = category
    patrol: dict[str, PatrolClass] = {}
    for table in read.tables(data, "patrol"):
        entry = _patrol(read, table)
        if entry.code in patrol:
            read.problems.append(f"patrol {entry.code} is there twice")
        patrol[entry.code] = entry
    taxonomy = Taxonomy(
        version=read.text(data, "version", "catalogue"),
        title=read.text(data, "title", "catalogue"),
        sample=data.get("sample") is True,
        domains=read.names(data, "domains"),
        natures=read.names(data, "natures"),
        livelihood=read.names(data, "livelihood"),
        flags=read.names(data, "flags"),
        grades=read.names(data, "grades"),
        tiers=read.names(data, "tiers"),
        grade_tiers=read.names(data, "grade_tiers"),
        categories=categories,
        patrol=patrol,
        items={code: text for entry in patrol.values() for code, text in entry.items.items()},
    )
    problems = read.problems or _lint(taxonomy)
    if not problems and taxonomy.sample and taxonomy.counts() != SAMPLE_COUNTS:
        problems = [f"the sample must count {SAMPLE_COUNTS}, it counts {taxonomy.counts()}"]
    if problems:
        raise TaxonomyProblem(tuple(problems))
    return taxonomy
