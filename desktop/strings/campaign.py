"""Words of the code campaign pages."""

from __future__ import annotations

TITLE = "二维码张贴"
NUMBER = "投放编号 {0}"
STEPS = ("选范围", "分码", "预览", "打印", "张贴登记")
LEDGER = "台账"
NEW = "新的张贴"
GO_ON = "继续这次投放"
NO_OFFICE = "还没有和县平台同步过"
NO_OFFICE_REASON = "同步一次后就能规划张贴。点顶部的同步状态可以查看原因。"
LOADING = "正在读取…"
NO_PLACES = "本乡镇还没有地点资料"
NO_PLACES_REASON = "请先在“住户与网格”导入，或请县综治中心导入地点。"

TREE_HEADS = ("张贴范围", "单位", "楼栋", "村组", "住户")
CHOSEN = "已选：单位 {0} 个 · 楼栋 {1} 栋 · 村组 {2} 个 · 住户 {3} 户"
CHOSEN_CODES = "按标准需要编码 {0} 张"
STANDARD = "县定标准：每单位 {0} 张，每楼栋 {1} 张，村组每 {2} 户 1 张"
ALL = "全选"
NONE = "全不选"

SPLIT = "村组怎样分"
SPLITS: dict[str, str] = {"balanced": "平均分（61户：{0}）", "filled": "先装满（61户：{0}）"}
PLAN_SUMS = ("编码", "单位", "楼栋", "村组", "覆盖村组住户")
PLAN_HEADS = ("序号", "类别", "张贴地点", "服务范围", "户数")
CONFIRM = "生成 {0} 个编码"
SENDING = "正在向县平台登记编码，请稍候…"
WAITING = "县平台还没有回执。编码已保存在本机，重新发送不会重复登记。"
SEND_AGAIN = "重新发送"

FIELDS: dict[str, str] = {
    "title": "标题", "office": "落款", "promise": "承诺", "hotline": "监督电话", "host": "群众扫码的网址",
}  # fmt: skip
HINTS: dict[str, str] = {"host": "如 mq.example.gov.cn", "hotline": "区号-号码"}
SIZE = "纸张"
SIZES: dict[str, str] = {"A4": "A4 一张一码", "A5": "A4 一张两码", "label": "不干胶 一张八码"}
OFFSET = "套打偏移（毫米）"
OFFSET_X = "向右"
OFFSET_Y = "向上"
PREVIEW = "预览（前 {0} 页，共 {1} 页）· 实际大小"
RENDERING = "正在生成预览…"
PAGE_NAME = "第 {0} 页"
PRACTICE = "练习：海报带“练习”字样，网址只在本机有效。"

FOLDER = "选择保存的文件夹"
FILE_HEAD = "文件"
MAKE = "生成海报文件…"
STOP = "停止"
MAKING = "正在生成并逐页回读二维码：{0} / {1}"
MADE = "已生成 {0} 个文件，{1} 张二维码全部回读一致。"
PRINT_FACTS = "{0} 张编码 · {1} 页 · {2}"
PRINT_NOTE = "打印时请选“实际大小”。每张码都先回读核对，有一张不一致就整批不输出。"
CALIBRATE = "保存校准页…"
CALIBRATED = "校准页已保存。请按“实际大小”打印后用直尺量。"
MARK_PRINTED = "登记为已打印（{0} 张）"
TO_LEDGER = "去张贴登记"
FINISH = "完成这次投放"
FINISHED = "投放 {0} 已完成，以后在台账里登记张贴、损坏和更换。"

LEDGER_HEADS = (
    "编号",
    "类别",
    "张贴地点",
    "服务范围",
    "户数",
    "状态",
    "张贴位置",
    "张贴人",
    "张贴日期",
    "打印次数",
)
CAMPAIGN = "投放"
EVERY = "全部"
SEARCH = "输入地点或编号查找"
COUNT = "{0} 张：{1}"
STATE_COUNT = "{0} {1}"
EMPTY = "没有符合条件的编码"
EMPTY_REASON = "可以换个状态或投放，或先规划新的张贴。"
CHOSEN_ROWS = "已选 {0} 张"
NOTE = "原因或说明"
SPOT = "张贴位置，如 村委会门口"
ADD_PHOTO = "附张贴照片…"
DROP_PHOTO = "去掉照片"
SEE_PHOTO = "看张贴照片"
PHOTO_READY = "已附照片 1 张"
PHOTO_NAME = "张贴照片.jpg"
PHOTO_FILTER = "照片 (*.jpg *.jpeg *.png *.webp *.bmp)"
NO_PHOTO = "这个文件不是照片，没有附上；台账没有改动。请选 JPG、PNG 等照片文件。"
SPOT_PHOTO = "{0}（有照片）"
EXPORT = "打印台账…"
EXPORT_TITLE = "保存台账"
EXPORT_FILTER = "PDF 文件 (*.pdf)"
EXPORTED = "台账已保存。"
RESEND = "重新发送登记"
ASK_REPRINT = "补打海报…"
NEXT = "下一步"
BACK = "上一步"
