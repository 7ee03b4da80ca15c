"""Invented facts for one of each paper."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw

from documents.callback_record import CallAttempt, CallbackRecord
from documents.case_sheet import CaseSheet, TimelineEntry
from documents.codes import poster_payload
from documents.dossier_parts import (
    DossierCover,
    DossierPart,
    PartKind,
    PhotoPart,
    SuppliedPart,
    TextPart,
)
from documents.enforcement_facts import (
    FilingApproval,
    InspectionRecord,
    InterviewRecord,
    JointRecord,
    JointUnit,
    Officer,
    Photo,
    Subject,
)
from documents.letter_kinds import LetterHead
from documents.mediation_facts import (
    CourtConfirmation,
    MediationAgreement,
    MediationApplication,
    MediationIntake,
    MediationNotice,
    MediationSession,
    MediationVisit,
    OralAgreement,
    Party,
)
from documents.poster_facts import PosterArt, PosterItem
from documents.whistle import UnitReport, Whistle
from tests.documents.paper import NOW, printed

CASE = "530324101261121000175"
TOWN = "云岭县石桥镇综治中心"
ART = PosterArt("码上反映 马上办理", TOWN, "扫码反映，30分钟内给您回电话", "0800-1234567", "2026-11-A01")


def items(count: int, host: str = "yunling.example.gov.cn") -> list[PosterItem]:
    made = []
    for number in range(count):
        code = f"{number:08X}Z"
        made.append(
            PosterItem(
                code,
                poster_payload(host, code),
                f"石桥镇红星村第{number + 1}组",
                "1—30户",
                ("网格员 样例甲 138****0000",),
            )
        )
    return made


def callback(**changes: object) -> CallbackRecord:
    facts: dict[str, object] = {
        "case_no": CASE,
        "office": TOWN,
        "unit": "石桥镇城建办",
        "summary": "红星村村口路灯不亮三个多月，夜间出行不便。",
        "closed_at": NOW - 86_400,
        "round_no": 1,
        "caller": "样例乙",
        "called_at": NOW,
        "reporter": "张䶮",
        "phone_masked": "138****5678",
        "attempts": (CallAttempt(NOW - 7200, "无人接听"), CallAttempt(NOW, "接通")),
        "answered_by": "本人",
        "attitude": "满意",
        "result": "基本满意",
        "solved": "已解决",
        "rating": "满意",
        "words": "灯亮了，“谢谢”。",
        "decision": "办结销号",
    }
    return CallbackRecord(**(facts | changes))  # type: ignore[arg-type]


def case_sheet(content: str = "路灯不亮。", steps: int = 4) -> CaseSheet:
    return CaseSheet(
        CASE,
        TOWN,
        "二维码",
        NOW,
        "张䶮",
        "138****5678",
        "石桥镇红星村第3组",
        "M24 通信与公共设施维修",
        "一般",
        content,
        attachments=("现场照片一张",),
        unit="石桥镇城建办",
        leader="样例丙",
        handler="样例丁",
        duty_item="Z-0217 村镇公共照明设施维护",
        due=("签收 2026-11-21 15:00", "办理 2026-11-28 17:30"),
        opinion="请于5个工作日内修复。",
        timeline=tuple(
            TimelineEntry(NOW + at * 3600, "交办", "综治中心", f"第{at + 1}步的情况说明。")
            for at in range(steps)
        ),
    )


PARTIES = (
    Party("张䶮", "男", "汉", "52岁", "务农", "13800000000", "石桥镇红星村第3组12号"),
    Party("刘𠮷祥", "男", "彝", "47岁", "个体", "13900000000", "石桥镇红星村第3组15号", "样例律师"),
    Party("石桥镇红星村村民委员会", phone="0800-1234567", address="石桥镇红星村"),
)
COMMITTEE = "石桥镇人民调解委员会"
NUMBER = "（2026）石桥人调字第17号"
AGREEMENT = MediationAgreement(
    NUMBER,
    COMMITTEE,
    PARTIES,
    "甲、乙两家相邻，因院墙占用共用通道发生争议。",
    ("乙于2026年12月10日前将院墙退让0.4米。", "甲补助乙拆墙费用人民币1200元。"),
    "乙自行拆除，村民委员会到场见证。",
    "2026年12月10日前履行完毕。",
    ("样例调解员",),
    "样例记录员",
    NOW,
)
INTAKE = MediationIntake(NUMBER, COMMITTEE, NOW, PARTIES[:2], "邻里纠纷", "当事人申请", "相邻通道宽度争议。")
SESSION = MediationSession(
    NUMBER,
    COMMITTEE,
    NOW,
    NOW + 7200,
    "调解室",
    "相邻通道纠纷",
    PARTIES[:2],
    ("村委会主任 样例",),
    ("样例调解员",),
    "样例记录员",
    "调解员：先告知权利义务。\n张：墙占了路。\n刘：是老地基。",
)
VISIT = MediationVisit(
    NUMBER,
    COMMITTEE,
    PARTIES[:2],
    "相邻通道纠纷",
    NOW,
    "已全部履行",
    "满意",
    "无",
    False,
    "通道实测2.7米。",
    "",
    "样例调解员",
)
APPLICATION = MediationApplication(
    COMMITTEE, PARTIES[:1], PARTIES[1:2], "院墙占用通道。", ("退让院墙。", "赔偿损失。"), NOW
)
NOTICE = MediationNotice(COMMITTEE, NUMBER, PARTIES)
ORAL = OralAgreement(
    NUMBER, COMMITTEE, PARTIES[:2], "借用农具未还。", "三日内归还。", "当面归还。", ("样例调解员",), NOW
)
COURT = CourtConfirmation(
    "云岭县人民法院",
    PARTIES[:2],
    NUMBER,
    NOW,
    COMMITTEE,
    "双方因通道宽度发生争议，经调解达成协议。",
    "石桥镇红星村委会转",
    ("人民调解协议书",),
)
WHISTLE = Whistle(
    "CS-2026-0031",
    CASE,
    "石桥镇人民政府",
    NOW,
    "红星村夜间无证采石。",
    "石桥镇老鹰岩",
    NOW + 7200,
    "县自然资源局",
    "样例甲",
    (
        UnitReport("县自然资源局", NOW + 600, NOW + 7200, "样例二人", score=5),
        UnitReport("县生态环境局", NOW + 900, NOW + 7201, "样例一人", score=3),
        UnitReport("县公安局", absent=True),
        UnitReport("县应急管理局"),
    ),
    "现场责令停止开采。",
)
HEAD = LetterHead(
    "云岭县社会治安综合治理中心",
    "云综治函〔2026〕5号",
    "县政府分管负责同志",
    NOW,
    "样例甲",
    "0800-1234567",
    ("事项办理情况表", "群众回访记录"),
    "县委政法委",
)
OFFICERS = (Officer("样例周", "53032400123"), Officer("样例王", "53032400456"))
SUBJECT = Subject(
    "张䶮", False, "530324190001010000", "石桥镇红星村第3组12号", "13800000000", sex_age="男，52岁"
)
AGENCY = "云岭县综合行政执法大队石桥中队"
FILING = FilingApproval(
    AGENCY,
    "石桥罚立〔2026〕8号",
    "群众扫码反映",
    "擅自占用村道",
    SUBJECT,
    "占用村道约12米。",
    "行政处罚法第五十四条。",
    OFFICERS,
    "建议立案。",
)
INSPECTION = InspectionRecord(
    AGENCY, NOW, NOW + 3600, "红星村村道", SUBJECT, "张䶮", OFFICERS, "样例王", "", "堆放砂石约6立方米。"
)


def interview(exchanges: int = 3) -> InterviewRecord:
    return InterviewRecord(
        AGENCY,
        1,
        NOW,
        NOW + 1800,
        "办公室",
        OFFICERS,
        "样例王",
        "张䶮",
        "男，52岁",
        "530324190001010000",
        "13800000000",
        "务农",
        "红星村",
        "当事人",
        tuple((f"第{at + 1}个问题？", f"第{at + 1}个回答。") for at in range(exchanges)),
    )


def jpeg(wide: int = 640, high: int = 480, colour: str = "steelblue") -> bytes:
    picture = Image.new("RGB", (wide, high), colour)
    ImageDraw.Draw(picture).ellipse((wide // 4, high // 4, wide // 2, high // 2), fill="orange")
    exif = Image.Exif()
    exif[0x010F] = "MARKER-CAMERA"
    exif[0x0112] = 6
    out = BytesIO()
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()


def photo(data: bytes | None = None) -> Photo:
    return Photo(data or jpeg(), "IMG_<1>.jpg", NOW, "红星村村道", "砂石占道全貌", "样例王", "样例周、样例王")


JOINT = JointRecord(
    CASE,
    "CS-2026-0031",
    "石桥镇人民政府",
    "县自然资源局",
    NOW,
    NOW + 7200,
    "老鹰岩",
    (JointUnit("县自然资源局", OFFICERS), JointUnit("县公安局", OFFICERS[:1])),
    "某石料厂（样例）",
    "夜间无证开采",
    "两台挖机作业。",
    "责令停止作业。",
    ("现场照片", "执法文书"),
    ("现场照片 2 张",),
    "移交县自然资源局立案",
)
COVER = DossierCover(
    "云岭县综合行政执法局",
    "张䶮擅自占用村道案",
    "云综执罚决字〔2026〕第31号",
    "擅自占用村道",
    "罚款200元",
    "石桥中队",
    "样例周、样例王",
    NOW - 86_400,
    NOW,
    "30年",
    "0312",
    "2026-02",
    "008",
    "20260008",
    "材料齐全。",
)


def dossier_parts() -> list[DossierPart]:
    day = 86_400
    return [
        DossierPart(
            PartKind.EVIDENCE,
            "询问笔录",
            interview(60),
            NOW + 7200,
            author=AGENCY,
        ),
        DossierPart(PartKind.EVIDENCE, "现场检查笔录", INSPECTION, NOW, author=AGENCY),
        DossierPart(PartKind.FILING, "立案审批表", FILING, NOW - day, "石桥罚立〔2026〕8号", AGENCY),
        DossierPart(PartKind.EVIDENCE, "现场照片证据", PhotoPart((photo(), photo(), photo())), NOW + 60),
        DossierPart(
            PartKind.DECISION,
            "行政处罚决定书",
            SuppliedPart(printed("决定书原件" * 900)),
            NOW + 10 * day,
            "云综执罚决字〔2026〕第31号",
            note="有权部门作出",
        ),
        DossierPart(PartKind.SERVICE, "送达回证", SuppliedPart(jpeg(900, 1200)), NOW + 11 * day),
        DossierPart(PartKind.REPORT, "调查终结报告", TextPart("一、案由\n擅自占用村道。"), NOW + 5 * day),
    ]
