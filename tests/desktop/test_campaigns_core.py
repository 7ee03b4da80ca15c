"""Campaigns without a window: ranges, ids, posters that are read back, the ledger, what survives a restart."""

from __future__ import annotations

import csv
import io
import random
from dataclasses import replace

import pypdfium2 as pdfium
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.campaigns import ledger, posters
from desktop.campaigns.campaign import (
    Campaign,
    Stage,
    Wording,
    from_text,
    in_use,
    new_ids,
    next_number,
    to_text,
)
from desktop.campaigns.posters import PosterJob, PostersRefused, host_of, host_trouble, print_job
from desktop.campaigns.scope import ScopeCount, leaves, plan_range, scope_tree
from desktop.imports.line import Failure
from documents.codes import read_picture_codes
from documents.layout.frame import Imprint
from documents.poster import PosterSize
from documents.poster_check import Mismatch
from domain.campaign import CodeKind, Split
from domain.code_ledger import CodeRecord, CodeState, evolve_code, print_code
from domain.ids import parse_code_id
from domain.places import Place, PlaceKind
from domain.profile import CodeStandard
from domain.territory import Territory, territory_of_rows
from wire.admin import AdminAnswer, MarkCodes, PlanCampaign, RefusedItem
from wire.codec import from_json

from .store_samples import NOW, PROFILE, RESOURCES, TOWNSHIP

STANDARD = CodeStandard(1, 1, 30, "balanced")
HOST = "mq.example.gov.cn"


def _tree() -> Territory:
    with (RESOURCES / "sample" / "territory.csv").open(encoding="utf-8", newline="") as stream:
        return territory_of_rows(list(csv.DictReader(stream)))[0]


TREE = _tree()
GROUPS = [p for p in TREE.of_kind(PlaceKind.GROUP) if p.code.startswith(TOWNSHIP)]


def bits(seed=1):
    return random.Random(seed).getrandbits


def planned(counts=None, chosen=(TOWNSHIP,), split=Split.BALANCED, standard=STANDARD):
    counts = {g.code: 45 for g in GROUPS} if counts is None else counts
    return Campaign("20261121-01", TOWNSHIP).choosing(chosen).planned(TREE, counts, standard, split, None)


def sent(**options):
    return planned(**options).confirm("c" * 36, NOW, bits())


def job(records, **options):
    wording = Wording(
        "码上反映 马上办理", "清泉镇综治中心", "扫码反映，30分钟内给您回电话", "0999-1234567", HOST
    )
    return PosterJob(tuple(records), wording, "20261121-01", **options)


# --- range and plan


def test_the_tree_counts_what_lies_in_it():
    households = {g.code: 31 for g in GROUPS}
    tree = scope_tree(TREE, households, TOWNSHIP)
    found = leaves(tree)
    assert {leaf.kind for leaf in found} == {PlaceKind.OFFICE, PlaceKind.BUILDING, PlaceKind.GROUP}
    assert tree.count.groups == len(GROUPS)
    assert tree.count.offices == sum(1 for leaf in found if leaf.kind is PlaceKind.OFFICE)
    buildings = [p for p in TREE.of_kind(PlaceKind.BUILDING) if p.code.startswith(TOWNSHIP)]
    assert tree.count.households == 31 * len(GROUPS) + sum(p.households for p in buildings)
    assert scope_tree(TREE, {}, "123456789") is None
    assert ScopeCount() not in [child.count for child in tree.children]


def test_the_standard_of_the_profile_rules_offices_and_buildings():
    doubled = planned(standard=CodeStandard(2, 0, 30, "balanced")).plan
    single = planned().plan
    assert doubled.count(CodeKind.OFFICE) == 2 * single.count(CodeKind.OFFICE)
    assert doubled.count(CodeKind.BUILDING) == 0
    assert [code.seq for code in doubled.codes] == list(range(1, len(doubled.codes) + 1))
    assert PROFILE.codes == STANDARD


@given(
    st.dictionaries(st.sampled_from([g.code for g in GROUPS]), st.integers(0, 400)), st.sampled_from(Split)
)
def test_no_code_serves_more_than_thirty_and_none_crosses_a_group(counts, split):
    households = {g.code: counts.get(g.code, 0) for g in GROUPS}
    plan = plan_range(TREE, [TOWNSHIP], households, STANDARD, split)
    served = {}
    for code in plan.codes:
        if code.kind is CodeKind.GROUP:
            assert 1 <= code.households <= 30
            served[code.place_code] = served.get(code.place_code, 0) + code.households
    assert served == {place: count for place, count in households.items() if count}


