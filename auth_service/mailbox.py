"""The mails that the program sent in development, kept as files so that a person can look at them."""

import secrets
import time
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail.backends import console

MOST_SHOWN = 100


class EmailBackend(console.EmailBackend):
    """Django's console backend, which keeps a copy of each mail as well."""

    def write_message(self, message: Any) -> None:
        """Django's hook."""
        super().write_message(message)
        settings.MAILBOX_DIR.mkdir(parents=True, exist_ok=True)
        file = settings.MAILBOX_DIR / f"{time.time_ns()}-{secrets.token_hex(4)}.eml"
        part = file.with_suffix(".part")
        part.write_bytes(message.message().as_bytes())
        part.rename(file)  # whole, or not there


@dataclass(frozen=True)
class Letter:
    """A mail as its receiver sees it."""

    key: str
    to: str
    subject: str
    sent_at: datetime | None
    text: str
    html: str


def letters() -> list[Letter]:
    """The latest mails, the newest first."""
    files = sorted(settings.MAILBOX_DIR.glob("*.eml"), reverse=True)
    return [read(file) for file in files[:MOST_SHOWN]]


def letter(key: str) -> Letter | None:
    """The mail of that key; None where there is none."""
    return next((read(file) for file in settings.MAILBOX_DIR.glob("*.eml") if file.stem == key), None)


def read(file: Path) -> Letter:
    """The mail in a file."""
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return Letter(
        key=file.stem,
        to=message["To"],
        subject=message["Subject"],
        sent_at=message["Date"].datetime,
        text=content(message, "plain"),
        html=content(message, "html"),
    )


def content(message: EmailMessage, subtype: str) -> str:
    """The part of that type; "" where the mail has none."""
    part = message.get_body((subtype,))
    return str(part.get_content()) if part else ""
