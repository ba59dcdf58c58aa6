"""Delivering mails where there is no RabbitMQ: the outbox's rows through Django's e-mail backend, by a thread.

Messages for other services stay in the outbox, for the day on which an operator switches RabbitMQ on.
"""

import logging
import smtplib
import threading
import uuid

import orjson
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import close_old_connections, connection

from auth_service import mail, outbox, reset_requests
from auth_service.messages import EMAIL_EXCHANGE
from jobber.metrics import mails

log = logging.getLogger(__name__)
BATCH = 20
POLL_SECONDS = 0.2
LONGEST_WAIT_SECONDS = 60.0
AWAY = (OSError, smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError, smtplib.SMTPAuthenticationError)
REFUSED = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, smtplib.SMTPSenderRefused)


class MailServerAway(Exception):
    """No mail can go out now, whatever it says."""


def deliver_waiting(sender: str) -> int:
    """Sends one batch of what waits; how many mails were handled. Raises MailServerAway."""
    reset_requests.handle_waiting(sender)
    batch = outbox.claim(sender=sender, exchanges=[EMAIL_EXCHANGE], limit=BATCH)
    keys = [message.pk for message in batch]
    backend = get_connection()
    try:
        for message in batch:
            deliver(message, sender=sender, backend=backend)
            keys.remove(message.pk)
    except AWAY as error:
        raise MailServerAway(type(error).__name__) from error
    finally:
        outbox.release(sender=sender, keys=keys)
        backend.close()
    return len(batch)


def deliver(message: outbox.Claimed, *, sender: str, backend: BaseEmailBackend) -> None:
    """Sends one mail; what is wrong with the mail itself counts against it. Raises what `AWAY` lists."""
    try:
        letter = mail.render(orjson.loads(outbox.body_of(message)))
        letter.connection = backend
        letter.send()
    except REFUSED as error:
        mails.labels("refused").inc()
        outbox.fail(sender=sender, key=message.pk, error=type(error).__name__)
    except AWAY:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, it is this mail's own: the others must go out
        # the error's text may hold the link, so only its type is kept
        log.error("mail %s can't be made: %s", message.message_id, type(error).__name__)  # noqa: TRY400
        outbox.fail(sender=sender, key=message.pk, error=type(error).__name__)
    else:
        outbox.mark_sent(sender=sender, keys=[message.pk])
        mails.labels("sent").inc()


class MailThread(threading.Thread):
    """Sends what waits, again and again, until it is told to stop."""

    def __init__(self) -> None:
        super().__init__(name="mail", daemon=True)
        self.sender = f"mail-{uuid.uuid4().hex}"
        self.stopping = threading.Event()
        self.handled = 0

    def run(self) -> None:
        """Python's hook."""
        wait = POLL_SECONDS
        while not self.stopping.wait(wait):
            wait = POLL_SECONDS if self.round() else min(max(wait * 2, 1.0), LONGEST_WAIT_SECONDS)
        connection.close()

    def round(self) -> bool:
        """One batch; whether all is well."""
        try:
            close_old_connections()
            self.handled += deliver_waiting(self.sender)
        except MailServerAway as error:
            log.warning("the mail server is away (%s); mails wait in the outbox", error)
            return False
        except Exception:
            log.exception("the mail thread failed; it goes on")
            return False
        return True

    def stop(self) -> None:
        """Lets the mail that is being sent go out, then ends the thread."""
        self.stopping.set()
        self.join()
