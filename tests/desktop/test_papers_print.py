"""What is printed is what was entered: text read back from each PDF."""

from __future__ import annotations

import re
from dataclasses import replace

import pypdfium2 as pdfium
import pytest

from desktop.papers.compose import compose
from desktop.papers.offer import papers_for
from desktop.papers.values import Slip
from documents.layout.clean import clean
from domain import commands as cmd
from domain.case import Measure, Reporter
from tests.documents.paper import squeezed, text_pages

from .paper_samples import DAY, HOSTILE, PARTIES, PHONE, START, Tale, around


def pages(tale: Tale, paper_id: str, slip: Slip | None = None, **changes: object) -> list[str]:
    made = compose(
        paper_id, tale.folder(), around(tale.profile, **changes), START, "样例坐席", slip or Slip()
    )
    return text_pages(made.pdf)


def text(tale: Tale, paper_id: str, slip: Slip | None = None, **changes: object) -> str:
    return squeezed("".join(pages(tale, paper_id, slip, **changes)))


def entered(value: str) -> str:
    return squeezed(clean(value))


@pytest.fixture(scope="module")
def full() -> Tale:
    tale = (
        Tale().register().handled("callback").call("未接通").call("不满意", f"灯又灭了。{HOSTILE}", after=DAY)
    )
    return tale.mediated().enforced()


def test_the_sheet_says_what_was_reported_and_masks_who(full: Tale) -> None:
    shown = text(full, "sheet")
    assert entered(full.case.text) in shown
    assert "张*" in shown
    assert PHONE not in shown
    assert "199****0123" in shown
    assert full.case.number in shown
    assert "金山村3组小学门口" in shown


def test_the_order_carries_the_words_of_the_dispatch(full: Tale) -> None:
    shown = text(full, "order:1")
    assert entered(f"三日内修复。{HOSTILE}") in shown
    assert "清泉镇城建办公室" in shown
    assert "签收人签名" in shown


def test_the_callback_record_is_printed_from_the_call(full: Tale) -> None:
    shown = text(full, "callback:1")
    assert entered(f"灯又灭了。{HOSTILE}") in shown
    assert "1.2026-11-23" in shown
    assert "未接通2.2026-11-24" in shown
    assert "接听人本人" in shown
    assert "张䶮" in shown
    assert PHONE not in shown


def test_the_county_decides_whether_the_record_shows_the_whole_number(full: Tale) -> None:
    open_rules = replace(full.profile, callback=replace(full.profile.callback, phone_on_record="full"))
    folder = full.folder()
    made = compose("callback:1", folder, around(open_rules), START, "样例")
    assert PHONE in squeezed("".join(text_pages(made.pdf)))
    hidden = replace(
        folder, case=replace(folder.case, reporter=replace(folder.case.reporter, protected=True))
    )
    guarded = squeezed(
        "".join(text_pages(compose("callback:1", hidden, around(open_rules), START, "样例").pdf))
    )
    assert PHONE not in guarded
    assert "张䶮" not in guarded


@pytest.mark.parametrize(
    ("outcome", "box"), [("满意", "办结销号"), ("不满意", "整改后再回访"), ("未接通", "未接通，另行回访")]
)
def test_the_decision_box_is_what_the_rules_did(outcome: str, box: str) -> None:
    from desktop.papers.sheets import callback_record

    tale = Tale().register().handled("callback").call(outcome, "原话")
    record = callback_record(tale.folder(), around(tale.profile), 1)
    assert record.decision == box
    assert record.rating == ("" if outcome == "未接通" else outcome)


def test_mediation_papers_carry_parties_and_words_in_full(full: Tale) -> None:
    agreement = text(full, "agreement")
    for part in (
        "张䶮",
        "刘𠮷祥",
        PHONE,
        f"甲方补助一千元。{HOSTILE}",
        "自行拆除",
        "2026-12-10前",
        "（2026）清人调字第3号",
    ):
        assert entered(part) in agreement
    assert entered(f"刘：是老地基。{HOSTILE}") in text(full, "session:1")
    assert "样例记录员" in text(full, "session:1")
    visit = text(full, "visit")
    assert "已退让，通道畅通。" in visit
    for paper_id in ("intake", "court"):
        assert "张䶮" in text(full, paper_id)
    assert entered("因院墙占道发生争议。") in text(full, "court")
    assert "张䶮" not in text(full, "rights")


