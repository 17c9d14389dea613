"""Drawings on the office's pages: inline SVG, by classes and attributes alone.

So they hold under the policy, in print and in the dark. A drawing is decoration: its number stands beside it.
"""

from django.utils.html import format_html
from django.utils.safestring import SafeString

RATE_WIDTH = 60  # pixels
RATE_HEIGHT = 14


def rate_bar(share: float, reference: float | None) -> SafeString:
    """A rate as a bar on a hairline, with a tick where the others stand; both from 0 to 1."""
    return format_html(
        '<svg class="rate" aria-hidden="true" focusable="false" width="{w}" height="{h}"'
        ' viewBox="0 0 {w} {h}">'
        '<line class="axis-soft" x1="0" y1="11.5" x2="{w}" y2="11.5"/>'
        '<rect class="bar" x="0" y="4" width="{bar}" height="7"/>{tick}</svg>',
        w=RATE_WIDTH,
        h=RATE_HEIGHT,
        bar=_short(share * RATE_WIDTH),
        tick=_tick(reference) if reference is not None else "",
    )


def _tick(reference: float) -> SafeString:
    x = _short(reference * RATE_WIDTH)
    return format_html('<line class="ref" x1="{x}" y1="1" x2="{x}" y2="13"/>', x=x)


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
