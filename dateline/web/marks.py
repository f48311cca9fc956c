"""The one place where marked text becomes HTML: escaped first, then marked."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

# \x02caravan\x03
HIT = re.compile("\x02([^\x02\x03]*)\x03")
"""A hit as `search` marks it: between ``char(2)`` and ``char(3)``, which no text contains."""


def to_html(marked: str) -> Markup:
    r"""Return *marked* as HTML with ``<mark>`` around each hit.

    >>> to_html("Tom & \x02Jerry\x03 <b>")
    Markup('Tom &amp; <mark>Jerry</mark> &lt;b&gt;')
    """
    html = HIT.sub(r"<mark>\1</mark>", str(escape(marked)))
    return Markup(html.replace("\x02", "").replace("\x03", ""))  # noqa: S704  escaped above