def concluded(outcome: str, dispute: str = "邻里纠纷") -> Tale:
    tale = Tale().register().handled("callback").call("不满意", "灯又灭了")
    tale.give(cmd.OfferMediation("m1", "清泉镇人民调解委员会", dispute, PARTIES, ("样例调解员",)))
    tale.give(cmd.ConsentMediation(0, True)).give(cmd.ConsentMediation(1, True))
    terms = () if outcome == "failed" else (f"乙方退让。{HOSTILE}",)
    return tale.give(
        cmd.ConcludeMediation(outcome, "因院墙占道发生争议。", terms, "自行拆除", "2026-12-10前")
    )


def offered(tale: Tale) -> set[str]:
    return {paper.id for paper in papers_for(tale.folder(), tale.profile)}


def test_an_oral_agreement_has_its_own_form_and_a_failed_one_none() -> None:
    oral = concluded("oral")
    assert entered(f"乙方退让。{HOSTILE}") in text(oral, "oral")
    assert not offered(oral) & {"agreement", "court"}
    assert not offered(concluded("failed")) & {"agreement", "oral", "court", "visit"}


def test_no_court_is_asked_to_confirm_a_family_relation() -> None:
    assert "court" in offered(concluded("agreed"))
    family = concluded("agreed", "婚姻家庭纠纷")
    assert "court" not in offered(family)
    assert "司法确认" not in text(family, "agreement")


def test_an_unasked_question_of_the_visit_stays_open(full: Tale) -> None:
    from desktop.papers.mediation import mediation_paper
    from desktop.papers.values import PaperKind
    from documents.mediation_facts import MediationVisit

    visit = mediation_paper(full.folder(), around(full.profile), PaperKind.VISIT, "")
    assert isinstance(visit, MediationVisit)
    assert visit.risk is None
    assert visit.satisfaction == visit.retracted == ""
    assert visit.performed == "已全部履行"


def test_the_page_numbers_in_the_catalogue_are_true(full: Tale) -> None:
    made = compose("dossier:正卷", full.folder(), around(full.profile), START, "样例")
    printed = text_pages(made.pdf)
    assert made.pages == len(printed)
    front = 2
    listed = re.findall(
        r"(现场检查（勘验）笔录|询问（调查）笔录|现场照片证据|责令改正通知书)\s*20261124\s*([0-9]+)(?:—([0-9]+))?",
        printed[1],
    )
    assert len(listed) == 4, printed[1]
    for title, first, last in listed:
        for number in range(int(first), int(last or first) + 1):
            page = printed[front + number - 1]
            assert re.search(rf"(?m)^{number}\s*$", page.replace("\r", "")), (title, number)
        assert title.replace("（", "") in printed[front + int(first) - 1].replace("（", "")
    spans = [range(int(first), int(last or first) + 1) for _, first, last in listed]
    assert max(len(span) for span in spans) > 1, "one part runs over several pages"


def test_the_dossier_carries_the_records_and_the_conclusion(full: Tale) -> None:
    shown = text(full, "dossier:正卷")
    for part in (
        f"堆放砂石约六立方米。{HOSTILE}",
        "天气：晴",
        "第39个问题？",
        "第39个回答。",
        "砂石占道全貌",
        "责令内容：三日内清除。",
    ):
        assert entered(part) in shown
    assert "云综执罚决字〔2026〕第31号" in shown
    assert "罚款二百元，已缴纳。" in shown
    assert "县综合执法局" in shown


def test_conclusion_first_puts_the_decision_on_page_one(full: Tale) -> None:
    rules = replace(full.profile, dossier_order="conclusion_first")
    made = compose("dossier", full.folder(), around(rules), START, "样例")
    catalogue = squeezed(text_pages(made.pdf)[1])
    assert catalogue.index("行政处罚决定书") < catalogue.index("送达回证") < catalogue.index("现场检查")


def test_the_joint_record_joins_whistle_and_matter() -> None:
    tale = Tale("yicheng").register()
    tale.give(
        cmd.Dispatch((cmd.Assignment("t1", "build"),), tale.profile.modes[0] if tale.profile.modes else "")
    )
    tale.give(
        cmd.RaiseWhistle("w1", f"夜间采石。{HOSTILE}", "老鹰岩", tale.at + DAY, ("build", "land")),
        "T_OPERATOR",
    )
    tale.give(cmd.TriageWhistle("w1", ("build", "land")))
    tale.give(cmd.SignWhistle("w1", "build"), "UNIT_LIAISON").give(
        cmd.ArriveWhistle("w1", "build", "样例二人"), "UNIT_LIAISON"
    )
    tale.give(cmd.AbsentWhistle("w1", "land", "未到"))
    tale.enforced(delivery=False)
    whistle, joint = text(tale, "whistle:w1"), text(tale, "joint")
    for shown in (whistle, joint):
        assert entered(f"夜间采石。{HOSTILE}") in shown
        assert f"{tale.case.number}-01" in shown
    assert "按时" in whistle
    assert "未到" in whistle
    assert entered(f"堆放砂石约六立方米。{HOSTILE}") in joint
    assert "99010101" in joint
    assert "样例二人" in joint


