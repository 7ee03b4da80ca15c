"""Laws that hold for every sequence of commands under every shipped profile."""

from __future__ import annotations

import hypothesis.strategies as st
from hypothesis import given, settings

from domain import commands as cmd
from domain.actions import available
from domain.case import LIVE_TASK, OPEN_STATES, Case, Party, Reporter
from domain.decide.gate import ALLOWED
from domain.events import Breached, ClockMoved, ClockStarted, GatePassed, Reopened, StruckOff
from domain.evolve import evolve, fold
from domain.queues import QUEUES, memberships
from domain.refusals import SENTENCES, NeedsCounty, Refusal
from tests.domain.story import ALL_EVIDENCE, DAY, HOUR, TEXT, TOWNSHIP, VILLAGE, Story, actor
from wire.codec import decode_case, decode_command, decode_event, encode_case, encode_command, encode_event

COUNTIES = ("baiyin", "langfang", "yicheng", "gongxian", "luoping")
PEOPLE = (
    "operator", "operator2", "director", "liaison", "liaison2", "unit_head", "secretary", "grid", "leader", "centre",
    "centre2", "city", "archivist", "citizen", "discipline", "system",
)  # fmt: skip
TASKS = ("t1.1", "t1.2", "t2.1", "t2.2", "t3.1", "nonsense")

texts = st.sampled_from((TEXT, "", "已办", "不满意：没有解决 <b>x</b>"))
tasks = st.sampled_from(TASKS)
outcomes = st.sampled_from(("满意", "基本满意", "不满意", "未接通", "拒评", "很好"))
solved = st.sampled_from(("yes", "partly", "no"))
answers = st.builds(
    lambda grade: (("办理态度", grade), ("办理结果", grade)), st.sampled_from(("满意", "不满意"))
)


def _dispatches(draw: st.DrawFn) -> cmd.Dispatch:
    number = draw(st.integers(1, 3))
    units = draw(st.lists(st.sampled_from(("unit", "unit2", "village")), min_size=1, max_size=2, unique=True))
    return cmd.Dispatch(
        tuple(
            cmd.Assignment(f"t{number}.{i}", unit, lead=i == 1, override="样例")
            for i, unit in enumerate(units, 1)
        )
    )


bodies = st.one_of(
    st.builds(cmd.Accept),
    st.builds(cmd.LogCall, st.sampled_from(("reached", "no_answer"))),
    st.builds(cmd.NotAccept, texts, texts, texts),
    st.builds(cmd.Divert, st.sampled_from(("petition", "moon")), texts),
    st.builds(cmd.TakeBack, texts),
    st.builds(cmd.AnswerOnSpot, st.just("phone"), texts),
    st.builds(cmd.Triage, st.sampled_from(("MS", "ZF")), st.sampled_from(("ZX", "QZ", "BY")), st.just(""), st.integers(1, 4)),
    st.composite(_dispatches)(),
    st.composite(_dispatches)(),
    st.builds(cmd.Release, tasks, texts),
    st.builds(cmd.Sign, tasks),
    st.builds(cmd.Sign, tasks),
    st.builds(cmd.RequestReturn, tasks, texts),
    st.builds(cmd.DecideReturn, st.booleans(), texts),
    st.builds(cmd.Escalate, st.sampled_from(("T", "C", "S")), texts),
    st.builds(cmd.DecideEscalation, st.booleans(), texts),
    st.builds(cmd.RequestExtension, tasks, st.integers(0, 6), texts),
    st.builds(cmd.DecideExtension, st.booleans(), texts),
    st.builds(cmd.RequestSuspension, texts),
    st.builds(cmd.DecideSuspension, st.booleans(), texts),
    st.builds(cmd.Resume),
    st.builds(cmd.Progress, texts),
    st.builds(cmd.GiveFeedback, tasks, texts, st.just("solved"), st.sampled_from(((), ALL_EVIDENCE))),
    st.builds(cmd.GiveFeedback, tasks, st.just(TEXT), st.just("solved"), st.just(ALL_EVIDENCE)),
    st.builds(cmd.Review, st.sampled_from(("ok", "rewrite")), texts),
    st.builds(cmd.Review, st.just("ok")),
    st.builds(cmd.GiveReply, st.just("phone"), st.just(TEXT), st.booleans()),
    st.builds(cmd.CallBack, outcomes, st.just("phone"), solved, answers, texts),
    st.builds(cmd.Sample, outcomes, solved, texts),
    st.builds(cmd.Verify, st.sampled_from(("pass", "fail")), texts),
    st.builds(cmd.Rate, st.sampled_from(("citizen", "supervisor")), outcomes),
    st.builds(cmd.Note, texts),
    st.builds(cmd.Archive),
    st.builds(cmd.Supervise, st.sampled_from(("supervise", "instruct")), texts),
    st.builds(cmd.PutOnList, st.sampled_from(("weekly_supervise", "x"))),
    st.builds(cmd.Tick),
    st.builds(cmd.Tick),
    st.builds(cmd.Recalendar),
    st.builds(cmd.Void, texts),
    st.builds(cmd.Follow, st.just("phone"), texts),
    st.builds(cmd.Audit, st.just("reveal")),
    st.builds(cmd.RaiseWhistle, st.just("w"), texts, st.just("样例路口"), st.just(2_000_000_000)),
    st.builds(cmd.TriageWhistle, st.just("w"), st.just(("unit", "unit2")), texts),
    st.builds(cmd.SignWhistle, st.just("w"), st.just("unit")),
    st.builds(cmd.ArriveWhistle, st.just("w"), st.just("unit"), texts),
    st.builds(cmd.ResultWhistle, st.just("w"), texts, st.just(ALL_EVIDENCE)),
    st.builds(cmd.ConfirmWhistle, st.just("w")),
    st.builds(cmd.ScoreWhistle, st.just("w"), st.just("unit"), st.integers(0, 6)),
    st.builds(
        cmd.OfferMediation, st.just("m"), texts, st.just("邻里"),
        st.just((Party("样例甲"), Party("样例乙"))), st.just(("样例调解员",)),
    ),
    st.builds(cmd.ConsentMediation, st.integers(0, 2), st.booleans()),
    st.builds(cmd.HoldMediation, texts, st.just(()), st.just(""), texts),
    st.builds(cmd.ConcludeMediation, st.sampled_from(("agreed", "failed")), texts, st.just(("一",)), texts, texts),
)  # fmt: skip
steps = st.lists(
    st.tuples(st.sampled_from(PEOPLE), bodies, st.sampled_from((60, 5 * HOUR, 2 * DAY))),
    min_size=5,
    max_size=60,
)


