"""Answers of ours: HTML under a strict policy, JSON, and what every response carries."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable, Mapping
from contextlib import aclosing
from typing import Any

from datasette.utils import add_cors_headers
from datasette.utils.asgi import Base400, Response, asgi_start

from dateline.web import corpora, links

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self' data:",
        "script-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""Nothing inline, nothing from elsewhere: a text that smuggles in a script can't run it."""

REFUSED = {400: "That can’t be answered", 404: "Not found"}
"""What a page is called that says why there is no other."""

View = Callable[[Any, Any], Awaitable[Any]]


def read_only(view: View) -> View:
    """Answer GET by *view*, HEAD by its headers, and anything else by 405."""

    @functools.wraps(view)
    async def answer(datasette: Any, request: Any) -> Any:
        if request.method not in ("GET", "HEAD"):
            return Response.text(
                "This page can only be read.", status=405, headers={"allow": "GET, HEAD"}
            )
        try:
            response = await view(datasette, request)
        except Base400 as error:
            if error.status not in REFUSED:
                raise  # not for this visitor: Datasette may know how to sign in
            try:
                corpus = await corpora.find(
                    datasette, request.url_vars.get("database", ""), request.actor
                )
            except Base400:
                corpus = None  # it is the corpus that is not found
            context = {
                "corpus": corpus,
                "nav": links.navigation(datasette, corpus),
                "told": str(error),
                "heading": REFUSED[error.status],
            }
            response = await html(
                datasette, request, "dateline_missing.html", context, status=error.status
            )
        if request.method == "HEAD":
            response.body = ""
        return response

    return answer


def in_json(view: View) -> View:
    """Have *view* say in JSON why it can't answer."""

    @functools.wraps(view)
    async def answer(datasette: Any, request: Any) -> Any:
        try:
            return await view(datasette, request)
        except ValueError as error:
            return json(datasette, {"error": str(error)}, status=400)
        except Base400 as error:  # not found, or not for this visitor
            return json(datasette, {"error": str(error)}, status=error.status)

    return answer


async def html(
    datasette: Any, request: Any, template: str, context: Mapping[str, Any], status: int = 200
) -> Any:
    """Return *template* as a page of ours."""
    body = await datasette.render_template(template, dict(context), request=request)
    headers = {**_headers(datasette, status), "content-security-policy": CONTENT_SECURITY_POLICY}
    return Response.html(body, status=status, headers=headers)


def json(datasette: Any, data: Mapping[str, Any], status: int = 200) -> Any:
    """Return *data* as JSON."""
    return Response.json(dict(data), status=status, headers=_headers(datasette, status))


def text(datasette: Any, body: str) -> Any:
    """Return *body* as plain text."""
    return Response.text(body, headers=_headers(datasette, 200))


def may_be_indexed(datasette: Any) -> bool:
    """Tell whether the plugin's configuration lets search engines list the pages."""
    return bool((datasette.plugin_config("dateline") or {}).get("index"))


def _headers(datasette: Any, status: int) -> dict[str, str]:
    headers = {"referrer-policy": "no-referrer"}
    if not may_be_indexed(datasette):
        headers["x-robots-tag"] = "noindex"
    if datasette.cache_headers and status == 200:
        seconds = int(datasette.setting("default_cache_ttl"))
        headers["cache-control"] = f"max-age={seconds}" if seconds else "no-cache"
    if datasette.cors:
        add_cors_headers(headers)
    return headers


def never_sniffed(app: Any) -> Any:
    """Wrap the ASGI *app*: no browser shall take a response for what it doesn't say it is."""

    async def wrapped(scope: Any, receive: Any, send: Any) -> None:
        async def send_with_header(message: Any) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers") or [])
                if not any(name.lower() == b"x-content-type-options" for name, _ in headers):
                    headers.append((b"x-content-type-options", b"nosniff"))
                message = {**message, "headers": headers}
            await send(message)

        await app(scope, receive, send_with_header)

    return wrapped


def of_type(datasette: Any, body: Any, content_type: str, name: str | None = None) -> Any:
    """Return *body*, a text or texts that are yielded, as *content_type*; to be saved as *name*."""
    headers = _headers(datasette, 200)
    if name:
        headers["content-disposition"] = f'attachment; filename="{name}"'
    answer = Response if isinstance(body, str) else Streamed
    return answer(body, headers=headers, content_type=f"{content_type}; charset=utf-8")


class Streamed(Response):  # type: ignore[misc]
    """A response that is sent piece by piece as it is made; `read_only` empties it for HEAD."""

    async def asgi_send(self, send: Any) -> None:
        """Send what `body` yields."""
        await asgi_start(send, self.status, self.headers, self.content_type)
        if self.body:
            async with aclosing(self.body) as pieces:
                async for text in pieces:
                    body = text.encode("utf-8", "replace")
                    await send({"type": "http.response.body", "body": body, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