def with_measure(kind: str, words: str = "", reason: str = "") -> Tale:
    tale = Tale().register().handled("callback").call("不满意", "灯又灭了")
    measure = Measure("m9", kind, tale.at, "C_CENTRE", reason, words, ("C_LEADER",), due=tale.at + 3 * DAY)
    tale.case = replace(tale.case, measures=(*tale.case.measures, measure))
    return tale


@pytest.mark.parametrize(
    "kind",
    ["supervise", "chase", "instruct", "interview", "letter", "accountability", "accountability_proposal"],
)
def test_letters_carry_the_words_of_the_measure_and_the_office_that_gave_it(kind: str) -> None:
    words = f"请查明原因。{HOSTILE}\n三日内反馈。"
    tale = with_measure(kind, words)
    shown = text(tale, f"{kind}:m9", Slip("云综治函〔2026〕5号", "样例单位"))
    for line in words.splitlines():
        assert entered(line) in shown
    assert "样例县综治中心" in shown
    assert "云综治函〔2026〕5号" in shown
    assert "样例单位：" in shown
    assert tale.case.number in shown


def test_a_transfer_without_failed_acceptance_does_not_claim_one() -> None:
    assert "验收不通过" not in text(with_measure("accountability", "", "两次不满意"), "accountability:m9")


def test_a_supervision_without_a_date_names_none() -> None:
    tale = with_measure("supervise", "抓紧。")
    tale.case = replace(tale.case, measures=(replace(tale.case.measures[-1], due=0),))
    assert "1970" not in text(tale, "supervise:m9")


def test_refusal_and_diversion_tell_reason_and_lawful_way() -> None:
    tale = Tale("luoping").register()
    tale.give(cmd.NotAccept("in_law", f"正在仲裁。{HOSTILE}", "phone"))
    shown = text(tale, "refusal:1")
    assert entered(f"正在仲裁。{HOSTILE}") in shown
    assert "仲裁或者行政复议程序" in shown
    assert "张䶮：" in shown
    other = Tale("luoping").register(reporter=Reporter("张䶮", PHONE, protected=True))
    other.give(cmd.Divert("arbitration", f"劳动争议。{HOSTILE}", "", "月底回访一次。"))
    shown = text(other, "diversion:1")
    assert entered(f"劳动争议。{HOSTILE}") in shown
    assert "月底回访一次。" in shown
    assert "张䶮" not in shown


def test_acceptance_and_doing_it_again() -> None:
    tale = Tale("yicheng").register().handled("acceptance")
    tale.give(cmd.Verify("fail", f"仍有残留。{HOSTILE}"))
    assert entered(f"仍有残留。{HOSTILE}") in text(tale, "acceptance:1")
    rectified = Tale().register().handled("callback").call("不满意", f"灯又灭了。{HOSTILE}")
    shown = text(rectified, "redo:1")
    assert "群众回访不满意" in shown
    assert entered(f"灯又灭了。{HOSTILE}") in shown


def test_no_person_in_the_metadata_and_the_practice_mark_on_every_page(full: Tale) -> None:
    for paper_id in ("callback:1", "agreement", "dossier:正卷", "sheet"):
        made = compose(paper_id, full.folder(), around(full.profile, practice=True), START, "样例坐席")
        document = pdfium.PdfDocument(made.pdf)
        told = " ".join(document.get_metadata_dict().values())
        document.close()
        assert "张" not in told
        assert "样例坐席" not in told
        assert full.case.number not in told
        assert all("练习" in page for page in text_pages(made.pdf))


def test_the_trace_names_the_paper_and_its_code_and_no_person(full: Tale) -> None:
    made = compose("agreement", full.folder(), around(full.profile), START, "样例坐席")
    assert made.trace == f"人民调解协议书（{made.proof}）"
    assert made.proof.startswith(f"MQ/{full.case.number}/")
    assert "张" not in made.trace