def test_nothing_chosen_and_nothing_to_post_are_told():
    assert "还没有选择" in Campaign("1", TOWNSHIP).planned(TREE, {}, STANDARD, Split.FILLED, None).problem
    bare = Territory.build([Place("990101101", PlaceKind.TOWNSHIP, "清泉镇")])[0]
    none = (
        Campaign("1", TOWNSHIP)
        .choosing(["990101101", "990101999"])
        .planned(bare, {}, STANDARD, Split.FILLED, None)
    )
    assert none.stage is Stage.RANGE
    assert "没有要张贴" in none.problem


# --- ids and the command


def test_ids_are_codes_never_taken_never_twice():
    first = new_ids(2000, bits(7))
    assert len(set(first)) == 2000
    assert all(parse_code_id(code) == code for code in first)
    again = new_ids(2000, bits(7), taken=first)
    assert not set(first) & set(again)


def test_confirming_makes_one_command_and_silence_keeps_it():
    campaign = sent()
    command = from_json(campaign.body, PlanCampaign)
    assert [c.id for c in command.codes] == [r.id for r in campaign.records]
    assert {c.campaign for c in command.codes} == {"20261121-01"}
    assert campaign.back() is campaign
    silent = campaign.answered(Failure("later", "连不上"))
    kept = from_text(to_text(silent))
    assert (kept.stage, kept.body, kept.records, kept.tries) == (
        Stage.SENT,
        campaign.body,
        campaign.records,
        1,
    )
    refused = campaign.answered(Failure("refused", "编号已被使用"))
    assert (refused.stage, refused.records, refused.body) == (Stage.PLAN, (), b"")
    fresh = refused.confirm("d" * 36, NOW, bits(2))
    assert not {r.id for r in fresh.records} & {r.id for r in campaign.records}
    done = kept.answered(AdminAnswer("c" * 36, {"new": len(kept.records)}))
    assert (done.stage, done.body) == (Stage.POSTERS, b"")
    assert from_text(to_text(done)).records == campaign.records


@pytest.mark.parametrize("text", ["", "[]", "{}", "[" * 5000])
def test_a_damaged_draft_is_given_up(text):
    assert from_text(text) is None
    assert ledger.from_text(text) == ()


def test_numbers_of_campaigns_count_up_within_a_day():
    from datetime import date

    records = [replace(sent().records[0], campaign=number) for number in ("20261121-01", "20261120-07")]
    assert next_number(date(2026, 11, 21), records) == "20261121-02"
    assert next_number(date(2026, 11, 22), records) == "20261122-01"


def test_places_with_a_code_in_use_are_counted_once():
    first, second = sent().records[0], sent().records[1]
    retired = replace(second, state=CodeState.RETIRED)
    places = {first.place_code, second.place_code}
    assert in_use([first, first, retired], places) == len({first.place_code})


def test_the_county_s_word_replaces_what_this_desk_remembers():
    campaign = sent()
    told = replace(campaign.records[0], state=CodeState.POSTED)
    known = campaign.known({told.id: told})
    assert len(known) == len(campaign.records)
    assert known[0].state is CodeState.POSTED


# --- posters


@pytest.mark.parametrize(
    ("host", "practice", "word"),
    [
        ("", False, "还没有填写"), ("localhost", False, "本机"), ("127.0.0.1:8000", False, "本机"), ("127.5.0.1", False, "本机"),
        ("::1", False, "本机"), ("[::1]", False, "本机"), ("0.0.0.0", False, "本机"), ("169.254.1.1", False, "本机"),
        ("mq.local", False, "本机"), ("a b.cn", False, "不对"), ("中文.cn", False, "不对"), ("x", False, "不对"),
        ("1.2.3.999", False, "不对"), ("https://mq.cn", False, "不对"), ("mq.cn/q", False, "不对"),
        ("127.0.0.1:8000", True, ""), ("mq.example.gov.cn", False, ""), ("MQ.EXAMPLE.GOV.CN:8443", False, ""),
        ("10.1.2.3", False, ""),
    ],
)  # fmt: skip
def test_posters_refuse_hosts_that_a_telephone_cannot_reach(host, practice, word):
    found = host_trouble(host, practice=practice)
    assert (word in found) if word else found == ""


