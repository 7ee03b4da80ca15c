"""The views of `tests.domain.observation` that look at what the other parts make of a profile: forms, pages, papers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from county.dictionary import Dictionary
from county.progress import progress_of
from desktop.campaigns.scope import plan_range
from desktop.forms import Choice, Ticket, form_for
from desktop.models.statistics import judged
from desktop.papers.enforcement import volumes
from desktop.papers.sheets import callback_record
from desktop.papers.values import Folder, Surroundings
from desktop.story import Names, clock_label, rung_label
from desktop.wall.build import count_wall
from desktop.wall.ledger import Scene
from desktop.wall.period import Period
from domain import commands as cmd
from domain.campaign import Split
from domain.case import Case, Enforcement, EnforcementStep, Reporter
from domain.decide import decide
from domain.events import Listed
from domain.facts import repeat_since
from domain.people import TIERS, Directory
from domain.places import Place, PlaceKind, natural_parent
from domain.profile import Profile
from domain.rhythm import due_papers
from domain.territory import Territory
from tests.domain.story import MONDAY, TEXT, TOWNSHIP, VILLAGE, Story, actor, calendar, paper
from tests.domain.watch import FRONT, Seen, Watch

NAMES = Names(str, str, str, str)
STEPS = (
    "source",
    "filing",
    "inspection",
    "photo",
    "order",
    "legal_review",
    "notice",
    "decision",
    "delivery",
    "closing",
)


def climbed(profile: Profile) -> Seen:
    """Nobody works on a matter that has gone up: who is reminded; what a harder grade proposes."""
    watch = Watch(profile)
    for tier in TIERS:
        watch.case = Case()
        watch.begin()
        watch.case = replace(watch.case, tier=tier)
        for grade in (1, 2, 3, 4, 5):
            watch.case = replace(watch.case, grade=grade)
            watch.offers()
        for name in (*FRONT, "director", "police"):
            watch.case = replace(watch.case, grade=3)
            watch.seen.append(form_of(profile, "triage", watch.case, name))
        watch.hand_out()
        watch.offers()
        for _ in range(9):
            watch.give(cmd.Tick(), "system", after=20 * 86400)
    return watch.seen


def form_of(profile: Profile, kind: str, case: Case, name: str = "operator") -> Seen:
    """Options that a form shows, for each source whether it asks for an outside number."""
    some = (Choice("u", "样例"),)
    domains = tuple(Choice(code, code) for code in ("MS", "ZF", "FZ"))
    form = form_for(
        Ticket(case, profile, actor(name), MONDAY, lambda: "id", kind, "", some, some, some, domains)
    )
    shown: Seen = [[field.name, [(c.value, c.label) for c in field.options]] for field in form.fields]
    number = next((field for field in form.fields if field.name == "external_no"), None)
    if number is not None and number.shown is not None:
        shown.append([[source, number.shown({"source": source})] for source in profile.sources])
    return shown


def forms(profile: Profile) -> Seen:
    """The intake and triage forms, and the names of the limits."""
    return [
        form_of(profile, "register", Case()),
        form_of(profile, "triage", Case(id="c", state="accepted")),
        [clock_label(profile, clock.code) for clock in profile.clocks],
        [rung_label(profile, rung) for rung in range(-1, 9)],
    ]


def pages(profile: Profile) -> Seen:
    """The progress page; from when an earlier report makes a new one a repeated one."""
    territory = Territory.build(())[0]
    dictionary = Dictionary(1, profile, {}, calendar(), Directory(), {}, {}, territory, (), frozenset(), None)
    case = Case(id="c", state="handling", registered_at=MONDAY)
    return [progress_of(case, dictionary, MONDAY + 60), repeat_since(profile, MONDAY)]


def papers(profile: Profile) -> Seen:
    """The callback record and the order of an enforcement dossier."""
    steps = tuple(
        EnforcementStep(kind, MONDAY + n, "样例", (("说明", "样例"),), (paper("document", n + 1),))
        for n, kind in enumerate(STEPS)
    )
    enforcement = Enforcement("e", "样例", "样例", MONDAY, False, (("样例甲", "A1"),), (), steps)
    bundle = volumes(
        Case(enforcement=enforcement), profile, "样例", lambda attached: attached.sha256.encode()
    )
    seen: Seen = [[[part.title for part in volume.parts] for volume in bundle]]
    story = Watch(profile)
    story.begin(reporter=Reporter("样例甲", "19900000001"))
    story.to("callback")
    if story.call("满意"):
        around = Surroundings(profile, NAMES, "样例", "样例", str, str, str, str)
        folder = Folder(story.case, tuple(story.log), 0, lambda _sha: None)
        seen.append(callback_record(folder, around, 1).phone_masked)
    return seen


def wall(profile: Profile) -> Seen:
    """The indicators on the big screen with their targets, and all of them with theirs."""
    scene = Scene(profile, calendar(), Territory.build(())[0])
    return [count_wall((), scene, MONDAY, Period.WEEK).rates, statistics(profile)]


def statistics(profile: Profile) -> Seen:
    """The table of the statistics page without a single matter."""
    return [(line.label, line.formula, line.target) for line in judged(profile, [], MONDAY)]


def rhythm(profile: Profile) -> Seen:
    """Papers due on each of forty days."""
    first = date(2026, 11, 1)
    return [due_papers(profile, first + timedelta(days=n), calendar()) for n in range(40)]


def sample_list(profile: Profile) -> Seen:
    """Which of two hundred called-back matters stand on the city's list."""
    seen: Seen = []
    story = Story(profile)
    for n in range(200):
        case = Case(
            id=f"case-{n}", place=VILLAGE, state="callback", gates=("callback",), gate=0, round_version=1
        )
        answers = tuple((question, "满意") for question in profile.ratings.questions)
        method = next(iter(profile.callback.methods), "phone")
        command = cmd.Command("c", case.id, cmd.CallBack("满意", method, "yes", answers, TEXT), MONDAY)
        told = [
            decide(case, command, actor(name), MONDAY, profile, story.facts)
            for name in ("centre", "operator")
        ]
        seen.append([any(isinstance(e, Listed) for e in each) for each in told if isinstance(each, tuple)])
    return seen


def offices(profile: Profile) -> Seen:
    """Codes planned for an office, a building and a group."""
    tree, problems = Territory.build(
        [
            Place(TOWNSHIP, PlaceKind.TOWNSHIP, "样例镇", natural_parent(TOWNSHIP)),
            Place(VILLAGE, PlaceKind.VILLAGE, "样例村", TOWNSHIP),
            Place(VILLAGE + "001", PlaceKind.GROUP, "1组", VILLAGE, households=31),
            Place(VILLAGE + "00001", PlaceKind.BUILDING, "1号楼", VILLAGE, households=9),
            Place(TOWNSHIP + "00001", PlaceKind.OFFICE, "样例所", TOWNSHIP),
        ]
    )
    assert problems == ()
    plan = plan_range(tree, [TOWNSHIP], {}, profile.codes, Split(profile.codes.split))
    return [(code.seq, code.place_code, code.range_text) for code in plan.codes]
