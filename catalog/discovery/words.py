"""The way of a proposed synonym in words. Pure."""

from catalog.promises import SYNONYMS_WITHIN
from catalog.workflow.wording import CommandWords, Wording

_SOON = f"{SYNONYMS_WITHIN.seconds // 60} 分钟内"

SYNONYM = Wording(
    states={"proposed": "待处理", "accepted": "已采用", "declined": "不采用", "withdrawn": "已撤回"},
    relations={"operator": "系统管理员"},
    commands={
        "accept": CommandWords("采用", f"{_SOON}对所有检索生效。"),
        "decline": CommandWords("不采用", "以后可以重新登记。"),
        "withdraw": CommandWords("撤回", f"{_SOON}不再起作用。"),
    },
    own="不能办理本人提交的建议，请由其他系统管理员办理",
)
