"""How long until something may be asked for again."""

from datetime import datetime
from math import ceil

from django.utils import timezone


def seconds_until(moment: datetime) -> int:
    """Whole seconds from now to `moment`, at least one before it; 0 or less after it."""
    return ceil((moment - timezone.now()).total_seconds())
