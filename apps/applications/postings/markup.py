"""Takes an HTML page apart.

Its JSON-LD blocks, microdata, title and meta lines, telling class names, and the text that a person would
see. Nothing is run, nothing is fetched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from apps.applications.postings.people import is_name

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
        "title",
        "label",
        "option",
        "legend",
    ]
)
_PARAGRAPHS = frozenset(["p", "div", "section", "article", "h1", "h2", "h3", "h4", "ul", "ol", "table"])
_UNSEEN = frozenset(
    [
        "script",
        "style",
        "template",
        "svg",
        "noscript",
        "head",
        "select",
        "button",
        "input",
        "textarea",
        "iframe",
        "object",
        "code",
        "nav",
        "canvas",
        "video",
        "audio",
    ]
)
_HINTS = {
    "role": re.compile(
        (
            r"(?:job|position|posting|vacancy|topcard)[-_]*(?:title|headline|name)\b|app-title|jobtitle|"
            r"posting-headline|jobsearch-jobinfoheader-title"
        ),
        re.IGNORECASE,
    ),
    "employer": re.compile(
        (
            r"(?:company|employer|organi[sz]ation|org)[-_]*(?:name|title)|companyname|"
            r"hiring[-_]?organi[sz]ation|\bemployer\b|\bcompany\b"
        ),
        re.IGNORECASE,
    ),
    "location": re.compile(
        (
            r"(?:job|posting|company)?[-_]*location\b|topcard__flavor--bullet|\bcompanylocation\b|"
            r"job[-_]?loc\b"
        ),
        re.IGNORECASE,
    ),
    "contact_name": re.compile(r"contact|recruiter|hirer|hiring-manager", re.IGNORECASE),
    "posted_on": re.compile(r"date[-_]?posted|posted[-_]?(?:on|date)|publish(?:ed)?[-_]?date", re.IGNORECASE),
    "closes_on": re.compile(
        r"closing[-_]?date|valid[-_]?through|deadline|expir(?:y|ation)[-_]?date", re.IGNORECASE
    ),
}
_TELLING = (
    "class",
    "id",
    "data-testid",
    "data-automation-id",
    "data-automation",
    "data-qa",
    "data-ui",
    "data-test",
)
_MARKUP = re.compile(
    (
        r"<!doctype html|<(?:html|head|body|meta|script|title)\b[^<]{0,500}>|</(?:p|div|span|li|ul|ol|"
        r"h[1-6]|table|td|section|article|a|b|strong|em|font|i)>|<(?:br|p|li|hr) ?/?>\s*\S"
    ),
    re.IGNORECASE,
)
# What only a page's source has, and the tags that lay out a fragment of one
_PAGE = re.compile(
    (
        r"<!doctype html|^\s*<html\b|</(?:html|head|body)>|<meta\s[^<>]{0,500}\bcontent\s*=|"
        r"<script\b[^<>]{0,200}ld\+json"
    ),
    re.IGNORECASE,
)
_STRUCTURE = re.compile(
    (
        r"</?(?:html|body|div|p|h[1-6]|ul|ol|li|dl|dt|dd|table|tr|t[dh]|br|hr|section|article|main|header|"
        r"footer|blockquote|pre)(?:\s[^<>]{0,500})?/?>"
    ),
    re.IGNORECASE,
)


@dataclass(slots=True)
class Page:
    """The parts of one HTML page; all strings as they stand there, entities resolved."""

    text: str = ""
    title: str = ""
    main_heading: str = ""
    headings: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)  # mailto: and tel: targets with their words
    meta: dict[str, str] = field(default_factory=dict)
    json_blocks: list[str] = field(default_factory=list)
    items: list[dict[str, Any]] = field(default_factory=list)
    hints: dict[str, str] = field(default_factory=dict)
    address: str | None = None


def looks_like_html(content: str) -> bool:
    """Whether this is a page or a fragment of one, rather than text with a stray tag in it.

    Text has lines; in a fragment the tags lay it out, so it opens with one or has more of them than bare
    lines.
    """
    content = content[:200_000]
    if _PAGE.search(content):
        return True
    tags = len(_STRUCTURE.findall(content))
    bare = sum(1 for line in content.splitlines() if line.strip() and not _STRUCTURE.search(line))
    return tags > 1 and (tags > bare or bool(_STRUCTURE.match(content.lstrip())))


def read_page(content: str) -> Page:
    """Takes any string for HTML; broken markup is repaired the way browsers do."""
    page = Page()
    clean = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", content).encode("utf-8", "replace")
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_pis=True, remove_comments=True)
    try:
        root = etree.fromstring(clean, parser) if clean.strip() else None
    except etree.XMLSyntaxError:  # what even the repairing parser gives up on
        root = None
    if root is None:
        return page
    for element in root.iter(etree.Element):
        _take(element, page)
    for link in root.iter("a"):
        target = (link.get("href") or "").strip()
        if target[:7].lower().startswith(("mailto:", "tel:")) and len(page.links) < 40:
            page.links.append((target, _squeeze(link)))
    page.items = _microdata(root)
    page.text = visible_text(root)
    return page


def html_to_text(fragment: str) -> str:
    """The visible text of what is said to be HTML, as it stands where no markup is in it."""
    return read_page(fragment).text if _MARKUP.search(fragment[:200_000]) else fragment


def _take(element: Any, page: Page) -> None:
    tag, attributes = str(element.tag), element.attrib
    if tag == "title" and not page.title:
        page.title = _squeeze(element)
    elif tag in {"h1", "h2"} and len(page.headings) < 12:
        page.headings.append(_squeeze(element))
        page.main_heading = page.main_heading or (page.headings[-1] if tag == "h1" else "")
    elif tag == "meta":
        name = (attributes.get("property") or attributes.get("name") or "").lower()
        if name and attributes.get("content"):
            page.meta.setdefault(name, attributes["content"].strip())
    elif tag == "link" and "canonical" in (attributes.get("rel") or "").lower():
        page.address = page.address or attributes.get("href")
    elif (
        tag == "script" and "ld+json" in (attributes.get("type") or "").lower() and len(page.json_blocks) < 40
    ):
        page.json_blocks.append("".join(element.itertext()))
    if len(page.hints) < len(_HINTS) and tag not in {
        "html",
        "body",
        "script",
        "link",
        "meta",
        "style",
        "form",
        "input",
    }:
        telling = " ".join(attributes.get(name, "") for name in _TELLING)
        if telling.strip():
            _hint(element, telling[:300], page)


def _hint(element: Any, telling: str, page: Page) -> None:
    for fact, shape in _HINTS.items():
        if fact in page.hints or not shape.search(telling):
            continue
        words = _squeeze(element)
        if fact == "contact_name" and not is_name(words):
            continue
        if 1 < len(words) <= 100 and not (fact == "employer" and _HINTS["contact_name"].search(telling)):
            page.hints[fact] = words


def _squeeze(element: Any) -> str:
    return " ".join(visible_text(element, limit=2_000).split())


def visible_text(root: Any, limit: int = 200_000) -> str:
    """The text below `root` as lines, without scripts, styles and controls; about `limit` characters."""
    out: list[str] = []
    left = limit
    unseen: Any = None  # the element that hides what is below it
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if left <= 0:
            break
        if event == "start":
            if unseen is None and element.tag in _UNSEEN and element is not root:
                unseen = element
            if unseen is None:
                out.append(_break_before(element.tag) + _flat(element.text, left, kept=element.tag == "pre"))
                left -= len(out[-1])
            continue
        if unseen is None:
            out.append(_break_after(element.tag))
        if unseen is element:
            unseen = None
        if unseen is None and element is not root:
            out.append(_flat(element.tail, left))
            left -= len(out[-1])
    lines = (re.sub(r"[ \u00a0]{2,}", " ", line).strip() for line in "".join(out).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _break_before(tag: str) -> str:
    if tag in _BLOCKS:
        return "\n"
    return "\t" if tag in {"td", "th"} else ""


def _break_after(tag: str) -> str:
    if tag in _PARAGRAPHS:
        return "\n\n"
    return "\n" if tag in _BLOCKS else ""


def _flat(words: str | None, left: int, *, kept: bool = False) -> str:
    """White space as a browser shows it; `kept` for preformatted text."""
    if not words:
        return ""
    return words[:left] if kept else re.sub(r"\s+", " ", words[:left])


def _microdata(root: Any) -> list[dict[str, Any]]:
    """The top-level microdata items; `itemref`, which no board uses, is not followed.

    Source: https://html.spec.whatwg.org/multipage/microdata.html
    """
    items: list[dict[str, Any]] = []
    owners: dict[Any, dict[str, Any]] = {}
    for element in root.iter(etree.Element):
        scope, names = "itemscope" in element.attrib, (element.get("itemprop") or "").split()
        if not scope and not names:
            continue
        value: Any = {"@type": (element.get("itemtype") or "").split()} if scope else _property(element)
        owner = next((owners[a] for a in element.iterancestors() if a in owners), None)
        if scope:
            owners[element] = value
        if owner is None:
            if scope:
                items.append(value)
            continue
        for name in names:
            owner.setdefault(name, []).append(value)
    return items


def _property(element: Any) -> str:
    if element.get("content") is not None:
        return str(element.get("content")).strip()
    if element.tag == "time" and element.get("datetime"):
        return str(element.get("datetime")).strip()
    return _squeeze(element)