def test_the_suggested_host_is_the_county_s():
    assert host_of("https://mq.example.gov.cn/") == "mq.example.gov.cn"
    assert host_of("http://127.0.0.1:41234") == "127.0.0.1:41234"
    assert host_of("https://mq.example.gov.cn:443") == "mq.example.gov.cn"
    assert host_of("https://x:99999999") == ""
    assert host_of("") == ""


def test_a_thousand_households_are_printed_and_every_code_reads(tmp_path):
    counts = {g.code: 0 for g in GROUPS}
    for n in range(1000):
        counts[GROUPS[n % len(GROUPS)].code] += 1
    campaign = sent(counts=counts)
    groups = [r for r in campaign.records if r.kind is CodeKind.GROUP]
    assert sum(r.households for r in groups) == 1000
    assert max(r.households for r in groups) <= 30
    seen = []
    files = print_job(job(campaign.records), tmp_path, lambda done, total: seen.append((done, total)))
    assert seen[-1] == (2 * len(campaign.records), 2 * len(campaign.records))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    read = []
    for path in files:
        document = pdfium.PdfDocument(path.read_bytes())
        for page in document:
            read += read_picture_codes(page.render(scale=150 / 72, grayscale=True).to_pil())
            page.close()
        document.close()
    assert sorted(read) == sorted(f"HTTPS://{HOST.upper()}/Q/{r.id}" for r in campaign.records)


def test_a_mismatch_blocks_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr(posters, "verify_posters", lambda *a, **k: [Mismatch(3, ("a",), ("b",))])
    with pytest.raises(PostersRefused) as refused:
        print_job(job(sent().records[:4]), tmp_path)
    assert "第 3 页" in refused.value.message
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("after", [0, 2, 5])
def test_stopping_leaves_no_half_file(tmp_path, after):
    seen = []
    with pytest.raises(PostersRefused) as refused:
        print_job(
            job(sent().records[:4]),
            tmp_path,
            lambda done, total: seen.append(done),
            lambda: len(seen) >= after,
        )
    assert "停止" in refused.value.message
    assert refused.value.written == ()
    assert list(tmp_path.iterdir()) == []


def test_batches_are_files_of_their_own_and_a_stop_keeps_the_finished_ones(tmp_path, monkeypatch):
    monkeypatch.setattr("documents.poster.PAGE_LIMIT", 2)
    records = sent().records[:5]
    files = print_job(job(records), tmp_path)
    assert [path.name[-6:-4] for path in files] == ["01", "02", "03"]
    stopped = []
    folder = tmp_path / "again"
    folder.mkdir()
    with pytest.raises(PostersRefused) as refused:
        print_job(job(records), folder, lambda done, total: stopped.append(done), lambda: len(stopped) > 4)
    assert [path.name for path in refused.value.written] == [path.name for path in folder.iterdir()]
    assert len(refused.value.written) == 1


def test_a_folder_that_cannot_be_written_says_so(tmp_path):
    with pytest.raises(PostersRefused) as refused:
        print_job(job(sent().records[:1]), tmp_path / "nowhere")
    assert "没有保存成功" in refused.value.message


def test_practice_posters_say_so_and_labels_fit_eight_on_a_page():
    records = sent().records[:9]
    wording = replace(job(()).wording, host="127.0.0.1:8000")
    practice = replace(job(records, size=PosterSize.LABEL, practice=True), wording=wording)
    assert practice.pages == 2
    document = pdfium.PdfDocument(posters.preview_pdf(practice, 9))
    text = document[0].get_textpage().get_text_range()
    assert "练习" in text
    assert len(document) == 2
    document.close()
    with pytest.raises(PostersRefused):
        posters.preview_pdf(replace(practice, practice=False), 1)
    with pytest.raises(PostersRefused) as refused:
        posters.preview_pdf(replace(practice, wording=replace(wording, hotline=" ")), 1)
    assert "监督电话" in refused.value.message


def test_a_reprint_keeps_the_ids_and_has_its_own_file_name(tmp_path):
    records = sent().records[:2]
    first = print_job(job(records), tmp_path)
    again = print_job(job(records, reprint=True), tmp_path)
    assert first[0].name != again[0].name
    assert "补打" in again[0].name


