"""Words of the code campaigns."""

from __future__ import annotations

TITLE = "码上反映 马上办理"
PROMISE_MINUTES = "扫码反映，{0}分钟内给您回电话"
PROMISE = "扫码反映，工作人员给您回电话"
OFFICE = "{0}综治中心"
RESPONSIBLE = "{0} {1}"
RESPONSIBLE_POSTS: dict[str, str] = {
    "VILLAGE_SECRETARY": "书记", "POLICE": "民警", "VILLAGE_CADRE": "包村干部",
}  # fmt: skip
NOTHING_CHOSEN = "还没有选择张贴范围，没有生成任何编码。请在左边勾选单位、小区或村组。"
NOTHING_PLANNED = "所选范围里没有要张贴的地方，没有生成任何编码。请另选范围，或先导入住户和楼栋。"
EMPTY_GROUPS = "有 {0} 个村民小组没有住户，不生成编码：{1}"
EMPTY_GROUPS_MORE = "有 {0} 个村民小组没有住户，不生成编码：{1} 等"
UNKNOWN_PLACE = "所选范围里有地点已不在地点表中，已略去。请核对范围。"
ALREADY = "所选范围里有 {0} 处已有在用的编码。继续会再增加一批；只是补打或更换时请到“台账”里操作。"

NO_HOST = "还没有填写群众扫码的网址，没有生成海报；编码没有改动。请填写县平台对群众开放的网址。"
BAD_HOST = "群众扫码的网址不对，没有生成海报；编码没有改动。请填写类似 mq.example.gov.cn 的域名。"
LOOPBACK = (
    "这个网址只在本机有效，群众的手机打不开，没有生成海报；编码没有改动。请填写县平台对群众开放的网址。"
)
NO_HOTLINE = "还没有填写监督电话，没有生成海报；编码没有改动。请填写后再生成。"
MISMATCH = "第 {0} 页的二维码回读与台账不一致，整批没有输出；编码没有改动。请重新生成，仍不行请报告。"
MISSING_GLYPHS = "有 {0} 个字没有字体可印：{1}。没有生成海报；编码没有改动。请核对地点名称。"
NOT_WRITTEN = "海报没有保存成功，已生成的编码没有改动。请换一个文件夹，或检查磁盘空间后重新生成。"
STOPPED = "已停止。保存好的文件可以使用，编码没有改动；未完成的部分可以重新生成。"
FILE = "二维码海报_{0}_{1:02d}.pdf"
FILE_REPRINT = "二维码补打_{0}_{1:02d}.pdf"
LEDGER_FILE = "二维码张贴台账_{0}.pdf"
CALIBRATION_FILE = "打印校准页.pdf"

UNREADABLE_DRAFT = "上次没有完成的张贴计划读不出来，已放弃；县平台上的编码没有改动。请重新规划。"
NEEDS_REASON = "请先填写原因，台账没有改动。"
NEEDS_SPOT = "请先填写张贴位置，台账没有改动。"
MARKED = "已登记 {0} 张。"
MARK_REFUSED = "有 {0} 张没有登记：{1}"
MARKS_WAIT = "有 {0} 项登记还没有送到县平台，已保存在本机，连上后可以继续发送。"
EVENTS: dict[str, str] = {
    "printed": "登记打印", "reprinted": "登记补打", "posted": "登记张贴", "damaged": "登记损坏", "replaced": "更换编码",
    "retired": "停用",
}  # fmt: skip
