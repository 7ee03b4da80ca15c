"""Every finding of the loader, each with a file broken in one place and the line that must be named."""

import re
from pathlib import Path

import pytest

from domain.profile_finding import MESSAGES
from domain.profile_load import ProfileProblem, load_profile

PROFILES = Path("resources/profiles")


def text_of(name):
    return (PROFILES / f"{name}.toml").read_text("utf-8")


def findings_of(text):
    try:
        load_profile(text, "broken.toml")
    except ProfileProblem as problem:
        return problem.findings
    return ()


def line_with(marker, text):
    """The line of the marker; what stands before ¦ is context."""
    context, _, word = marker.rpartition("¦")
    return text[: text.index(context + word) + len(context)].count("\n") + 1


# (finding code, profile, text to replace, replacement, text of the line that is named)
BREAKS = [
    ("unknown_key", "baiyin", 'join = "all"', 'join = "all"\ncolour = "red"', "colour ="),
    ("unknown_key", "baiyin", "first_call = true", "frist_call = true", "frist_call"),
    ("missing_key", "baiyin", 'slogan = "', '# slogan = "', "# 码上反映"),
    ("missing_key", "baiyin", 'scope = "case"\n', "", "[[clocks]]"),
    ("wrong_type", "baiyin", "[escalation]", "[[escalation]]", "[[escalation]]"),
    ("wrong_type", "baiyin", 'proxy = ["T_OPERATOR", "T_DIRECTOR"]', 'proxy = "T_OPERATOR"', "proxy ="),
    ("wrong_type", "baiyin", 'methods = ["phone"]', "methods = []", "methods = []"),
    ("wrong_type", "yicheng", 'raisers = ["township", "department", "enterprise", "citizen"]', "raisers = []", "raisers = []"),
    ("wrong_type", "baiyin", "[entry] ", "[[entry]] ", "[[entry]]"),
    ("unknown_fact", "baiyin", "when = { anonymous = true }", "when = { nameless = true }", "nameless"),
    ("unknown_fact", "yicheng", 'when = { domain = "ZF" }', 'when = { kind = "ZF" }', 'kind = "ZF"'),
    ("wrong_type", "baiyin", "version = 1 ", 'version = "1" ', 'version = "1"'),
    ("wrong_type", "baiyin", "auto_accept = true", "auto_accept = 1", "auto_accept"),
    ("wrong_type", "baiyin", "warn = [50, 83]", "warn = 50", "warn = 50"),
    ("wrong_type", "baiyin", "[wording]\non = true", "[wording]\non = 1", "[wording]\n¦on = 1"),
    ("wrong_type", "baiyin", '["feedback", "review"],', '["feedback", "review", "reply"],', '"review", "reply"]'),
    ("wrong_type", "baiyin", 'do = ["close"]', "do = []", "do = []"),
    ("wrong_type", "baiyin", 'title = "码上反映·马上办理"', 'title = " "', 'title = " "'),
    ("wrong_type", "baiyin", 'dissatisfied = ["不满意"]', "dissatisfied = []", "dissatisfied = []"),
    ("wrong_type", "baiyin", "when = { anonymous = true }", "when = {}", "[[callback.exempt]]"),
    ("unknown_fact", "baiyin", '"dissatisfied.round" = "<=1"', '"dissatisfied.week" = "<=1"', "dissatisfied.week"),
    ("unknown_fact", "baiyin", '"dissatisfied.round" = "<=1"', 'dissatisfied.round = "<=1"', "dissatisfied.round ="),
    ("unknown_fact", "baiyin", "{ when = { grade = 1 }", "{ when = { size = 1 }", "size = 1"),
    ("fact_value", "baiyin", '"dissatisfied.round" = "<=1"', '"dissatisfied.round" = "<1"', '"<1"'),
    ("fact_value", "baiyin", 'when = { outcome = "未接通" }', 'when = { outcome = "没接" }', "没接"),
    ("fact_value", "baiyin", "{ when = { grade = 2 }", "{ when = { grade = 9 }", "grade = 9"),
    ("fact_value", "baiyin", "when = { open = true }", "when = { open = 1 }", "open = 1"),
    ("fact_value", "baiyin", 'flags = "has:群体性", breaches', 'flags = "群体性", breaches', '"群体性", b'),
    ("fact_value", "yicheng", '"fails.row" = "<=1"', '"fails.row" = true', '"fails.row" = true'),
    ("fact_scope", "baiyin", "when = { open = true }", 'when = { outcome = "满意" }', 'when = { outcome = "满意" }'),
    ("fact_scope", "gongxian", "when = { repeat = true }", 'when = { breaches = ">=1" }', 'breaches = ">=1"'),
    ("unknown_effect", "baiyin", 'do = ["rectify"]', 'do = ["rectfy"]', "rectfy"),
    ("unknown_effect", "gongxian", 'do = ["sms", "letter"]', 'do = ["sms", "close"]', '["sms", "close"]'),
    ("effect_scope", "baiyin", 'do = ["supervise"]', 'do = ["close"]', 'do = ["close"]                   # S BY-15'),
    ("effect_scope", "baiyin", 'do = ["stay"]\n', 'do = ["unreached"]\n', 'do = ["unreached"]\n'),
    ("effect_moves", "baiyin", 'do = ["rectify"]', 'do = ["rectify", "reopen"]', '"rectify", "reopen"'),
    ("effect_moves", "baiyin", 'do = ["rectify"]', 'do = ["supervise"]', 'do = ["supervise"]                     # S BY-18'),
    ("unknown_post", "baiyin", '["T_LEADER"]', '["T_LEDER"]', "T_LEDER"),
    ("unknown_post", "baiyin", 'fanout = ["VILLAGE_SECRETARY"', 'fanout = ["SECRETARY"', '"SECRETARY"'),
    ("unknown_post", "baiyin", 'sample = ["S_CENTRE"]', 'sample = ["CITY"]', '"CITY"'),
    ("unknown_post", "baiyin", 'proxy = ["T_OPERATOR"', 'proxy = ["OPERATOR"', '"OPERATOR"'),
    ("unknown_post", "baiyin", 'to = "S_SECRETARY"', 'to = "NOBODY"', "NOBODY"),
    ("unknown_post", "gongxian", 'post = "C_LEADER"', 'post = "LEADER"', '"LEADER"'),
    ("unknown_state", "baiyin", '"registered", "not_accepted"', '"registerd", "not_accepted"', "registerd"),
    ("unknown_event", "baiyin", 'stop = ["called"]', 'stop = ["telephoned"]', "telephoned"),
    ("unknown_command", "baiyin", "[posts]\n", '[posts]\nfly = ["GRID"]\n', "fly ="),
    ("unknown_command", "baiyin", '["feedback", "verify"],', '["feedback", "verfy"],', "verfy"),
    ("system_command", "baiyin", "[posts]\n", '[posts]\ntick = ["GRID"]\n', "tick ="),
    ("unknown_unit", "baiyin", 'n = 30, unit = "minute"', 'n = 30, unit = "minutes"', '"minutes"'),
    ("unknown_formula", "baiyin", 'formula = "acceptance"', 'formula = "acceptanse"', "acceptanse"),
    ("unknown_tier", "baiyin", 'ZF = "V"', 'ZF = "X"', 'ZF = "X"'),
    ("unknown_tier", "baiyin", '"review:C"', '"review:X"', "review:X"),
    ("unknown_tier", "baiyin", 'tiers = ["T", "C", "S"]', 'tiers = ["T", "P"]', '"P"]'),
    ("unknown_tier", "baiyin", 'label = "一般"\ntier = "V"', 'label = "一般"\ntier = "W"', '"W"'),
    ("unknown_tier", "baiyin", 'tier = "T"\nlabel = "乡镇（街道）政法委员"', 'tier = "Y"\nlabel = "乡镇（街道）政法委员"', '"Y"'),
    ("unknown_gate", "baiyin", 'MS = ["review", "reply", "callback"]', 'MS = ["look", "reply", "callback"]', '"look"'),
    ("unknown_gate", "baiyin", 'rectify_back_to = "callback"', 'rectify_back_to = "acceptance"', "rectify_back_to"),
    ("unknown_domain", "baiyin", 'domains = ["MS", "ZF", "FZ"]', 'domains = ["MS", "ZF", "FX"]', '"FX"'),
    ("unknown_domain", "baiyin", 'domains = ["MS", "ZF", "FZ"]', 'domains = ["MS", "ZF"]', 'FZ = "V"'),
    ("unknown_choice", "baiyin", 'on = "sample"', 'on = "sampling"', '"sampling"'),
    ("unknown_choice", "baiyin", 'once = "case"', 'once = "twice"', "twice"),
    ("unknown_choice", "baiyin", 'scope = "case"', 'scope = "matter"', '"matter"'),
    ("unknown_choice", "baiyin", 'join = "all"', 'join = "any"', '"any"'),
    ("unknown_choice", "baiyin", 'period = "day"', 'period = "hour"', '"hour"'),
    ("unknown_choice", "baiyin", 'split = "balanced"', 'split = "even"', '"even"'),
    ("unknown_choice", "baiyin", 'then = "sms"', 'then = "fax"', '"fax"'),
    ("unknown_choice", "baiyin", 'phone_on_record = "masked"', 'phone_on_record = "open"', '"open"'),
    ("unknown_choice", "baiyin", 'dossier_order = "parts"', 'dossier_order = "mixed"', '"mixed"'),
    ("unknown_choice", "baiyin", 'methods = ["phone"]', 'methods = ["pigeon"]', "pigeon"),
    ("unknown_choice", "gongxian", 'of = "category"', 'of = "street"', '"street"'),
    ("unknown_choice", "yicheng", 'raisers = ["township"', 'raisers = ["village"', '"village"'),
    ("unknown_choice", "yicheng", 'at = "feedback"', 'at = "fedback"', "fedback"),
    ("unknown_choice", "yicheng", "photo = 1", "phot = 1", "phot ="),
    ("duplicate", "baiyin", 'code = "dispatch"', 'code = "phone_reply"', 'code = "phone_reply"\nlabel = "研判'),
    ("duplicate", "baiyin", 'code = "weekly_long"', 'code = "weekly_overdue"', 'code = "weekly_overdue"\nlabel = "周督办·长'),
    ("duplicate", "baiyin", 'label = "较大"', 'label = "一般"', 'label = "一般"\ntier = "T"'),
    ("duplicate", "baiyin", 'label = "责任"', 'label = "反映"', 'label = "反映"\nstates = ["accepted"'),
    ("duplicate", "baiyin", 'label = "办结率"', 'label = "受理率"', 'label = "受理率"                     # S BY-23\nformula = "closing"'),
    ("duplicate", "baiyin", 'label = "周催办清单"', 'label = "周督办清单"', 'label = "周督办清单"                 # S BY-27\n[[rhythm]]\nperiod = "week"\n¦label'),
    ("duplicate", "baiyin", '"没办法", "已阅"', '"没办法", "没办法"', "banned ="),
    ("duplicate", "baiyin", 'questions = ["办理态度", "办理结果"]', 'questions = ["办理态度", "办理态度"]', "questions ="),
    ("duplicate", "baiyin", 'reason = "表扬"', 'reason = "匿名或未留电话"', "when = { anonymous = true }\n[[callback.exempt]]\n¦reason"),
    ("duplicate", "baiyin", '["feedback", "verify"],', '["review", "feedback"],', '["review", "feedback"]'),
    ("duplicate", "baiyin", 'do = ["supervise", "veto"]', 'do = ["veto", "veto"]', '"veto", "veto"'),
    ("duplicate", "baiyin", 'start = ["pushed"]', 'start = ["pushed", "pushed"]', '"pushed", "pushed"'),
    ("duplicate", "baiyin", 'stop = ["called"]', 'stop = ["called", "pushed"]', '"called", "pushed"'),
    ("duplicate", "gongxian", 'code = "overdue"', 'code = "repeat"', 'code = "repeat"\nlabel = "超期件"'),
    ("duplicate", "baiyin", "ladder = true                        # P\n", "ladder = true\nfirst_call = true\n", "first_call = true\n"),
    ("command_missing", "baiyin", "archive = [", "# archive = [", "[posts]"),
    ("stage_missing", "baiyin", ', "void"]', "]", "[[stages]]"),
    ("stage_overlap", "baiyin", '"suspended", "review"', '"accepted", "suspended", "review"', '"accepted", "suspended"'),
    ("entry_missing", "baiyin", 'ZF = "V"\n', "", "[entry]"),
    ("gates_missing", "baiyin", 'ZF = ["review", "reply", "callback"]\n', "", "[gates]"),
    ("gate_unreachable", "baiyin", 'MS = ["review", "reply", "callback"]', 'MS = ["callback", "review"]', '["callback", "review"]'),
    ("gate_unreachable", "baiyin", 'MS = ["review", "reply", "callback"]', 'MS = ["review", "acceptance"]', '["review", "acceptance"]'),
    ("rung_empty", "baiyin", 'posts = ["T_LEADER"]', "posts = []", "posts = []"),
    ("rung_order", "baiyin", 'tier = "S"\nlabel = "市委', 'tier = "V"\nlabel = "市委', 'tier = "V"\nlabel = "市委'),
    ("clock_no_start", "baiyin", 'start = ["pushed"]', "start = []", "start = []"),
    ("clock_no_stop", "baiyin", 'stop = ["called"]', "stop = []", "stop = []"),
    ("clock_never", "baiyin", 'stop = ["called"]', 'stop = ["verified"]', '"verified"]'),
    ("clock_never", "baiyin", 'start = ["pushed"]', 'start = ["unit_called"]', '"unit_called"'),
    ("clock_never", "langfang", 'start = ["registered"]  # P 有问必答', 'start = ["pushed"]', '"pushed"'),
    ("clock_never", "langfang", 'start = ["gate_entered:callback"]', 'start = ["rectify_ordered"]', "rectify_ordered"),
    ("gate_clock", "baiyin", 'start = ["gate_entered:reply"]', 'start = ["gate_entered:acceptance"]', "gate_entered:acceptance"),
    ("clock_scope", "baiyin", 'start = ["tasked"]', 'start = ["dispatched"]', 'start = ["dispatched"]'),
    ("clock_scope", "yicheng", 'stop = ["unit_arrived"]', 'stop = ["whistle_confirmed"]', "whistle_confirmed"),
    ("amounts_open", "baiyin", '  { n = 20, unit = "workday" },\n', "", "amounts = [                          # P"),
    ("amount_value", "baiyin", "warn = [50, 83]", "warn = [83, 50]", "warn = [83, 50]"),
    ("amount_value", "luoping", 'day_end = "17:30"', 'day_end = "5pm"', "5pm"),
    ("amount_value", "yicheng", 'given = "arrive_by"', 'given = "leave_by"', "leave_by"),
    ("idle_value", "yicheng", "{ n = 0, unit", "{ n = 4, unit", 'n = 4, unit = "given"'),
    ("idle_value", "baiyin", '{ n = 30, unit = "minute" }', '{ n = 30, unit = "minute", given = "arrive_by" }', 'given = "arrive_by"'),
    ("idle_value", "baiyin", "first_call = true                    # S BY-08", "roll = true", "roll = true"),
    ("idle_value", "baiyin", "first_call = true                    # S BY-08", 'day_end = "17:30"', "day_end"),
    ("idle_value", "baiyin", 'stop = ["called"]', 'stop = ["accepted"]', "first_call = true"),
    ("idle_value", "baiyin", 'do = ["rectify"]', 'do = ["reopen"]', "rectify_back_to"),
    ("idle_value", "baiyin", "verify = []", 'verify = ["C_CENTRE"]', 'verify = ["C_CENTRE"]'),
    ("idle_value", "baiyin", "mediation = true", "mediation = false", "mediate = "),
    ("idle_value", "baiyin", '"review:C" = ["C_CENTRE"]', '"review:C" = []', '"review:C" = []'),
    ("idle_value", "baiyin", "raisers = []", 'raisers = ["citizen"]', "on = false"),
    ("idle_value", "baiyin", "[wording]\non = true", "[wording]\non = false", "on = false                            # S BY-26"),
    ("idle_value", "baiyin", "min_feedback = 10", "min_feedback = 5", "min_feedback = 5"),
    ("idle_value", "langfang", "sample_percent = 0", "sample_percent = 5", "sample_percent = 5"),
    ("idle_value", "yicheng", "tries = 0", "tries = 3", "tries = 3"),
    ("idle_value", "baiyin", '["feedback", "verify"],', '["feedback", "sign"],', '"sign"],'),
    ("idle_value", "langfang", 'tiers = ["C", "S"]', 'tiers = ["T", "C"]', 'tiers = ["T", "C"]'),
    ("number_range", "baiyin", "n = 30, unit", "n = 0, unit", "n = 0, unit"),
    ("number_range", "baiyin", "version = 1 ", "version = 0 ", "version = 0"),
    ("number_range", "baiyin", "again_minutes = 60 ", "again_minutes = 0 ", "again_minutes = 0"),
    ("number_range", "baiyin", "target = 99.0", "target = 101.0", "target = 101.0"),
    ("number_range", "baiyin", "households = 30", "households = 0", "households = 0"),
    ("number_range", "baiyin", "returns = 3", "returns = -1", "returns = -1"),
    ("number_range", "baiyin", "gap_hours = 4", "gap_hours = 100", "gap_hours = 100"),
    ("number_range", "yicheng", "photo = 1", "photo = 0", "photo = 0"),
    ("rule_gap", "baiyin", 'on = "callback"\nwhen = { outcome = "不满意" }\ndo = ["reopen"]', 'on = "callback"\nwhen = { outcome = "不满意", "dissatisfied.round" = 2 }\ndo = ["reopen"]', '[[rules]]\non = "callback"\nwhen = { outcome = "未接通" }'),
    ("rule_gap", "baiyin", 'on = "sample"\ndo = ["stay"]', 'on = "sample"\nwhen = { outcome = "满意" }\ndo = ["stay"]', '[[rules]]\non = "sample"\nwhen = { outcome = "满意" }'),
    ("rule_gap", "yicheng", 'when = { outcome = "fail" }', 'when = { outcome = "fail", "fails.row" = 2 }', "[[rules]]  # S YC-16 连续"),
    ("rule_shadowed", "baiyin", 'when = { outcome = "不满意", "dissatisfied.round" = "<=1" }', 'when = { outcome = "不满意" }', '[[rules]]\non = "callback"\nwhen = { outcome = "不满意" }\ndo = ["reopen"]'),
    ("rule_shadowed", "baiyin", '"dissatisfied.round" = "<=1"', '"dissatisfied.round" = 0', '[[rules]]\non = "callback"\nwhen = { outcome = "不满意", "dissatisfied.round" = 0'),
    ("rule_shadowed", "baiyin", "{ when = { grade = 2 }", "{ when = { grade = 1 }", "{ when = { grade = 1 }, n = 10"),
    ("rule_unreachable", "baiyin", 'on = "sample"\ndo = ["stay"]', 'on = "sample"\ndo = ["stay"]\n[[rules]]\non = "verify"\ndo = ["close"]', '[[rules]]\non = "verify"'),
    ("rule_unreachable", "baiyin", 'at = "feedback"', 'at = "whistle_result"', "whistle_result"),
    ("rule_once", "baiyin", 'do = ["rectify"]', 'once = "round"\ndo = ["rectify"]', 'once = "round"'),
    ("unreached_tries", "baiyin", '"tries.gate" = ">=3"', '"tries.gate" = ">=4"', '">=4"'),
    ("unreached_tries", "baiyin", "days = 2 ", "days = 3 ", '"tries.gate" = ">=3"'),
    ("rating_overlap", "baiyin", 'dissatisfied = ["不满意"]', 'dissatisfied = ["基本满意"]', 'dissatisfied = ["基本满意"]'),
    ("not_a_grade", "baiyin", 'satisfied = ["满意", "基本满意"]', 'satisfied = ["满意", "很满意"]', "很满意"),
    ("separate_pair", "baiyin", '["feedback", "verify"],', '["feedback", "feedback"],', '["feedback", "feedback"]'),
    ("separate_missing", "baiyin", '  ["feedback", "review"],\n', "", "separate = ["),
    ("separate_missing", "baiyin", '  ["feedback", "callback"],\n', "", "separate = ["),
    ("separate_missing", "baiyin", '  ["review", "callback"],\n', "", "separate = ["),
    ("separate_missing", "yicheng", '  ["feedback", "verify"],\n', "", "separate = ["),
    ("list_reserved", "baiyin", 'code = "weekly_analysis"', 'code = "sample"', 'code = "sample"'),
    ("not_a_date", "baiyin", 'effective_from = "2026-01-01"', 'effective_from = "2026-02-30"', "2026-02-30"),
    ("not_a_source", "baiyin", 'inbound = ["12345"', 'inbound = ["12346"', "12346"),
    ("not_a_source", "baiyin", 'self_service = ["qr", "miniapp"', 'self_service = ["qr", "minapp"', "minapp"),
    ("qr_missing", "baiyin", 'self_service = ["qr", "miniapp"', 'self_service = ["miniapp"', "self_service"),
    ("not_a_grade_number", "baiyin", "n = 2\nlabel", "n = 5\nlabel", "n = 5\nlabel"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "name", "old", "new", "marker"), BREAKS)
