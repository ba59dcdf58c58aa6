"""How a background process shows that it is well: a row that it keeps fresh (`--healthy` reads it)."""

import socket
import time
from datetime import timedelta

from django.db.models.functions import Now

from auth_service.models import Beat

EVERY_SECONDS = 5
FRESH = timedelta(seconds=30)


class Heartbeat:
    """The sign of life of one kind of process on this host."""

    def __init__(self, process: str) -> None:
        self.name = f"{process}@{socket.gethostname()}"[:100]
        self.next = 0.0

    def beat(self) -> None:
        """Keeps the row fresh; most calls cost nothing."""
        if time.monotonic() < self.next:
            return
        self.next = time.monotonic() + EVERY_SECONDS
        Beat.objects.update_or_create(name=self.name, defaults={"at": Now()})

    def is_fresh(self) -> bool:
        """Whether a process on this host showed a sign of life lately."""
        return Beat.objects.filter(name=self.name, at__gt=Now() - FRESH).exists()
