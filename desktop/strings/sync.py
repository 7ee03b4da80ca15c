"""Words of the exchange with the county."""

from __future__ import annotations

SYNCED = "已同步 {0}"
SENDING = "同步中 {0}/{1}"
WAITING = "待上传 {0}"
OFFLINE = "离线 {0}"
OFFLINE_PENDING = "离线 · {0} 条待上传"
NEEDS_YOU = "需要您处理 {0}"
REFUSED = "需要重新登录"
CONNECTING = "正在连接"

TRAY_TITLE = "待上传和待处理"
TRAY_ASOF = "数据截至 {0}"
TRAY_NEVER = "还没有和县平台同步过"
TRAY_WAITING = "待上传 {0} 项"
TRAY_NONE = "没有待上传的操作"
TRAY_NONE_REASON = "您做过的操作都已经在县平台"
TRAY_CARDS = "需要您处理 {0} 项"
TRAY_NO_CARDS = "没有需要处理的操作"
ROW = "{0} · {1} · {2}"
STATES = {
    "pending": "待上传",
    "sent": "上传中，等待确认",
    "applied": "已确认",
    "rejected": "县平台没有接受",
    "withdrawn": "已撤销",
}
NEEDS_COUNTY = "待县确认"
CONFLICT = "可能与县平台冲突"
TRIES = "已试 {0} 次"
CARD_HEAD = "县平台没有接受“{0}”"
CARD_YOURS = "您写的内容"
CARD_WHY = "原因"
TAKE_COUNTY = "采用县平台"
RETRY = "保留我的再提交"
AS_NOTE = "转为备注"
DISCARD = "作废"
DISCARD_REASON = "作废理由"
TAKE_COUNTY_REASON = "采用县平台的结果"
SETTLED = "已处理"
COPY_ERROR = "复制"
OPEN_CASE = "打开事项"
BRAKED = "县平台要一次移走很多事项，已暂停，请先向县管理员核实"
