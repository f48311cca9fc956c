"""The one error of the sources: an input that can't be loaded, with its reason in words."""

from __future__ import annotations


class Unreadable(Exception):
    """Why an input can't be loaded: ``Unreadable("is binary, not text")``.

    The reason continues a sentence that begins with the input's path.
    """
