"""The answer to what failed outside Django REST framework: a page for people, the contract's shape for all others."""

import logging
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from gateway.pages import show, wants_page
from jobber.exceptions import JobberError, as_jobber_error, error_headers, error_response
from jobber.logs import request_id

log = logging.getLogger(__name__)


class UnforeseenError(JobberError):
    """500: what nobody foresaw; the trace is in the log, under the id that the message names."""

    status_code = 500

    def __init__(self, request: str) -> None:
        super().__init__(f"An unexpected error occurred. Please mention {request} when you report it.")


def answer_to(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The answer to the request that failed so; what nobody foresaw is logged."""
    error = as_jobber_error(exception)
    if error is None:
        log.error("unforeseen error in request %s", request_id.get(), exc_info=exception)
        error = UnforeseenError(request_id.get())
    return page_of(request, error) if wants_page(request) else error_response(error, "gateway")


def page_of(request: HttpRequest, error: JobberError) -> HttpResponse:
    """The error as a page."""
    status = error.status_code
    if status == HTTPStatus.NOT_FOUND:
        return show(request, "404", status=status)
    name = "500" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "refused"
    return show(request, name, status=status, headers=error_headers(error), error=error, request_id=request_id.get())
