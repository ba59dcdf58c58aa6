"""What the document says of errors: the operations name those that are theirs, the rest may meet any request."""

from collections.abc import Iterable
from http import HTTPStatus

from drf_spectacular.utils import OpenApiExample, OpenApiResponse

from auth_service.exceptions import SessionEnded
from gateway.failures import UnforeseenError
from jobber.exceptions import (
    BodyTooLarge,
    Forbidden,
    JobberError,
    LengthRequired,
    NotFound,
    TooManyRequests,
    Unavailable,
    error_body,
)
from jobber.schema import ErrorSerializer, InvalidInput, Operation


class MethodNotAllowed(JobberError):
    """405: the path has no such method; `Allow` names those it has."""

    status_code = 405
    message = 'Method "…" not allowed.'


class UnsupportedMediaType(JobberError):
    """415: the body is not `application/json`."""

    status_code = 415
    message = 'Unsupported media type "…" in request.'


ANY_REQUEST = (
    Forbidden("The request comes from another site."),
    NotFound(),
    MethodNotAllowed(),
    LengthRequired(),
    BodyTooLarge(),
    UnsupportedMediaType(),
    TooManyRequests(),
    UnforeseenError("…"),
    Unavailable(),
)


def case(error: JobberError) -> str:
    """When the error is raised: the first sentence of its class, which begins with the status."""
    text = " ".join((error.__doc__ or "").split()).partition(": ")[2].partition(". ")[0].rstrip(".")
    return text[:1].upper() + text[1:]


def table(operations: Iterable[Operation]) -> list[tuple[int, str, str]]:
    """Status, message and case of every error of the operations and of any request."""
    own = [error for operation in operations for error in operation.errors]
    errors = [InvalidInput(), SessionEnded(), *own, *ANY_REQUEST]
    return sorted({(error.status_code, error.message, case(error)) for error in errors})


def error_responses(errors: Iterable[JobberError], *, coming_from: str) -> dict[int | str, OpenApiResponse]:
    """The responses of an operation: its own errors by status, and by default what any request may be told."""
    by_status: dict[int, list[JobberError]] = {}
    for error in sorted(errors, key=lambda error: error.status_code):
        by_status.setdefault(error.status_code, []).append(error)
    return {
        **{
            status: error_response(those, HTTPStatus(status).phrase, coming_from=coming_from)
            for status, those in by_status.items()
        },
        "default": error_response(ANY_REQUEST, "What any request may be told", coming_from="gateway"),
    }


def error_response(errors: Iterable[JobberError], description: str, *, coming_from: str) -> OpenApiResponse:
    """A response that is one of the errors, each shown as an example."""
    examples = [
        OpenApiExample(
            type(error).__name__, error_body(error.message, error.status_code, coming_from), summary=case(error)
        )
        for error in errors
    ]
    return OpenApiResponse(ErrorSerializer, description, examples)
