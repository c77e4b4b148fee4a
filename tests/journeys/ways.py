"""Every page, and every way of reading it: widths, themes, languages, the keyboard alone.

A page joins by a line of `PAGES` (of the small movement) or `DEMO_PAGES` (of the made-up county). What is looked for:
nothing leads sideways, nothing is cut off, no words lie over others, axe finds nothing; in the language that nobody
speaks, nothing is read that never went through gettext; by keyboard, everything is reached and seen to be.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.conftest import DESK, PHONE, Theme
from tests.journeys.test_first_minute import RULES

NARROW: Final = (320, 512)  # a desk of 1280 by 2048 at 400 %


@dataclass(frozen=True)
class Way:
    """How a page is read."""

    name: str
    size: tuple[int, int]
    theme: Theme = "light"
    language: str = "en-gb"
    axe: bool = False
    keyboard: bool = False


WAYS: Final = (
    Way("on a phone, by keyboard", PHONE, axe=True, keyboard=True),
    Way("on a phone, in the dark", PHONE, "dark", axe=True),
    Way("at 400 per cent", NARROW),
    Way("at 400 per cent, in a language that nobody speaks", NARROW, "dark", "en-xa"),
    Way("on a desk, in a language that nobody speaks", DESK, language="en-xa"),
    Way("on a phone, in Welsh", PHONE, language="cy", axe=True),
)
# who reads it ('' is nobody yet), and where it is; {names} are numbers of the small movement's things
PAGES: Final = (
    ("", "/enter/"), ("", "/join"), ("", "/join/record"), ("", "/groups"), ("", "/groups?postcode=ZX1 1AA"),
    ("", "/groups/merrowby"), ("", "/figures"), ("", "{answer}"), ("", "{stop}"), ("", "/nowhere"),
    ("cem", "/"), ("cem", "/find"), ("cem", "/find?q=zzz"), ("cem", "/days/"), ("cem", "/people/{cem}"),
    ("cem", "/people/{cem}/agree"), ("cem", "/people/{cem}/correct"), ("cem", "/people/{cem}/ways"),
    ("cem", "/power/"), ("cem", "/power/mine"), ("cem", "/power/mine/object"),
    ("cem", "/enter/ways"), ("cem", "/enter/ways/password/first"), ("cem", "/enter/ways/app"),
    ("cem", "/enter/sessions"), ("cem", "/enter/keys"), ("cem", "/enter/out"), ("cem", "/enter/ways/passkeys/new"),
    ("cem", "/power/mine/erase"),
    ("olu", "/"), ("olu", "/people/"), ("olu", "/people/find?q=ce"), ("olu", "/people/enter"),
    ("olu", "/people/groups"), ("olu", "/people/groups/{group}"), ("olu", "/people/groups/{group}/describe"),
    ("olu", "/people/doubles"), ("olu", "/people/files"), ("olu", "/people/{cem}"), ("olu", "/people/{cem}/move"),
    ("olu", "/people/{cem}/become"), ("olu", "/people/{cem}/transfer"), ("olu", "/people/groups/new"),
    ("olu", "/people/groups/{group}/area"), ("olu", "/people/groups/{group}/export"),
    ("olu", "/people/posts/{post}?q=c"),
    ("olu", "/letters/"), ("olu", "/letters/write"), ("olu", "/letters/{sending}"), ("olu", "/letters/{sending}/chat"),
    ("bea", "/power/requests"), ("bea", "/power/requests/1"), ("ann", "/"), ("ann", "/power/"), ("ann", "/power/give"),
    ("ann", "/power/suspensions"), ("ann", "/power/suspensions/new"), ("ann", "/power/glass"), ("ann", "/enter/mail"),
    ("ann", "/enter/begin-anew"), ("ann", "/enter/colour"), ("ann", "/enter/protection"),
    ("cem", "/enter/address"), ("olu", "/enter/invite/{cem}"),
)  # fmt: skip
# of the made-up county's day, by the role of whoever reads it
DEMO_PAGES: Final = (
    ("organiser", "/"), ("organiser", "{day}"), ("organiser", "{day}/turfs"), ("organiser", "{day}/turfs/1"),
    ("organiser", "{day}/seats"), ("organiser", "{day}/beds"),
    ("organiser", "/registers/"),
    ("volunteer", "/"), ("volunteer", "{day}"), ("driver", "/"),
)  # fmt: skip

# What the small movement itself is called, and what no language changes
_NAMES = frozenset(
    (  # noqa: SIM905 - read as words
        "Muster muster demo Ann Archer Bea Birch Olu Officer Ora Oak Cem Carter Dot Diaz Eve Evans Merrowby merrowby "
        "The Ferry League Committee May Zzz zzz Welcome to English Cymraeg Pseudo HeadlessChrome Chrome Chromium "
        "Linux Headless Kay Board Tab Ulator AGPL JSON CSV XLSX PDF TLS"
    ).split()
)
_NO_WORDS = re.compile(r"\S+@\S+|https?://\S+|\b[A-Z]{1,2}\d[A-Z\d]*( \d[A-Z]{2})?\b|\b[0-9A-Z]{16,}\b")
_ENGLISH = re.compile(
    r"\b(?:the|and|is|are|was|were|with|from|not|yet|nobody|everybody|this|that|has|have|seats?|doors?|minutes?|people)\b"
)
_INNERMOST = re.compile("⟦[^⟦⟧]*⟧")

_SAID = """() => {
    const words = [...document.querySelectorAll('pre,code,.command')]; // of a machine
    words.forEach(it => (it.style.display = 'none'));
    const said = [
    document.title, document.body.innerText,
    ...[...document.querySelectorAll('[aria-label],[placeholder],[title],[alt]')].flatMap(
        it => ['aria-label', 'placeholder', 'title', 'alt'].map(name => it.getAttribute(name) || '')),
    ...[...document.querySelectorAll('option')].map(it => it.label),
    ];
    words.forEach(it => (it.style.display = ''));
    return said;
}"""

_LAID = """() => {
    const faults = [], wide = document.documentElement.clientWidth, rects = [];
    if (document.documentElement.scrollWidth > wide) faults.push('it leads sideways');
    const apart = it => { // read by ear alone, or over the page on purpose, or scrolled within itself
        for (let at = it; at && at !== document.body; at = at.parentElement) {
            const style = getComputedStyle(at);
            if (['fixed', 'sticky'].includes(style.position) || style.clipPath !== 'none') return true;
            if (style.visibility === 'hidden' || style.opacity === '0'
                || at.matches('.out-of-sight,svg,.maplibregl-map,option,select')) return true;
            if (['auto', 'scroll'].includes(style.overflowX) && at.scrollWidth > at.clientWidth) return true;
        }
        return false;
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const words = node.data.trim(), holder = node.parentElement;
        if (!words || apart(holder) || ['SCRIPT', 'STYLE', 'NOSCRIPT', 'TEXTAREA'].includes(holder.tagName)) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        for (const box of range.getClientRects()) {
            if (box.width < 1 || box.height < 1) continue;
            if (box.right > wide + 1 || box.left < -1) faults.push('cut off: ' + words.slice(0, 60));
            rects.push([box, words]);
        }
    }
    for (const it of document.querySelectorAll('button,a,h1,h2,h3,p,li,td,th,dt,dd,label,legend,summary')) {
        const style = getComputedStyle(it);
        if (!apart(it) && ['hidden', 'clip'].includes(style.overflowX) && it.scrollWidth > it.clientWidth + 1)
            faults.push('cut off: ' + it.innerText.slice(0, 60));
    }
    rects.sort((one, other) => one[0].top - other[0].top);
    rects.forEach(([one, words], at) => {
        for (let next = at + 1; next < rects.length && rects[next][0].top < one.bottom - 4; next++) {
            const [other, more] = rects[next];
            const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
            const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
            if (across > 2 && down > Math.min(one.height, other.height) / 2)
                faults.push(`over each other: ${words.slice(0, 40)} | ${more.slice(0, 40)}`);
        }
    });
    return faults;
}"""

_STOPS = """() => {
    const sorts = 'a[href],button,input:not([type=hidden]),select,textarea,summary,[tabindex="0"]';
    const seen = [...document.querySelectorAll(sorts)].filter(
        it => !it.disabled && it.tabIndex >= 0 && it.checkVisibility() && !it.closest('.maplibregl-map'));
    const groups = new Set();
    return seen.filter(it => { // of radio buttons the keyboard stops at one
        if (it.type !== 'radio') return true;
        return !groups.has(it.name) && groups.add(it.name);
    }).length;
}"""

_FOCUSED = """() => {
    const it = document.activeElement;
    if (!it || it === document.body) return null;
    window.stops = window.stops || [];
    const key = it.type === 'radio' ? it.name : it;
    const within = window.stops.at(-1) === key; // a date is typed in three parts
    const again = !within && window.stops.includes(key);
    if (!within) window.stops.push(key);
    const box = it.getBoundingClientRect(), style = getComputedStyle(it);
    const seen = box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    const within_it = it.matches('.maplibregl-map *,[type=date],[type=time]'); // their parts are marked within
    const marked = style.outlineStyle !== 'none' || style.boxShadow !== 'none' || within_it;
    return {again, within, fine: seen && marked, what: (it.innerText || it.name || it.id || it.tagName).slice(0, 40)};
}"""


def faults_of(page: Page, way: Way, *, names_known: bool = True) -> Iterator[str]:
    """Give everything that is wrong with a page, read in one way."""
    page.evaluate("document.querySelectorAll('details').forEach(it => (it.open = true))")
    yield from page.evaluate(_LAID)
    if page.locator("html").get_attribute("lang") != way.language:
        yield f"it calls itself {page.locator('html').get_attribute('lang')}"
    if way.language == "en-xa":
        yield from _unsaid(page, names_known=names_known)
    if way.axe:
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES["runOnly"]}})
        for one in found.response["violations"]:
            yield f"{one['id']}: {[node['target'] for node in one['nodes']]}"
    if way.keyboard:
        yield from _unreached(page)


def _unsaid(page: Page, *, names_known: bool) -> Iterator[str]:
    """Give the words that stand in no brackets, though nobody is called so."""
    for text in page.evaluate(_SAID):
        bare, before = text, ""
        while bare != before:
            before, bare = bare, _INNERMOST.sub(" ", bare)
        bare = _NO_WORDS.sub(" ", bare)
        if names_known:
            left = [word for word in re.findall(r"[A-Za-z’]{2,}", bare) if word not in _NAMES]
        else:
            left = [line for line in bare.splitlines() if _ENGLISH.search(line)]
        if left:
            yield f"never went through gettext: {' '.join(left)[:200]}"


def _unreached(page: Page) -> Iterator[str]:
    """Go through a page by the tabulator: every stop is seen, and there are as many as there should be."""
    wanted, come = page.evaluate(_STOPS), 0
    page.evaluate("() => { window.stops = []; document.querySelector('a.skip').focus(); }")
    for press in range(3 * wanted):
        if press:
            page.keyboard.press("Tab")
        at = page.evaluate(_FOCUSED)
        if at is None or at["again"]:
            break
        come += not at["within"]
        if press and not at["fine"]:  # the first was put there by us
            yield f"the keyboard comes to {at['what']!r}, and nobody sees that"
    if come < wanted:
        yield f"the keyboard comes to {come} of {wanted} places"
