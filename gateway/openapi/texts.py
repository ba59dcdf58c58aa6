"""What the document says of the API as a whole: introduction, tags, cookies, the error table, the health routes."""

from collections.abc import Iterable

from django.conf import settings

from auth_service.schema import tags as auth
from gateway.openapi.errors import table
from jobber.schema import Operation, Schema
from search.schema import FINDING

INTRODUCTION = """\
Accounts, sessions and gig search for Jobber. JSON in, JSON out; the same routes are served under `/api/v1/gateway` and
`/api/gateway/v1`, with or without a slash at the end.

**Sessions.** Signing up or in sets the cookie `session`, which the browser sends by itself (from another origin:
`fetch` with `credentials: "include"`). No body ever shows a token. What changes something is refused to other sites.

**Errors.** Every error has the shape of `Error`. `message` is the first thing that is wrong: the session is looked at
before the body, and the body's fields in the order in which they are listed. `X-Request-Id`, which every answer
carries, finds a request in the logs.

**Other services.** `/buyer`, `/seller`, `/gig`, `/order`, `/message` and `/review` are passed on for a signed-in user,
where their service is set up, and answered with what it says; each documents its own routes. While it is away they
answer 502, where it takes too long 504.

| status | message | when |
|---|---|---|
"""
TAGS = {
    auth.SIGNING_UP: "From nothing to a confirmed account.",
    auth.SIGNING_IN: "With a password, and from an unknown browser with a one-time code as well.",
    auth.LOST_PASSWORD: "Back in by a link in a mail.",
    auth.SIGNED_IN: "Who it is, for how long, and whether anybody is there.",
    FINDING: "Needs no session.",
    auth.ACCOUNT: "What its owner may see and change.",
    auth.DEVELOPMENT: "Not there in production.",
    "Health": "At the root of the server; they touch nothing.",
}
COOKIES = {
    auth.SESSION: "The session of a signed-in user. Sign up or in: the browser keeps and sends the cookie by itself.",
    auth.PENDING: "A sign-in that waits for its one-time code, in the same cookie.",
}
HEALTH = {
    "/gateway-health": ("gatewayHealth", "Whether the gateway answers", "API Gateway service is healthy and OK."),
    "/auth-health": ("authHealth", "Whether the auth service answers", "Auth service is healthy and OK."),
}


def description(operations: Iterable[Operation]) -> str:
    """The introduction, and the error table of the operations."""
    return INTRODUCTION + "\n".join(f"| {status} | {message} | {when} |" for status, message, when in table(operations))


def security_schemes() -> Schema:
    """The cookies that stand for a user."""
    return {
        name: {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME, "description": text}
        for name, text in COOKIES.items()
    }


def health_paths() -> Schema:
    """The routes outside the gateway's base."""
    return {path: health_path(*parts) for path, parts in HEALTH.items()}


def health_path(operation_id: str, summary: str, text: str) -> Schema:
    """One of them: it answers with that text."""
    content = {"text/plain": {"schema": {"type": "string", "const": text}, "examples": {"Answer": {"value": text}}}}
    operation = {
        "operationId": operation_id,
        "summary": summary,
        "description": "For load balancers and people.",
        "tags": ["Health"],
        "servers": [{"url": "/"}],
        "responses": {"200": {"description": "OK", "content": content}},
    }
    return {"get": operation}
