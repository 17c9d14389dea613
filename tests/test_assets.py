"""What every page is made of: style sheets, icons, fonts, vendored files, and the rules for templates."""

import gzip
import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.template.loader import render_to_string
from django.test import override_settings

from scripts import vendor_assets

TEMPLATES = Path(settings.BASE_DIR, "templates")
STATIC = Path(settings.BASE_DIR, "static")
OUR_CSS = [path for path in sorted((STATIC / "css").glob("*.css")) if path != vendor_assets.CUT]
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)


def pages() -> Iterator[tuple[Path, str]]:
    """Every template of a page (not of an email), with its text."""
    for path in sorted(TEMPLATES.rglob("*.html")):
        in_an_email = path.is_relative_to(TEMPLATES / "mail") and path.name.startswith(("_", "body."))
        if not in_an_email and path.parent.name != "email":
            yield path, path.read_text()


def classes_in(text: str) -> set[str]:
    """The classes that a template writes out; names put together from variables cannot be told."""
    values = re.findall(r"\bclass=\"((?:\{%.*?%\}|\{\{.*?\}\}|[^\"])*)\"", text, re.DOTALL)
    return {name for value in values for name in TAG.sub(" ", value).split() if not name.endswith("-")}


def test_vendored_files_are_the_fetched_ones_and_bootstrap_is_cut_anew() -> None:
    assert vendor_assets.problems() == []


def test_a_changed_vendored_file_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vendor_assets, "ROOT", tmp_path)
    (tmp_path / "static/vendor").mkdir(parents=True)
    (tmp_path / "static/vendor/htmx.min.js").write_text("// not htmx")
    found = vendor_assets.problems()
    assert "static/vendor/htmx.min.js (htmx.org) is not the file that was fetched" in found
    assert any("bootstrap.min.css (bootstrap) is missing" in sentence for sentence in found)


def test_cutting_keeps_what_is_named_and_what_names_no_class() -> None:
    css = (
        'a[href="{;}"]{color:red}.btn,.modal>.btn,.w-100{x:y}.btn:not(.disabled,.modal){z:1}'
        "@media print{.modal{a:b}p{c:d}}@media screen{.modal{a:b}}@keyframes spin{to{e:f}}"
    )
    assert vendor_assets.cut(css).split("\n") == [
        'a[href="{;}"]{color:red}',
        ".btn,.w-100{x:y}",
        "@media print{p{c:d}}",
    ]


def test_no_template_uses_a_part_of_bootstrap_that_was_cut_away() -> None:
    whole = vendor_assets.classes(vendor_assets.BOOTSTRAP.read_text())
    ours = set().union(*(vendor_assets.classes(path.read_text()) for path in [*OUR_CSS, vendor_assets.CUT]))
    lacking = {
        f"{path.relative_to(TEMPLATES)}: {name}"
        for path, text in pages()
        for name in classes_in(text) & whole - ours
    }
    assert not lacking, f"add to PARTS in scripts/vendor_assets.py and run build: {sorted(lacking)}"


def test_templates_have_no_inline_script_or_style() -> None:
    forbidden = re.compile(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:|hx-on")
    found = [
        f"{path.relative_to(TEMPLATES)}: {match.group()}"
        for path, text in pages()
        for match in forbidden.finditer(TAG.sub("", text))
    ]
    assert found == []


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    symbols = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "sprite.svg").read_text()))
    for path, text in pages():
        names = set(re.findall(r'"_icon\.html" with name="([\w-]+)"', text))
        assert names <= symbols, f"{path}: no icon {names - symbols}"


def test_every_static_file_that_a_template_names_exists() -> None:
    named = {name for _, text in pages() for name in re.findall(r"\{% static ['\"]([^'\"]+)['\"]", text)}
    assert named
    assert [name for name in sorted(named) if finders.find(name) is None] == []


def test_raw_colours_stand_in_the_tokens_alone() -> None:
    for path in OUR_CSS:
        if path.name != "tokens.css":
            without_comments = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
            assert not re.findall(r"#[0-9a-f]{3,8}\b(?=[;, )])|\brgba?\(|\bhsl", without_comments), path.name


def tokens() -> dict[str, tuple[str, str]]:
    """Each colour token with its light and its dark value."""
    text = (STATIC / "css/tokens.css").read_text()
    return {
        name: (a, b) for name, a, b in re.findall(r"--cf-([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", text)
    }


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (WCAG 2.2, 1.4.3)."""

    def luminance(colour: str) -> float:
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_every_text_colour_can_be_read_on_every_ground(theme: int) -> None:
    colours = {name: values[theme] for name, values in tokens().items()}
    grounds = ("page", "sunken", "raised", "selected")
    words = ("text", "muted", "faint", "ink", "ink-strong", "late", "due", "done", "praise")
    pairs = [*itertools.product(words, grounds), ("on-ink", "ink"), ("on-ink", "ink-strong")]
    for name in ("ink", "late", "due", "done", "praise"):
        pairs += [("text", f"{name}-tint"), (name, f"{name}-tint")]
    assert {(a, b) for a, b in pairs if contrast(colours[a], colours[b]) < 4.5} == set()
    assert min(contrast(colours["line-control"], colours[ground]) for ground in grounds[:3]) >= 3


def test_a_first_visit_is_under_180_kb_and_the_next_page_costs_only_itself() -> None:
    styles = [f"css/{name}.css" for name in ("bootstrap", "tokens", "base", "student", "application")]
    compressed = [*styles, "vendor/htmx.min.js", "js/app.js", "sprite.svg"]
    fonts = [f"libre-franklin-{part}" for part in ("latin", "latin-ext", "vietnamese")] + [
        "libre-caslon-text-latin"
    ]
    sent = sum(len(gzip.compress((STATIC / name).read_bytes())) for name in compressed)
    sent += sum((STATIC / f"vendor/fonts/{name}.woff2").stat().st_size for name in fonts)
    assert sent < 180_000 - 40_000  # the rest is for the page itself


def test_collecting_the_files_finds_everything_that_a_style_sheet_names(tmp_path: Path) -> None:
    storage = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    with override_settings(STATIC_ROOT=tmp_path, STORAGES={**settings.STORAGES, "staticfiles": storage}):
        call_command("collectstatic", interactive=False, verbosity=0)
        assert re.fullmatch(r"/static/css/tokens\.\w{12}\.css", staticfiles_storage.url("css/tokens.css"))
        assert list(tmp_path.glob("css/tokens.*.css.gz"))


@pytest.mark.parametrize("name", ["400.html", "403.html", "404.html", "500.html"])
def test_error_pages_need_neither_request_nor_database(name: str) -> None:
    page = render_to_string(name)
    assert "<h1>" in page
    assert 'href="/"' in page


def test_every_class_that_a_template_names_has_a_style() -> None:
    styled = set().union(*(vendor_assets.classes(path.read_text()) for path in [*OUR_CSS, vendor_assets.CUT]))
    assert {f"{path.name}: {name}" for path, text in pages() for name in classes_in(text) - styled} == set()
