"""Which papers a matter offers, what they lack, and the marks they carry."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.papers.compose import compose, imprint_of
from desktop.papers.offer import find, papers_for
from desktop.papers.values import Folder, PaperKind, PaperProblem
from desktop.strings import papers as words
from domain import commands as cmd
from domain.commands import COMMANDS
from domain.events import Audited, Noted

from .paper_samples import DAY, START, TOWNSHIP, Tale, around


def offered(tale: Tale) -> dict[str, bool]:
    return {paper.id: paper.ready for paper in papers_for(tale.folder(), tale.profile)}


def test_a_fresh_matter_offers_its_sheet_and_says_what_the_others_lack() -> None:
    tale = Tale().register()
    papers = papers_for(tale.folder(), tale.profile)
    assert [paper.id for paper in papers if paper.ready] == ["sheet"]
    lacking = {
        paper.id: [m.field for m in paper.missing if m.blocking] for paper in papers if not paper.ready
    }
    assert lacking["order"] == ["dispatch.lead"]
    assert lacking["callback"] == ["callback.outcome"]
    assert lacking["agreement"] == ["mediate.committee"]
    assert lacking["joint"] == ["enforce.title"], (
        "a township without penalty power is offered the joint record"
    )


def test_every_missing_field_leads_to_a_form_to_the_printer_or_to_the_pen() -> None:
    heads = {field.partition(".")[0] for field in words.MISSING}
    assert heads <= set(COMMANDS) | {"slip", "hand"}


def test_every_kind_has_its_title_and_ids_are_unique() -> None:
    assert set(words.TITLES) == {kind.value for kind in PaperKind}
    tale = Tale().register().handled("callback").call("不满意", "灯又灭了").mediated().enforced()
    papers = papers_for(tale.folder(), tale.profile)
    assert len({paper.id for paper in papers}) == len(papers)
    assert len({paper.label for paper in papers}) == len(papers), "labels tell prints apart in the trace"


@pytest.mark.parametrize("county", ["baiyin", "langfang", "gongxian", "luoping", "yicheng"])
def test_all_counties_offer_a_sheet_and_only_what_they_have(county: str) -> None:
    tale = Tale(county).register()
    found = offered(tale)
    assert found["sheet"]
    assert ("whistle" in found) == tale.profile.whistle.on
    assert ("callback" in found) == any("callback" in gates for gates in tale.profile.gates.values())


def test_a_refused_matter_offers_the_letter_and_no_order() -> None:
    tale = Tale("luoping")
    tale.register()
    tale.give(cmd.NotAccept("in_law", "正在仲裁。", "phone"))
    found = offered(tale)
    assert found["refusal:1"]
    assert not any(each.startswith("order") for each in found)


def test_unanswered_calls_belong_to_the_answered_one_and_a_new_round_begins_a_new_record() -> None:
    tale = Tale().register().handled("callback").call("未接通").call("不满意", "灯又灭了", after=DAY)
    assert [each for each in offered(tale) if each.startswith("callback")] == ["callback:1"]
    only_tries = Tale().register().handled("callback").call("未接通")
    assert offered(only_tries)["callback:1"]


def test_the_dossier_says_which_papers_the_law_asks_for() -> None:
    tale = Tale().register().handled("callback").enforced(delivery=False)
    paper = next(p for p in papers_for(tale.folder(), tale.profile) if p.kind is PaperKind.DOSSIER)
    assert paper.draft
    assert any("送达回证" in each.label for each in paper.missing)
    complete = Tale().register().handled("callback").enforced()
    done = next(p for p in papers_for(complete.folder(), complete.profile) if p.kind is PaperKind.DOSSIER)
    assert not done.draft
    assert done.missing == ()


def test_an_order_to_correct_is_no_notice_of_a_penalty() -> None:
    tale = Tale().register().handled("callback").enforced()
    rules = replace(tale.profile, penalty_power=True)
    enforcement = tale.case.enforcement
    assert enforcement is not None
    folder = tale.folder(enforcement=replace(enforcement, joint=False))
    labels = [m.label for p in papers_for(folder, rules) if p.kind is PaperKind.DOSSIER for m in p.missing]
    assert any("事先告知" in label for label in labels)


def test_a_decision_without_penalty_power_must_be_the_departments_own_paper() -> None:
    tale = Tale().register().handled("callback")
    officers = (("样例周", "1"), ("样例王", "2"))
    tale.give(cmd.OpenEnforcement("e", "样例案", "占道", True, officers, ()))
    tale.give(cmd.StepEnforcement("decision", (("处罚内容", "罚款"),)))
    paper = next(p for p in papers_for(tale.folder(), tale.profile) if p.kind is PaperKind.DOSSIER)
    assert any("处罚权" in each.label for each in paper.missing)


def test_what_lacks_something_is_not_made_and_the_sentence_names_it() -> None:
    tale = Tale().register()
    with pytest.raises(PaperProblem, match="还没有交办"):
        compose("order", tale.folder(), around(tale.profile), START, "样例")
    with pytest.raises(PaperProblem, match="请刷新"):
        compose("callback:9", tale.folder(), around(tale.profile), START, "样例")


def test_a_file_that_is_not_here_stops_the_dossier_with_its_sentence() -> None:
    tale = Tale().register().handled("callback").enforced()
    away = Folder(tale.case, tuple(tale.log), 0, lambda digest: None)
    with pytest.raises(PaperProblem, match="还没有下载到本机"):
        compose("dossier:正卷", away, around(tale.profile), START, "样例")
    broken = Folder(tale.case, tuple(tale.log), 0, lambda digest: b"no picture")
    with pytest.raises(PaperProblem, match="没有改动"):
        compose("dossier:正卷", broken, around(tale.profile), START, "样例")


def marks(folder: Folder, tale: Tale, paper_id: str = "sheet") -> tuple[bool, bool, bool]:
    paper = find(folder, tale.profile, paper_id)
    assert paper is not None
    imprint = imprint_of(paper, folder, around(tale.profile), START, "样例")
    return imprint.unsynced, imprint.reprint, imprint.draft


def test_unsynced_is_marked_while_facts_wait_and_traces_do_not_count() -> None:
    tale = Tale().register()
    settled = tale.folder(number=f"{TOWNSHIP}26112300178")
    assert not settled.unsynced
    assert marks(replace(settled, case=replace(settled.case, number="")), tale)[0], (
        "no number from the county yet"
    )
    note = Noted(at=START, by="x", text="样例", attachments=(), supplement=False)
    trace = Audited(at=START, by="x", what="reveal", detail="样例", copies=1, purpose="")
    assert replace(settled, events=(*settled.events, note), expected=1).unsynced
    assert not replace(settled, events=(*settled.events, trace), expected=1).unsynced


def test_a_second_print_of_the_same_paper_says_so_and_another_paper_does_not() -> None:
    tale = Tale().register().handled("callback")
    rules = around(tale.profile)
    first = compose("sheet", tale.folder(), rules, START, "样例")
    tale.log.append(Audited(at=START, by="x", what="print", detail=first.trace, copies=2, purpose="存档"))
    assert marks(tale.folder(), tale)[1]
    assert not marks(tale.folder(), tale, "order:1")[1]
    again = compose("sheet", tale.folder(), rules, START + 60, "样例")
    assert again.proof == first.proof, "the content is the same, so is its code"
    assert again.pdf != first.pdf


def test_a_look_at_personal_data_is_no_print() -> None:
    tale = Tale().register()
    tale.log.append(
        Audited(at=START, by="x", what="reveal", detail="群众诉求登记表（MQ/1/2）", copies=1, purpose="")
    )
    assert not marks(tale.folder(), tale)[1]


def test_papers_with_names_are_personal_and_the_masked_sheet_is_not() -> None:
    tale = Tale().register(text="路灯不亮。").handled("callback").call("不满意", "灯又灭了").mediated()
    personal = {p.kind: p.personal for p in papers_for(tale.folder(), tale.profile)}
    assert personal[PaperKind.AGREEMENT]
    assert personal[PaperKind.CALLBACK]
    assert not personal[PaperKind.SHEET]
    told = Tale().register(text="请打我电话13800001234。")
    assert papers_for(told.folder(), told.profile)[0].personal, "the reporter wrote a number into the text"
