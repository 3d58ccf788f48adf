"""The life of a dataset in words. Pure."""

from catalog.promises import SEARCHABLE_WITHIN
from catalog.workflow.wording import CommandWords, Wording

LIFECYCLE = Wording(
    states={
        "draft": "草稿",
        "submitted": "待部门审核",
        "approved": "待发布审查",
        "published": "已发布",
        "returned": "已退回",
        "withdrawn": "已撤回",
    },
    relations={"cataloguer": "部门编目员", "reviewer": "部门审核人", "authority": "数据管理部门"},
    commands={
        "edit": CommandWords("编辑", "已发布的数据集回到草稿，公众仍读到已发布的版本。"),
        "submit": CommandWords("提交审核", "提交后由部门审核人审核，期间不能修改。"),
        "approve": CommandWords("审核通过", "转数据管理部门审查发布。"),
        "return": CommandWords("退回", "编目员修改后重新提交。", "退回修改"),
        "publish": CommandWords("发布", f"成为新的一版，公众 {SEARCHABLE_WITHIN.seconds} 秒内可以搜到。"),
        "withdraw": CommandWords("撤回发布", "公众不再能找到和下载，已有授权停止。"),
    },
    own="不能审核自己提交的内容，请由其他审核人办理",
)
