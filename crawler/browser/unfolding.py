"""Shows what a page shows only to those who go on: lists that grow while one scrolls or clicks for
more, and what stands in shadow trees.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Page

# How often a page is led on; one that still grows then is not whole.
MOST_STEPS = 200
# What a page's own scripts may take for one step, in seconds; those of one that hangs take more.
_LONGEST_STEP = 20.0

# Shadow trees that would be closed are open to us, as they are to readers.
_OPEN_SHADOWS = """
const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (options) {
    return attach.call(this, {...options, mode: 'open'});
};
"""

# What all three scripts need: every element, those of shadow trees too.
_ELEMENTS = """
const elements = (root) => [...root.querySelectorAll('*')].flatMap(
    each => each.shadowRoot ? [each, ...elements(each.shadowRoot)] : [each]);
"""

_COUNT = f"() => {{ {_ELEMENTS} return elements(document).length; }}"

# What asks to be clicked for more; what leads to another page is a link, and is followed as one.
_MORE = f"""
{_ELEMENTS}
const MORE = new RegExp('^[\\\\s_]*(点击|点此)?(加载|查看|显示|展开|浏览)更多(内容|信息|数据)?'
    + '[.…>»↓▼\\\\s_]*$|^\\\\s*(load|show) more[.…>»↓▼\\\\s]*$', 'i');
const leads = link => link && /^(?!#|javascript:)./i.test(link.getAttribute('href') || '');
const asks = each => MORE.test(each.textContent) && !leads(each.closest('a'))
    && !elements(each).some(leads);
"""

# Clicks for more, else scrolls to all ends; tells whether there was anything to do.
_LEAD_ON = f"""() => {{
{_MORE}
const all = elements(document);
const more = all.filter(each => asks(each) && each.checkVisibility() && !each.disabled);
const button = more.at(-1);
if (button) {{
    button.scrollIntoView();
    button.click();
    return true;
}}
let moved = false;
for (const each of [document.scrollingElement, ...all]) {{
    const scrolls = each && each.scrollHeight > each.clientHeight + 1 && (
        each === document.scrollingElement || /auto|scroll/.test(getComputedStyle(each).overflowY));
    if (scrolls) {{
        const before = each.scrollTop;
        each.scrollTop = each.scrollHeight;
        moved = moved || each.scrollTop !== before;
    }}
}}
return moved;
}}"""

# The page with its shadow trees as templates (the HTML Standard's declarative shadow roots); null
# where it has none.
_WITH_SHADOWS = f"""() => {{
{_ELEMENTS}
const shadowRoots = elements(document).map(each => each.shadowRoot).filter(root => root);
if (!shadowRoots.length) return null;
const [opened] = document.documentElement.cloneNode(false).outerHTML.split('</html>');
return '<!DOCTYPE html>' + opened + document.documentElement.getHTML({{shadowRoots}}) + '</html>';
}}"""


# When nothing more comes of what asks to be clicked, whoever reads the page would take it for a
# sign that there is more.
_TAKE_AWAY = f"() => {{ {_MORE} elements(document).filter(asks).forEach(each => each.remove()); }}"


async def open_shadows(context: BrowserContext) -> None:
    """Keep pages of a context from closing their shadow trees."""
    await context.add_init_script(_OPEN_SHADOWS)


async def take_away_offers(page: Page) -> None:
    """Take away what offers more on a page that was led on to its end."""
    await page.evaluate(_TAKE_AWAY)


async def unfold(page: Page, settled: Callable[[], Awaitable[None]]) -> bool:
    """Lead a page on as long as it grows by it; return whether it came to its end. `settled` waits
    for what a step has set going.
    """
    size = await page.evaluate(_COUNT)
    for _ in range(MOST_STEPS):
        async with asyncio.timeout(_LONGEST_STEP):
            led_on = await page.evaluate(_LEAD_ON)
        if not led_on:
            return True
        await settled()
        async with asyncio.timeout(_LONGEST_STEP):
            before, size = size, await page.evaluate(_COUNT)
        if size <= before:
            return True
    return False


async def content_of(page: Page) -> str:
    """Return the page as HTML, its shadow trees included."""
    return await page.evaluate(_WITH_SHADOWS) or await page.content()
