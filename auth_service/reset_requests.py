"""Requests for a reset link: answered before anybody looks whether there is an account (services/password.py).

Whoever sends the outbox's messages handles them first; the links then go out with the rest.
"""

import logging

import orjson
from cryptography.fernet import InvalidToken

from auth_service import outbox
from auth_service.clients import Client
from auth_service.messages import OWN_EXCHANGE
from auth_service.services import password

log = logging.getLogger(__name__)
BATCH = 20


def handle_waiting(sender: str) -> None:
    """Sends the links that the oldest requests ask for."""
    for request in outbox.claim(sender=sender, exchanges=[OWN_EXCHANGE], limit=BATCH):
        handle(request, sender=sender)


def handle(request: outbox.Claimed, *, sender: str) -> None:
    """Sends the link, if there is an account; a request that no key in force can read is its own fault."""
    try:
        asked = orjson.loads(outbox.body_of(request))
    except InvalidToken as error:
        log.error("request %s for a reset link can't be read", request.message_id)  # noqa: TRY400 - no trace needed
        outbox.fail(sender=sender, key=request.pk, error=type(error).__name__)
        return
    password.send_reset_link(email=asked["email"], client=Client(**asked["client"]))
    outbox.mark_sent(sender=sender, keys=[request.pk])
