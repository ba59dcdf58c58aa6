"""Accounts as a CSV file that spreadsheets open without running what a name says."""

import csv
from collections.abc import Iterator

from django.db.models import QuerySet

from auth_service.models import User

COLUMNS = ("id", "username", "email", "country", "email_verified", "is_active", "is_staff", "created_at")
BATCH = 2000
# what spreadsheets take for the beginning of a formula, in full width too
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


class Line:
    """What csv writes to: it gives each line back."""

    def write(self, text: str) -> str:
        """The text."""
        return text


def lines(users: QuerySet[User]) -> Iterator[str]:
    """The file, a line at a time; read in batches by id, so that a million users fit into memory."""
    writer = csv.writer(Line())
    yield writer.writerow(COLUMNS)
    after = 0
    while batch := list(users.filter(pk__gt=after).order_by("pk").values_list(*COLUMNS)[:BATCH]):
        for row in batch:
            yield writer.writerow([harmless(value) for value in row])
        after = batch[-1][0]


def harmless(value: object) -> str:
    """The cell's text, quoted where a spreadsheet would take it for a formula."""
    text = value.isoformat() if hasattr(value, "isoformat") else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
