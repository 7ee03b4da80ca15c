"""Wording of enforcement papers. Sources: 行政处罚法 (2021); GB/T 9705 dossiers; DA/T 22 cataloguing."""

from __future__ import annotations

from typing import Final

DOSSIER: Final = "行政执法案卷"
COVER_FACTS: Final = (
    "案件名称", "决定书文号", "案　　由", "处理结果", "办案机构", "办案人员", "立案日期", "结案日期", "保管期限",
)  # fmt: skip
COVER_COUNT: Final = "本卷共 {items} 件 {pages} 页"
COVER_ARCHIVE: Final = ("全宗号", "目录号", "案卷号", "归档号")
HASH: Final = "内容校验 {digest}"
CATALOGUE: Final = "卷 内 目 录"
CATALOGUE_HEADS: Final = ("序号", "文号", "责任者", "题　　名", "日　期", "页号", "备注")
PAGES_RANGE: Final = "{first}—{last}"
CLOSING: Final = "备　考　表"
CLOSING_STATE: Final = "本卷情况说明："
CLOSING_COUNT: Final = "本卷共 {pages} 页，其中文字材料 {text} 页，照片 {photos} 张。"
CLOSING_SIGN: Final = ("立 卷 人：", "检 查 人：", "立卷时间：　　　　年　　月　　日")

FILING: Final = "立案审批表"
DOCUMENT_NO: Final = "文 书 号"
SOURCE: Final = "案件来源"
CAUSE: Final = "案　　由"
SUBJECT: Final = "当 事 人"
SUBJECT_PERSON: Final = "公民"
SUBJECT_UNIT: Final = "单位"
NAME: Final = "姓名（名称）"
IDENTITY: Final = "证照号码"
HEAD_OF_UNIT: Final = "法定代表人"
SEX_AGE: Final = "性别、年龄"
ADDRESS: Final = "地　　址"
PHONE: Final = "电　　话"
OUTLINE: Final = "案情概要"
BASIS: Final = "立案依据"
OFFICER_OPINION: Final = "承办人意见"
UNIT_OPINION: Final = "承办机构意见"
LEADER_OPINION: Final = "负责人\n审批意见"
NOTE: Final = "备　　注"
OFFICERS_SIGN: Final = "承办人签名：　　　　　　、　　　　　　　　年　　月　　日"
SIGN_DATE: Final = "签名：　　　　　　　　年　　月　　日"
OFFICER: Final = "{name}（证号 {number}）"

INSPECTION: Final = "现场检查（勘验）笔录"
TIME: Final = "时　　间"
PLACE: Final = "地　　点"
ON_SITE_HEAD: Final = "现场负责人"
INSPECTORS: Final = "检 查 人"
RECORDER: Final = "记 录 人"
WITNESS: Final = "见 证 人"
SHOWN: Final = "出示证件"
INSPECTION_SHOWN: Final = (
    "检查人员已向当事人（现场负责人）出示执法证件，告知检查事由和依法享有的陈述、申辩、申请回避的权利。"
)
FOUND: Final = "检查情况"
OPINION: Final = "当事人意见"
CONFIRM_LINE: Final = "以上笔录已阅无误。　签名：　　　　　　年　　月　　日"
INSPECTORS_SIGN: Final = "检查人签名：　　　　　、　　　　　　　年　　月　　日"
WITNESS_SIGN: Final = "见证人签名：　　　　　　　年　　月　　日"
SIGNATURES: Final = "签　　名"

INTERVIEW: Final = "询问（调查）笔录"
INTERVIEW_NO: Final = "第 {number} 次"
TIMES: Final = "询问次数"
QUESTIONERS: Final = "询 问 人"
INTERVIEWEE: Final = "被询问人"
RELATION: Final = "与本案关系"
WORK: Final = "单位及职务"
TOLD: Final = "告知：我们是执法人员，已向你出示执法证件。你有权申请我们回避，有权陈述和申辩；你应当如实回答与本案有关的问题。"
ASK: Final = "问：{text}"
ANSWER: Final = "答：{text}"
READ_BACK: Final = "以上笔录我已看过（已向我宣读），与我说的相符。"
INTERVIEWEE_SIGN: Final = "被询问人（签名、按指印）：　　　　　　　　年　　月　　日"
QUESTIONERS_SIGN: Final = "询问人（签名）：　　　　　、　　　　　　　年　　月　　日"
EACH_PAGE_SIGN: Final = "被询问人签名："

PHOTOS: Final = "现场照片证据"
PHOTO_NO: Final = "照片 {number}"
TAKEN_AT: Final = "拍摄时间"
TAKEN_PLACE: Final = "拍摄地点"
SHOWS: Final = "内容说明"
TAKEN_BY: Final = "拍 摄 人"
OFFICERS: Final = "执法人员"
ORIGINAL: Final = "原始文件"
PHOTO_SIGN: Final = "当事人签名：　　　　　　　　年　　月　　日"
DIGEST: Final = "SHA-256 {digest}"

JOINT: Final = "联合执法记录表"
WHISTLE_NO: Final = "吹哨单号"
TOWNSHIP: Final = "吹哨乡镇"
LEAD: Final = "牵头单位"
UNITS: Final = "参加执法单位"
UNIT_HEADS: Final = ("单位", "执法人员", "执法证号", "签名")
TARGET: Final = "检查对象"
MATTER: Final = "执法事由"
FINDINGS: Final = "现场情况"
MEASURES: Final = "处置措施"
EVIDENCE: Final = "证据材料"
EVIDENCE_KINDS: Final = ("现场照片", "执法文书", "处理结果")
EVIDENCE_LIST: Final = "证据清单"
TRANSFER: Final = "案件移交"
TARGET_SIGN: Final = "检查对象签名：　　　　　　　年　　月　　日"
TOWN_SIGN: Final = "乡镇带队人签名：　　　　　　年　　月　　日"
NO_POWER: Final = (
    "注：本乡镇未被赋予本事项行政处罚权，本表记录联合执法经过；处罚文书由有权部门作出，附后存档。"
)

GAP_POWER: Final = "本乡镇没有处罚权，处罚决定书应由有权部门作出，请附其原件。"
GAP_SERVICE: Final = "缺 送达回证。"
GAP_NOTICE: Final = "缺 处罚决定之前的事先告知书。"
GAP_OFFICERS: Final = "《{title}》执法人员不足两人或缺执法证号。"
GAP_TIMES: Final = "《{title}》结束时间不晚于开始时间。"
