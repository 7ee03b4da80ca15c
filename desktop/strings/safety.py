"""Words of repair, unlocking, export and import of unsent work."""

from __future__ import annotations

REPAIR = "修复数据"
REPAIRING = "正在修复：先另存损坏的文件，再取出未上传的操作和草稿…"
REPAIRED = (
    "数据已修复：取回操作 {0} 条（其中待上传 {1} 条）、草稿 {2} 份、附件 {3} 个。损坏的文件保存在 {4}，请不要删除。"
    "其余事项登录后从县平台重新取回。"
)
DOUBTFUL = "其中 {0} 条取自损坏的位置，内容已逐条核对格式，请留意查看。"
DAMAGED_LATER = "检查发现数据文件有损坏，请尽快同步一次。未上传的操作另有加密副本。请关闭后重新打开，再按提示点“修复数据”。"
UNLOCK_TITLE = "打开这台电脑上的数据"
UNLOCK_LOGIN = "账号"
UNLOCK_PASSWORD = "密码"  # noqa: S105 - a label
UNLOCK_CODE = "恢复码"
UNLOCK_CODE_HINT = "没有人记得密码时，由县管理员提供（14 组）"
UNLOCK = "打开"
UNLOCKING = "正在打开…"
UNLOCK_FIELDS = "请填写账号和密码，或者填写恢复码"
ANEW = "另建新数据"
ANEW_SURE = "再点一次确认：原数据封存保留"
ANEW_HINT = "暂时没有人能打开时使用：原数据原样封存，不会删除，以后仍可取回其中未上传的操作"
ANEW_DONE = "已另建新数据。原数据原样封存在 {0}，未上传的操作都在其中。以后有人能打开时，请在“待上传和待处理”里点“导入”取回。"

KEY_WITH_PEOPLE = (
    "已设置：每次启动都要用在这台电脑上登录过的账号和密码打开数据，本机不再保存密钥。请务必记住密码。"
)
KEY_WITH_MACHINE = "已设置：启动时由本机的密钥打开数据，不再询问密码。"
KEY_KEPT = "还没有人在这台电脑上联网登录过，没有设置：现在不留密钥就没有人能打开数据。请先登录一次再设置。"

EXPORT = "导出未上传的操作"
IMPORT = "导入"
EXPORT_HINT = "电脑要送修或换新时使用。文件已加密，在这台电脑上登录过的经办人和县管理员能打开"
FILE_KIND = "民情直通封存文件 (*.sealed)"
IMPORT_KIND = "民情直通封存文件 (*.sealed *.before store.db)"
FILE_NAME = "未上传的操作-{0}.sealed"
YOUR_PASSWORD = "请输入您的密码确认"  # noqa: S105 - a label
THEIR_LOGIN = "导出人的账号（本机的文件可不填）"
THEIR_PASSWORD = "导出人的密码"  # noqa: S105 - a label
GO_ON = "继续"
CANCEL = "取消"
CHOSEN = "文件：{0}"
EXPORTED = (
    "已导出 {0} 项到 {1}。本机的内容没有改动，仍会照常上传；县平台对同一操作只受理一次。请妥善保管文件。"
)
BROUGHT = "已导入：操作 {0} 条，待处理 {1} 条，草稿 {2} 份，附件 {3} 个；已有的 {4} 条没有重复导入。操作仍记在原经办人名下，会自动上传。"
BROUGHT_CUT = "文件不完整，只导入了断开之前的内容，请再导入更早的副本（.before）。"
COPY_TROUBLE = "加密副本没有写成：{0}"
PASSWORD_WRONG = "密码不对，没有导出。未上传的操作都还在本机。请核对后再试。"  # noqa: S105 - a sentence