def test_a_broken_file_is_refused_with_the_line(code, name, old, new, marker):
    good = text_of(name)
    assert old in good
    broken = good.replace(old, new, 1)
    line = line_with(marker, broken)
    found = [(f.line, f.code) for f in findings_of(broken)]
    assert (line, code) in found


def test_every_finding_is_shown_to_be_found():
    proved = {row[0] for row in BREAKS} | {"toml", "ladder_empty", "rule_wide"}
    assert proved == set(MESSAGES)


def test_a_ladder_without_a_chain():
    good = text_of("baiyin")
    start, end = good.index("[[chain]]"), good.index("# ---- 必须的材料")
    broken = "chain = []\n" + good[:start] + good[end:]
    line = broken[: broken.index("ladder = true")].count("\n") + 1
    assert (line, "ladder_empty") in [(f.line, f.code) for f in findings_of(broken)]


def test_rules_with_too_many_combinations_are_refused_instead_of_tried():
    conditions = ", ".join(
        f'"{name}" = ">=40"'
        for name in (
            "dissatisfied.case",
            "returns.case",
            "round",
            "open_days",
            "dissatisfied.round",
            "days.gate",
        )
    )
    broken = text_of("baiyin").replace(
        'when = { outcome = "未接通" }', f'when = {{ outcome = "未接通", {conditions} }}'
    )
    assert "rule_wide" in {f.code for f in findings_of(broken)}