def _start(county: str) -> Story:
    story = Story(county)
    story.do(
        "operator",
        cmd.Register(
            TOWNSHIP, VILLAGE, TEXT, next(iter(story.profile.sources)), Reporter("样例甲", "19900000001")
        ),
    )
    return story


def _check_step(story: Story, before: Case, events: tuple[object, ...]) -> None:
    after = story.case
    reopened = sum(1 for event in events if isinstance(event, Reopened))
    assert after.round == before.round + reopened
    if before.state == "archived":
        assert {type(event).kind for event in events} <= {"noted", "audited"}  # type: ignore[attr-defined]
    for event in events:
        if isinstance(event, ClockStarted):
            assert event.due >= event.start
            assert event.start <= event.amber <= event.due
        if isinstance(event, ClockMoved) and event.why in ("resumed", "extended", "rewritten"):
            clock = next(c for c in reversed(before.clocks) if (c.code, c.key) == (event.code, event.key))
            assert event.due >= clock.due
        if isinstance(event, Breached):
            assert event.n <= story.profile.limits.reminders
        if isinstance(event, StruckOff):
            last = any(isinstance(e, GatePassed) and e.gate == after.gates[-1] for e in events if after.gates)
            assert event.exempt or event.unrated or last
            if "reply" in before.gates and not event.exempt:
                assert any(reply.at for reply in after.replies)
    if after.state in ("struck_off", "void", "diverted", "not_accepted", "merged"):
        assert not after.running
        assert not [t for t in after.tasks if t.state in LIVE_TASK - {"fed_back"}]


def _check_roles(story: Story) -> None:
    done: dict[int, dict[str, set[str]]] = {}
    for role, who, number in story.case.done_by:
        done.setdefault(number, {}).setdefault(role, set()).add(who)
    for roles in done.values():
        handlers, reviewers = roles.get("feedback", set()), roles.get("review", set())
        assert not handlers & reviewers
        assert not roles.get("callback", set()) & (handlers | reviewers)
        assert not roles.get("verify", set()) & handlers


@given(st.sampled_from(COUNTIES), steps)
@settings(deadline=None)
def test_laws_of_every_sequence(county: str, script: list[tuple[str, cmd.Body, int]]) -> None:
    story = _start(county)
    for who, body, after in script:
        before = story.case
        answer = story.ask(who, body, after)
        if isinstance(answer, Refusal):
            assert answer.code in SENTENCES
            assert answer.code != "profile_gap"
            assert story.case == before
            continue
        assert not isinstance(answer, NeedsCounty)
        _check_step(story, before, answer)
        _check_roles(story)
        members = memberships(story.case, story.profile)
        assert {m.queue for m in members} <= set(QUEUES)
        assert len({m.queue for m in members}) == len(members)
        assert bool(members) == (story.case.state != "void")
        if story.case.state in OPEN_STATES:
            assert all(m.queue != "closed" for m in members)
    assert fold(story.log) == story.case
    assert decode_case(encode_case(story.case)) == story.case
    assert fold(decode_event(encode_event(event)) for event in story.log) == story.case


@given(st.sampled_from(COUNTIES), steps, st.sampled_from(PEOPLE))
@settings(deadline=None)
def test_what_is_offered_is_not_refused_for_state_post_or_separation(
    county: str, script: list[tuple[str, cmd.Body, int]], who: str
) -> None:
    story = _start(county)
    for name, body, after in script:
        story.ask(name, body, after)
    offered = available(story.case, story.profile, actor(who), story.at)
    assert len(set(offered)) == len(offered)
    assert set(offered) <= set(ALLOWED)
    by_kind = {body.kind: body for _, body, _ in script}
    for kind in offered:
        if kind in by_kind:
            kept = story.case
            answer = story.ask(who, by_kind[kind])
            story.case = kept
            if isinstance(answer, Refusal) and kind not in ("reply", "rate"):
                assert answer.code not in ("state", "post", "separation", "archived")


@given(bodies)
def test_commands_survive_the_wire(body: cmd.Body) -> None:
    command = cmd.Command("c1", "case-1", body, 5, 2)
    assert decode_command(encode_command(command)) == command


def test_the_same_question_has_the_same_answer() -> None:
    one, other = _start("baiyin"), _start("baiyin")
    assert one.log == other.log
    assert evolve(one.case, one.log[-1]) == evolve(other.case, other.log[-1])
