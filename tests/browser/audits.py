"""What every page must be in any state: accessible, within the window, still, outlined, usable from the keyboard."""

from playwright.async_api import Page, Response

from app.portal.kit.templating import ROOT

AXE = ROOT.parent.parent / "node_modules" / "axe-core" / "axe.min.js"
STILL = 0.01
MOST_TABS = 120
WATCH_SHIFTS = """
window.shifted = 0;
new PerformanceObserver(list => list.getEntries().forEach(entry => {
  if (!entry.hadRecentInput) window.shifted += entry.value;
})).observe({type: 'layout-shift', buffered: true});
"""
_AXE = """rules => axe.run({resultTypes: ['violations'], ...(rules.length ? {runOnly: rules} : {})})
  .then(found => found.violations.map(each => `${each.id}: ${each.nodes.map(node => node.html).join(' | ')}`))"""
_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
_EARLY = """() => {
  const link = document.querySelector('link[rel=expect][blocking=render]');
  const mark = link && document.getElementById(link.getAttribute('href').slice(1));
  return !mark || mark.hasChildNodes() || Boolean(mark.parentNode.querySelector(`#${mark.id} ~ :not(script)`));
}"""
_LEVELS = "[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(each => Number(each.tagName[1]))"
_FOCUS = """() => {
  const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
  return {
    what: at.outerHTML.slice(0, 120),
    main: at === window.action,
    left: at === document.body,
    seen: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 && box.width > 0 && box.right > 0,
  };
}"""
_ACTION = """() => {
  const choices = ['main .btn-sea', 'main button', 'main a[href]'].map(each => [...document.querySelectorAll(each)]);
  window.action = choices.flat().find(each => each.checkVisibility());
  document.activeElement.blur();
  return Boolean(window.action);
}"""


async def findings(page: Page, axe: str) -> list[str]:
    """What is wrong with the page as it stands, light and dark."""
    found = _outline(await page.evaluate(_LEVELS))
    shifted = await page.evaluate("window.shifted")
    if shifted > STILL:
        found.append(f"moves by {shifted:.3f}")
    if await page.evaluate(_EARLY):
        found.append("painted before it is whole")
    await page.evaluate(axe + ";0")
    for scheme, rules in (("light", []), ("dark", ["color-contrast"])):
        await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found += [f"{scheme} {each}" for each in await page.evaluate(_AXE, rules)]
    wide = await page.evaluate(_WIDE)
    return [*found, *([f"{wide} px too wide"] if wide > 0 else [])]


def _outline(levels: list[int]) -> list[str]:
    """One heading of the first level, and no level left out on the way down."""
    jumps = [f"h{low} after h{high}" for high, low in zip([0, *levels], levels, strict=False) if low > high + 1]
    return [*jumps, *([f"{levels.count(1)} h1"] if levels.count(1) != 1 else [])]


async def keyboard(page: Page) -> list[str]:
    """What is wrong with the way from the top of the page to its main action by tabulator."""
    if not await page.evaluate(_ACTION):
        return ["nothing to do"]
    for _ in range(MOST_TABS):
        await page.keyboard.press("Tab")
        at = await page.evaluate(_FOCUS)
        if at["left"]:
            break
        if not at["seen"]:
            return [f"no visible focus: {at['what']}"]
        if at["main"]:
            return []
    return ["main action not reached"]


def sealed(answer: Response | None) -> list[str]:
    """What is wrong with the headers of a page."""
    if answer is None:
        return ["no answer"]
    policy, kind = (answer.headers.get(name, "") for name in ("content-security-policy", "x-content-type-options"))
    strict = "script-src 'self'" in policy and "unsafe" not in policy
    return [*([] if strict else [f"policy: {policy}"]), *([] if kind == "nosniff" else ["no nosniff"])]
