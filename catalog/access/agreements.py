"""The agreement of use (利用协议, standards.md §3.1) as text, and its digest. Pure."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Particulars:
    """What stands in one agreement: parties, scope, terms.

    ``report_hours`` is within how many hours a leak must be told, ``platform`` what the platform is called.
    """

    number: str
    provider: str
    applicant: str
    dataset: str
    code: str
    revision: int
    fields: Sequence[str]
    purpose: str
    mode: str
    until: date
    quota: int
    report_hours: int
    platform: str
    row_filter: Sequence[str] = ()
    masks: Sequence[str] = ()


def text(facts: Particulars) -> str:
    """The agreement in Chinese, article by article."""
    scope = [f"信息项：{'、'.join(facts.fields)}。"]
    if facts.row_filter:
        scope.append(f"行范围：{'；'.join(facts.row_filter)}。")
    if facts.masks:
        scope.append(f"脱敏提供：{'；'.join(facts.masks)}。")
    articles = {
        "数据范围": f"数据集“{facts.dataset}”（信息资源代码 {facts.code or '无'}），按第 {facts.revision} 版目录申请。"
        + "".join(scope),
        "使用目的": f"仅用于：{facts.purpose}",
        "使用期限": f"自签署时起，至 {facts.until.isoformat()} 止；到期后须停止使用并按第十条销毁。",
        "使用方式": f"{facts.mode}；每日调用不超过 {facts.quota} 次。每次提供均留审计记录，并可供提供单位查阅。",
        "技术与安全义务": "乙方须妥善保管令牌和数据，采取与数据级别相当的安全措施；"
        f"发生泄露、篡改、丢失的，须立即停止使用并在 {facts.report_hours} 小时内报告。",
        "禁止再识别": "不得以任何方式识别或者推断特定自然人、未公开的企业信息，不得将数据与其他数据关联用于再识别。",
        "禁止转供": "不得将数据的全部或者部分提供、转让、出售给第三方，不得公开原始数据。",
        "来源标注": f"公开使用成果时须标注：“数据来源：{facts.provider}，{facts.platform}”。",
        "成果报告与披露": "乙方须按平台要求报告数据利用情况、成果和效益；提供单位可以公开授权的对象、范围和期限。",
        "终止与销毁": "期限届满、乙方违约或者法律政策变化时，提供单位可以撤销授权，撤销即时生效；"
        "乙方须销毁数据并提交销毁说明。",
        "违约责任": "违反本协议的，提供单位可以撤销授权、暂停受理申请，并依法追究责任。",
        "争议解决": "因本协议发生的争议，先行协商；协商不成的，依法申请行政复议或者提起诉讼。",
    }
    head = [
        "公共数据利用协议",
        f"协议编号：{facts.number}",
        f"甲方（提供单位）：{facts.provider}",
        f"乙方（申请人）：{facts.applicant}",
    ]
    body = [f"第{_ORDINALS[place]}条 {title}\n{content}" for place, (title, content) in enumerate(articles.items())]
    return "\n\n".join(["\n".join(head), *body]) + "\n"


_ORDINALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")


def digest(agreement: str) -> str:
    """SHA-256 of the text in UTF-8, hexadecimal: what the applicant signs."""
    return hashlib.sha256(agreement.encode()).hexdigest()