@pytest.mark.parametrize(
    ("text", "line"),
    [("id = \n", 1), ('id = "a"\nid = "b"\n', 2), ("a = 1\n[b", 2), ('x = """open', 1)],
)
def test_a_file_that_is_not_toml(text, line):
    (found,) = findings_of(text)
    assert (found.code, found.line) == ("toml", line)


def test_all_findings_come_at_once_and_in_order():
    broken = (
        text_of("baiyin")
        .replace('ZF = "V"', 'ZF = "X"')
        .replace('join = "all"', 'join = "any"')
        .replace("auto_accept = true", "auto_accept = 1")
        .replace('formula = "closing"', 'formula = "close"')
    )
    found = findings_of(broken)
    assert {"unknown_tier", "unknown_choice", "wrong_type", "unknown_formula"} <= {f.code for f in found}
    assert list(found) == sorted(found)


def test_the_error_names_file_line_and_code():
    with pytest.raises(ProfileProblem, match=r"^x\.toml:\d+ \[unknown_choice\] ") as caught:
        load_profile(text_of("baiyin").replace('join = "all"', 'join = "any"'), "x.toml")
    assert caught.value.name == "x.toml"


def test_an_empty_file_misses_everything():
    assert {f.code for f in findings_of("")} == {"missing_key"}


