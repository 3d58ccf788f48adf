"""Pages: every Chinese text is a marked message, is collected, and is said in the language of the page."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.portal.kit.chrome import Notice
from app.portal.kit.templating import Page, make_environment, read_assets, render
from app.portal.slices import samples
from app.words import extraction
from app.words.extraction import ROOT, pages, sources
from app.words.sources import _, counted, listed
from tests.architecture.sources import Violation
from tests.words.marking import in_code, in_template
from tests.words.pseudo import Bracketed, handed_over, not_handed_over, unsaid
from tests.words.templates import messages

SAMPLES = samples()
ENVIRONMENT = make_environment(read_assets(), Bracketed())


SILENT = frozenset({
    "app/portal/cataloguing/typed.py",  # reads and writes what people type: 、 parts the keywords
    "app/portal/kit/multipart.py",  # speaks in errors only, which are said by key
    "app/portal/kit/posted.py",  # as above
})  # fmt: skip
"""Files that say no text of their own to the readers of pages."""


def unmarked(suffix: str) -> Iterator[Violation]:
    """What stands unmarked in the files of one kind."""
    find = in_template if suffix == ".html" else in_code
    for path in sources():
        name = path.relative_to(ROOT).as_posix()
        if path.suffix == suffix and name not in SILENT:
            yield from find(name, path.read_text(encoding="utf-8"))


def test_every_text_of_a_template_is_marked() -> None:
    assert len([path for path in sources() if path.suffix == ".html"]) > 20
    assert [str(found) for found in unmarked(".html")] == []


def test_every_text_of_the_portals_code_is_marked() -> None:
    assert len([path for path in sources() if path.suffix == ".py"]) > 50
    assert [str(found) for found in unmarked(".py")] == []


@pytest.mark.parametrize(
    "planted",
    [
        "<p>登录</p>",
        '<img alt="登录">',
        "{{ '登录' }}",
        "{{ text(page.email, '邮箱') }}",
        "{% if page.open %}（{% endif %}",
        "{{ _('登录') ~ '。' }}",
        "{{ _('%(name)s 登录', name='邮箱') }}",
        "{{ _(page.title) }}",
        "{% trans name=page.name %}{{ name }} 登录{% endtrans %}。",
        "{% set label = '邮箱' %}",
    ],
)
def test_a_planted_text_of_a_template_is_found(planted: str) -> None:
    assert [found.line for found in in_template("a.html", f"<p>\n{planted}</p>")] == [2]


@pytest.mark.parametrize(
    "fine",
    [
        "<p>{{ _('登录') }}{# 说明 #}</p>",
        "{{ counted('%(count)s 个', page.rows|length) }}",
        "{% trans name=page.name %}<b>{{ name }}</b> 登录{% endtrans %}",
        "<p>— · “”</p>",
    ],
)
def test_what_is_marked_in_a_template_is_let_through(fine: str) -> None:
    assert list(in_template("a.html", fine)) == []


@pytest.mark.parametrize(
    "planted",
    ['said = "登录"', 'said = f"{name}，登录"', 'said = "、".join(names)', "said = _(word)", 'said = _("登录") + "。"'],
)
def test_a_planted_text_of_code_is_found(planted: str) -> None:
    assert [found.line for found in in_code("a.py", f'"""一页。"""\n{planted}\n')] == [2]


@pytest.mark.parametrize(
    "fine",
    [
        'said = _("登录")',
        'said = counted("%(count)s 个", 3)',
        'LABELS = {"a": "甲"}',
        'A = 1\n"""甲"""',
    ],
)
def test_what_is_marked_in_code_is_let_through(fine: str) -> None:
    assert list(in_code("a.py", fine)) == []


def test_the_command_writes_both_templates(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(extraction, "TEMPLATES", tmp_path / "made" / "words")
    extraction.main()
    assert (tmp_path / "made" / "words" / "pages.pot").read_bytes() == pages()
    assert len(list(messages((tmp_path / "made" / "words" / "api.pot").read_bytes()))) > 200


def test_the_template_of_the_catalogue_holds_nothing_that_changes_by_itself() -> None:
    template = pages()
    assert template == pages()
    assert not re.search(r"(?m)^#: .*:\d+|\d{4}-\d{2}-\d{2}", template.decode())
    found = [message.id for message in messages(template)]
    assert len(found) > 400
    assert found == sorted(found, key=lambda each: each if isinstance(each, str) else each[0])


def test_every_manner_of_marking_is_collected(tmp_path: Path) -> None:
    portal = tmp_path / "app" / "portal"
    portal.mkdir(parents=True)
    (portal / "a.html").write_text(
        "<p title=\"{{ _('甲 %(name)s', name=page.name) }}\">{{ counted('%(count)s 个', 3) }}</p>\n"
        "{% trans name=page.name %}乙 {{ name }}，100%{% endtrans %}\n",
        encoding="utf-8",
    )
    (portal / "view.py").write_text('A = _("丙")\nB = counted("%(count)s 次", 3, x=_("丁"))\n', encoding="utf-8")
    (portal / "samples.py").write_text('A = _("戊")\n', encoding="utf-8")
    (tmp_path / "app" / "words").mkdir()
    (tmp_path / "app" / "words" / "sources.py").touch()
    found = {message.id: [name for name, _line in message.locations] for message in messages(pages(tmp_path))}
    assert found == {
        "甲 %(name)s": ["app/portal/a.html"],
        ("%(count)s 个", "%(count)s 个"): ["app/portal/a.html"],
        "乙 %(name)s，100%%": ["app/portal/a.html"],
        "丙": ["app/portal/view.py"],
        ("%(count)s 次", "%(count)s 次"): ["app/portal/view.py"],
        "丁": ["app/portal/view.py"],
    }


@pytest.mark.parametrize("name", SAMPLES)
def test_a_page_says_nothing_of_its_own_but_messages(name: str) -> None:
    page: Page = SAMPLES[name]
    shown = render(ENVIRONMENT, page)
    assert shown.count("⟦") > 10
    assert not_handed_over(shown, handed_over(page)) == set()


def test_an_unmarked_text_is_seen_whatever_stands_beside_it() -> None:
    page = SAMPLES["home"]
    planted = ENVIRONMENT.from_string(
        "<p>{{ page.title }}个</p><p title='共'>{{ _('甲') }}，乙</p><p>{{ page.unit }}</p>"
    )
    shown = planted.render(page={"title": "企业名录", "unit": "个"}, chrome=page.chrome)
    assert not_handed_over(shown, ["企业名录", "个"]) == {"企业名录个", "共", "，乙"}


def test_texts_that_code_hands_over_are_said_in_the_language_of_the_page() -> None:
    notice = Notice(_("已登记，%(soon)s生效。", soon=counted("%(count)s 分钟内", 2)), listed(["甲", _("<乙>")]))
    page = SAMPLES["home"]
    chrome = replace(page.chrome, notice=notice)
    template = ENVIRONMENT.get_template(page.template)
    shown = template.render(page=page, chrome=chrome)
    assert "⟦已登记，⟦2 分钟内⟧生效。⟧" in shown
    assert "甲⟦、⟧⟦&lt;乙&gt;⟧" in shown
    lost = replace(chrome, notice=Notice(str(notice.title)))
    assert "已登记，2 分钟内生效。" in unsaid(template.render(page=page, chrome=lost))


def test_a_page_says_in_which_language_it_is() -> None:
    assert '<html lang="zh-CN">' in render(make_environment(read_assets()), SAMPLES["home"])
