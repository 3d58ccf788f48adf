"""What each type of problem means, what to do about it, and what else its documents carry."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.words.sources import _


@dataclass(frozen=True)
class ProblemWords:
    """What a type of problem means and what to do about it."""

    meaning: str
    remedy: str


PROBLEMS: Mapping[str, ProblemWords] = {
    "access-required": ProblemWords(
        _("数据依申请开放：没有授权，或授权不包括所要的内容。"), _("按 reason 处理：提交申请，或联系提供单位。")
    ),
    "address-too-long": ProblemWords(_("地址超过上限 limit。"), _("缩短文字，或减少条件的个数。")),
    "bad-query": ProblemWords(
        _("查询参数有误，或超过了上限。"), _("按 parameter 和 known 改正参数；超过上限时缩小范围。")
    ),
    "conflict": ProblemWords(
        _("对象现在的状态不允许这样做，例如别人已先办理。"), _("取回最新状态，按 allowed 选择操作。")
    ),
    "duplicate": ProblemWords(_("名称、编号或申请已经存在。"), _("使用已有的那一个，或换一个名称。")),
    "forbidden": ProblemWords(_("身份已知，但没有做这件事的权限。"), _("按 needs 换用有权限的账号或令牌。")),
    "internal": ProblemWords(
        _("系统内部出错，没有保存任何改动。"), _("稍后重试；仍然出错时，把请求编号告诉系统管理员。")
    ),
    "invalid": ProblemWords(_("提交的内容有误，errors 逐项列出位置和原因。"), _("按 errors 改正后重新提交。")),
    "malformed-request": ProblemWords(_("请求本身无法解析，例如 JSON 不完整。"), _("检查地址、头部和正文格式。")),
    "method-not-allowed": ProblemWords(_("地址存在，但不支持这种请求方法。"), _("改用 allowed 中的方法。")),
    "not-found": ProblemWords(_("找不到，或您无权查看；两种情况不作区分。"), _("核对地址；需要登录才能看的，先登录。")),
    "precondition-required": ProblemWords(
        _("修改没有带 If-Match，可能覆盖别人的修改。"), _("先取回内容，把返回的 ETag 放进 If-Match 再提交。")
    ),
    "range-not-satisfiable": ProblemWords(_("请求的字节范围超出文件。"), _("按文件大小 size 重新请求。")),
    "refused": ProblemWords(_("服务器拒绝了请求。"), _("检查请求后重试。")),
    "stale-version": ProblemWords(
        _("提交所依据的版本已经过时：别人先保存了。"), _("取回最新内容，对照后用新的 ETag 再提交。")
    ),
    "too-large": ProblemWords(_("内容超过上限 limit。"), _("拆分或压缩后再提交。")),
    "too-many-requests": ProblemWords(_("请求或尝试过于频繁。"), _("等 retry_after 秒后重试。")),
    "unauthenticated": ProblemWords(
        _("没有登录，或令牌无效、过期、被撤销。"), _("按 reason 处理：登录，或重新签发令牌。")
    ),
    "unavailable": ProblemWords(_("系统的一部分暂时不可用，part 说明是哪一部分。"), _("等 retry_after 秒后重试。")),
    "unsupported-content": ProblemWords(
        _("文件内容不是能读的类型，found 是识别结果。"), _("转成 expected 中的类型再上传。")
    ),
    "unsupported-media-type": ProblemWords(_("正文的 Content-Type 不受支持。"), _("改用 expected 中的类型。")),
}

MEMBERS: Mapping[str, str] = {
    "errors": _("逐项的错误：pointer 是位置，message 是原因，code 供程序判断"),
    "parameter": _("有误的参数"),
    "known": _("可用的值"),
    "given": _("您提交时依据的版本"),
    "current": _("现在的版本"),
    "state": _("现在的状态"),
    "action": _("要做的操作"),
    "allowed": _("现在可以做的"),
    "needs": _("需要的权限"),
    "reason": _("供程序判断的原因"),
    "dataset": _("要申请的数据集"),
    "retry_after": _("多少秒后重试"),
    "part": _("哪一部分不可用"),
    "limit": _("上限"),
    "unit": _("上限的单位"),
    "found": _("识别出的类型"),
    "expected": _("支持的类型"),
    "size": _("文件大小（字节）"),
    "object": _("找的是什么"),
}
"""Members that problem documents carry beside the standard ones."""
