"""The page on which operators see what people search for in vain."""

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlencode

from app.portal.kit.actions import buttons
from app.portal.kit.chrome import Chrome, Notice
from app.portal.kit.forms import Input
from app.portal.kit.pieces import Badge, Tone
from app.portal.kit.posted import Wrong
from app.portal.operators.context import AskedList, AskedRow, SearchLearning, SynonymRow
from app.words.language import CHINESE
from app.words.sources import _, counted
from catalog.discovery.learning import CLIENTS
from catalog.discovery.models import SynonymProposal
from catalog.discovery.queries import Interest, Learned
from catalog.discovery.synonyms import SYNONYMS, SynonymRelation, SynonymState
from catalog.promises import SYNONYMS_WITHIN
from catalog.workflow.table import Party

BASE = "/operators/search"
DAYS = 30
"""How far back the lists go."""
SOON = counted("%(count)s 分钟内", SYNONYMS_WITHIN.seconds // 60)
LISTS: Mapping[Interest, tuple[str, str]] = {
    Interest.EMPTY: (
        _("查不到的检索"),
        _("数据可能在别的名称下，也可能确实没有。是前者，就登记同义词；是后者，可以请提供单位补充。"),
    ),
    Interest.UNOPENED: (
        _("查到了却没人打开的检索"),
        _("只算在网页上查的人。找到的多半不是想要的。看看结果，需要时登记同义词，或请提供单位改写名称和摘要。"),
    ),
}
"""The lists with what to do about them."""
_TONES: Mapping[SynonymState, Tone] = {
    SynonymState.PROPOSED: "amber",
    SynonymState.ACCEPTED: "tea",
    SynonymState.DECLINED: "neutral",
    SynonymState.WITHDRAWN: "neutral",
}
_OPERATOR = Party(frozenset({SynonymRelation.OPERATOR}))
NOTICES: Mapping[str, Notice] = {
    "synonym-proposed": Notice(_("已登记，等待采用。"), _("在“同义词”中采用后，%(soon)s生效。", soon=SOON)),
    "synonym-decided": Notice(_("已办理。"), _("%(soon)s生效。", soon=SOON)),
    "synonym-known": Notice(_("这条同义词已经登记过。"), _("请在“同义词”中查看。"), "amber"),
}
"""What is said after a redirect, by the value of ``done`` in the address."""


def page(
    chrome: Chrome,
    found: Mapping[Interest, Sequence[Learned]],
    proposals: Iterable[SynonymProposal],
    meanings: Mapping[str, str],
    given: Mapping[str, str],
    wrong: Wrong,
) -> SearchLearning:
    """The lists and the synonyms; ``meanings`` are better-known words near questions, ``given`` what was typed."""
    return SearchLearning(
        chrome=chrome,
        clients=CLIENTS,
        days=DAYS,
        soon=SOON,
        lists=tuple(
            AskedList(key.value, label, note, tuple(_rows(key, found[key], meanings)))
            for key, (label, note) in LISTS.items()
        ),
        synonyms=tuple(_synonym(each) for each in proposals),
        word=Input("word", given.get("word", ""), wrong.at("word")),
        meaning=Input("meaning", given.get("meaning", ""), wrong.at("meaning")),
        errors=wrong.lines,
    )


def _rows(key: Interest, found: Iterable[Learned], meanings: Mapping[str, str]) -> Iterable[AskedRow]:
    for number, row in enumerate(found, 1):
        meaning = Input(f"meaning-{key.value}-{number}", meanings.get(row.text, ""))
        href = "/search?" + urlencode({"q": row.text})
        people = row.viewers if key is Interest.UNOPENED else row.clients
        yield AskedRow(row.text, href, people, row.asked, row.empty, row.openers, meaning)


def _synonym(each: SynonymProposal) -> SynonymRow:
    state = SynonymState(each.state)
    badge = Badge(CHINESE.say(SYNONYMS.wording.state(state)), _TONES[state])
    actions = buttons(SYNONYMS, SYNONYMS.allowed(state, _OPERATOR))
    at = each.decided_at or each.proposed_at
    return SynonymRow(each.word, each.meaning, badge, at, f"{BASE}/synonyms/{each.id}", actions)
