"""Words of the exchange with the county."""

from __future__ import annotations

SYNCED = "已同步 {0}"
SENDING = "同步中 {0}/{1}"
WAITING = "待上传 {0}"
OFFLINE = "离线 {0}"
OFFLINE_PENDING = "离线 · {0} 条待上传"
NEEDS_YOU = "需要您处理 {0}"
REFUSED = "需要重新登录"
TROUBLE = "未能同步"
TROUBLE_PENDING = "未能同步 · {0} 条待上传"
RECEIVING = "正在接收"
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
    "sent": "等待县平台确认",
    "applied": "已确认",
    "rejected": "县平台没有接受",
    "withdrawn": "已撤销",
}
NEEDS_COUNTY = "待县确认"
POSTPONED = "县平台暂时处理不了，稍后再试"
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
BRAKE_HEAD = "县平台要移走 {0} 件在办事项"
BRAKE_MANY = "很多"
BRAKE_TEXT = (
    "范围：{0}。数量异常，已暂停接收。本机数据没有改动，办理和上传照常。请先问县管理员：确实调整了管辖范围，"
    "或县平台已经改正误操作，再继续接收；在此之前请不要继续。"
)
BRAKE_ASKED = "已向县管理员核实，继续接收"
BRAKE_WAIT = "先不继续"
BRAKE_GO = "继续接收"
BRAKE_GONE = "已继续接收，移走和新增的事项随后更新。"