# --- the ledger


def record(state=CodeState.PLANNED):
    return replace(sent().records[0], state=state, printed_at=NOW, posted_at=NOW, posted_by="p001", version=1)


def test_marks_offered_are_marks_that_the_rules_take():
    from domain import code_ledger as rules

    steps = {
        "printed": lambda r: rules.print_code(r, NOW + 9, "p"), "posted": lambda r: rules.post_code(r, NOW + 9, "p", "门口"),
        "reprinted": lambda r: rules.reprint_code(r, NOW + 9, "p", "丢失"), "damaged": lambda r: rules.report_damage(r, NOW + 9, "p"),
        "replaced": lambda r: rules.replace_code(r, "0" * 9, NOW + 9, "p"), "retired": lambda r: rules.retire_code(r, NOW + 9, "p", "拆迁"),
    }  # fmt: skip
    for state in CodeState:
        one = record(state)
        taken = {name for name, step in steps.items() if not isinstance(step(one), rules.CampaignProblem)}
        assert set(ledger.marks_for([one])) == taken
    assert ledger.marks_for([record(), record(CodeState.POSTED)]) == ("retired",)
    assert ledger.marks_for([]) == ()


def test_a_mark_names_every_code_and_asks_for_its_reason():
    body = ledger.mark_body(
        "c" * 36, TOWNSHIP, "replaced", ["A", "B"], NOW, "p1", note="破损", successors=["C", "D"]
    )
    command = from_json(body, MarkCodes)
    assert [(e.code_id, e.other) for e in command.events] == [("A", "C"), ("B", "D")]
    assert ledger.mark_trouble("retired", note=" ", spot="")
    assert ledger.mark_trouble("posted", note="", spot="")
    assert ledger.mark_trouble("posted", note="", spot="村口") == ""
    with pytest.raises(ValueError):
        ledger.mark_body("c" * 36, TOWNSHIP, "replaced", ["A", "B"], NOW, "p1", successors=["C"])


class FakeLine:
    """Answers from a list."""

    def __init__(self, *answers):
        self.answers, self.given = list(answers), []

    def give(self, path, body):
        self.given.append((path, body))
        return self.answers.pop(0)


def test_marks_without_an_answer_are_kept_in_order_with_those_behind():
    kept = []
    line = FakeLine(AdminAnswer("1", {"applied": 2}), Failure("later", "连不上"))
    done = ledger.send_marks([b"1", b"2", b"3"], line, lambda left: kept.append(tuple(left)))
    assert (done.applied, done.waiting) == (2, 2)
    assert kept == [(b"1", b"2", b"3"), (b"2", b"3")]
    assert "已保存在本机" in done.sentence
    assert ledger.from_text(ledger.to_text(kept[-1])) == kept[-1]
    more = FakeLine(
        Failure("refused", "不行。"),
        AdminAnswer("3", {"applied": 1}, 0.0, [RefusedItem("x", "ended", "已更换。")]),
    )
    done = ledger.send_marks(kept[-1], more, lambda left: kept.append(tuple(left)))
    assert kept[-1] == ()
    assert "已更换。" in done.sentence
    assert ledger.send_marks([b"1"], None, kept.append).waiting == 1


def test_the_ledger_prints_numbers_states_and_names():
    records = [record(state) for state in (CodeState.PLANNED, CodeState.POSTED)]
    imprint = Imprint("20261121-01", NOW, "王红霞")
    pdf = ledger.ledger_pdf(
        records, "20261121-01", "清泉镇综治中心", lambda code: {"p001": "王红霞"}[code], imprint
    )
    document = pdfium.PdfDocument(io.BytesIO(pdf))
    text = document[0].get_textpage().get_text_range()
    document.close()
    for word in ("张贴台账", "2026-11-21", "已张贴", "已规划", "王红霞"):
        assert word in text
    assert ledger.count_states(records)[CodeState.POSTED] == 1


def test_a_reprint_counts_the_version_and_keeps_the_id():
    from domain.code_ledger import reprint_code

    one = record()
    printed = evolve_code(one, print_code(replace(one, version=0), NOW, "p"))
    again = evolve_code(printed, reprint_code(printed, NOW, "p", "丢失"))
    assert (again.id, again.version, again.state) == (one.id, 2, CodeState.PRINTED)
    assert isinstance(again, CodeRecord)