def test_sentences_are_chinese_and_say_what_to_look_at():
    for code, sentence in MESSAGES.items():
        assert re.search("[一-鿿]", sentence), code


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_line_ends_of_both_systems(newline):
    text = text_of("baiyin").replace("\n", newline)
    assert load_profile(text, "a").id == "baiyin"
    broken = text.replace('join = "all"', 'join = "any"')
    assert [f.line for f in findings_of(broken)] == [broken[: broken.index('join = "any"')].count("\n") + 1]


def test_a_county_needs_grades():
    good = text_of("baiyin")
    start, end = good.index("[[grades]]"), good.index("# ---- 时限")
    broken = "grades = []\n" + good[:start] + good[end:]
    assert (1, "missing_key") in [(f.line, f.code) for f in findings_of(broken)]


def test_too_many_flags_are_refused_instead_of_tried():
    rules = "".join(
        f'[[rules]]\non = "breach"\nwhen = {{ flags = "has:{n}" }}\ndo = ["sms"]\n' for n in range(40)
    )
    assert "rule_wide" in {f.code for f in findings_of(text_of("baiyin") + rules)}


def test_a_far_number_costs_no_memory():
    broken = text_of("baiyin").replace('breaches = ">=3"', 'breaches = ">=999999999"')
    assert findings_of(broken) == ()


def test_a_whole_number_is_a_number():
    text = text_of("baiyin").replace("target = 99.0", "target = 99")
    assert load_profile(text, "a") == load_profile(text_of("baiyin"), "a")


def test_a_repeated_fact_of_places_is_enumerated_by_its_words():
    text = text_of("baiyin").replace('outcome = "未接通" }', 'outcome = "未接通", category = "M01" }')
    assert {f.code for f in findings_of(text)} == {"rule_gap"}


def test_a_toml_date_is_taken_as_a_date():
    text = text_of("baiyin").replace('effective_from = "2026-01-01"', "effective_from = 2026-01-01")
    assert load_profile(text, "a").effective_from == "2026-01-01"


def test_a_rule_for_yes_only_leaves_the_case_of_no_open():
    text = text_of("baiyin")
    only_yes = text.replace(
        'when = { outcome = "未接通" }', 'when = { outcome = "未接通", repeat = true }', 1
    )
    assert only_yes != text
    gaps = [f for f in findings_of(only_yes) if f.code == "rule_gap"]
    assert gaps
    assert "repeat" in str(gaps[0])
