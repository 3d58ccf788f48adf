"""How people ask: the phrases around a question that say nothing about what is looked for."""

import re

_SEE = r"(?:查询|查找|查看|查|搜索|搜|找|看|了解|知道|问)(?:一下|下)?"
_PHRASES = (
    r"请问",
    r"(?:你|您)好",
    rf"(?:我|我们)?(?:想要|想|要|需要){_SEE}",
    rf"(?:请|麻烦)?帮(?:我|忙){_SEE}",
    r"有没有",
    r"能不能|可不可以|能否|可否",
    r"的地方",
    r"(?:都|一共|共)?有(?:哪些|哪几|什么|多少)[个家所条种座处人]?",
    r"是(?:多少|什么|哪些|哪里|哪个)",
    r"在(?:哪里|哪儿|哪个地方|什么地方|哪)(?:可以|能)?(?:查到|查询|查看|查|找到|找|下载|看到|看)?",
    r"(?:从|去|到)?(?:哪里|哪儿)(?:有|可以|能)?(?:查到|查询|查看|查|找到|找|下载|看到|看)?",
    r"(?:怎么|怎样|如何|咋)(?:才能|可以|去|样)?(?:查到|查询|查看|查|找到|找|下载|获取)?",
    r"什么时候",
    r"多少(?:钱|个|家|所|人|条)?",
)
_AROUND = re.compile("|".join(_PHRASES))
_LABEL = re.compile(
    r"(?:目录|数据集|数据|资源|标准)?(?:代码|编码|编号)\s*[:：]?\s*(?=[a-z0-9]*\d[a-z0-9]*[-/_.][a-z0-9])"
)
"""What a code is called in front of it."""
PARTICLES = frozenset("过有个些想要查找看请来去啊吧呀嘛哪吗呢是")
"""Single characters of asking; as words of their own they say nothing."""


def what_is_asked(folded: str) -> str:
    """The folded question without such phrases; the question itself where nothing else stands in it."""
    rest = " ".join(_AROUND.sub(" ", _LABEL.sub(" ", folded)).split())
    return rest if any(char.isalnum() for char in rest) else folded
