"""The one shape of an error (contract 3), and the one handler that gives it."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from rest_framework import exceptions

from jobber.api import Response

UNKNOWN_PATH = "The endpoint called does not exist."


class JobberError(Exception):
    """What the caller is told of a request that can't be done: a status and a message; both are class attributes.

    Subclasses name the cases of the contract's table.
    """

    status_code = 400
    message = "Bad request"

    def __init__(self, message: str = "", *, retry_after: int | None = None) -> None:
        """`message` replaces the class's own; `retry_after` is in seconds."""
        super().__init__(message or self.message)
        self.message = message or self.message
        self.retry_after = retry_after


class NotFound(JobberError):
    """404: no such path, gig, session."""

    status_code = 404
    message = UNKNOWN_PATH


class BodyTooLarge(JobberError):
    """413: the body is over the limit. That is `DATA_UPLOAD_MAX_MEMORY_SIZE`."""

    status_code = 413
    message = "The request body is too large."


class TooManyFields(JobberError):
    """400: more parameters than anybody needs. That is `DATA_UPLOAD_MAX_NUMBER_FIELDS`."""

    message = "There are too many parameters."


class UnreadableBody(JobberError):
    """400: the body ended before its Content-Length, or is no form though it says so."""

    message = "The request body can't be read."


class LengthRequired(JobberError):
    """411: a body without Content-Length (RFC 9110, 15.5.12), which WSGI servers may hand over as empty."""

    status_code = 411
    message = "The request needs a Content-Length."


class Forbidden(JobberError):
    """403: known, but not allowed."""

    status_code = 403
    message = "You are not allowed to do this."


class TooManyRequests(JobberError):
    """429: this was asked for too often. Raise it with `retry_after`."""

    status_code = 429
    message = "Too many requests. Please try again later."


class Unavailable(JobberError):
    """503: a part that the answer needs is away."""

    status_code = 503
    message = "The service is not available right now. Please try again later."


class DatabaseAway(Unavailable):
    """503: the database can't be reached, or chose the request as a deadlock's victim too often."""


DJANGOS: dict[type[Exception], type[JobberError]] = {
    Http404: NotFound,
    PermissionDenied: Forbidden,
    RequestDataTooBig: BodyTooLarge,
    TooManyFieldsSent: TooManyFields,
    SuspiciousOperation: JobberError,
    UnreadablePostError: UnreadableBody,
    MultiPartParserError: UnreadableBody,
    OperationalError: DatabaseAway,
    InterfaceError: DatabaseAway,
}


def error_body(message: str, status: int, coming_from: str) -> dict[str, object]:
    """The error shape of contract 3."""
    return {"message": message, "statusCode": status, "status": "error", "comingFrom": coming_from}


def error_headers(error: JobberError) -> dict[str, str]:
    """The headers that belong to the error's status; no cache keeps an error, a 404 neither."""
    headers = {"Cache-Control": "no-store"}
    if error.status_code == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    if error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    return headers


def error_response(error: JobberError, coming_from: str) -> HttpResponse:
    """The error as a plain Django response, for code outside Django REST framework."""
    body = error_body(error.message, error.status_code, coming_from)
    return JsonResponse(body, status=error.status_code, headers=error_headers(error))


def exception_handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """REST framework's hook: the answer to an exception in a view; None for one that nobody foresaw (a 500)."""
    error = as_jobber_error(exc)
    if error is None:
        return None
    view = context["view"]
    actions = getattr(view, "action_map", None) or {"": type(view).__name__}
    coming_from = getattr(view, "action", None) or next(iter(actions.values()))
    headers = error_headers(error)
    if isinstance(exc, exceptions.MethodNotAllowed):
        headers["Allow"] = ", ".join(view.allowed_methods)
    return Response(error_body(error.message, error.status_code, coming_from), error.status_code, headers=headers)


def as_jobber_error(exc: Exception) -> JobberError | None:
    """Django's and REST framework's own exceptions as ours; None for any other."""
    if isinstance(exc, JobberError):
        return exc
    if isinstance(exc, exceptions.APIException):
        error = JobberError(first_message(exc.detail))
        error.status_code = exc.status_code
        return error
    return next((ours() for theirs, ours in DJANGOS.items() if isinstance(exc, theirs)), None)


def first_message(detail: Any) -> str:
    """The first thing wrong (contract 3) in what a serializer found, whose fields stand in the contract's order."""
    while isinstance(detail, dict | list):
        detail = next(iter(detail.values() if isinstance(detail, dict) else detail))
    return str(detail)
