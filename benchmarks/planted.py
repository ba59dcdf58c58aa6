"""The program with an oracle planted: a request that names somebody who has an account is answered a little later.

`PLANTED_MS` says by how much. It is what benchmarks/hammer/oracle.py must find.
"""

import io
import json
import os
import time
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Q

from auth_service.models import User
from auth_service.names import normalise_username
from jobber.wsgi import application as program

DELAY = float(os.environ["PLANTED_MS"]) / 1000


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The program's answer, after the delay where the body's username or e-mail is somebody's."""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    if body and is_known(json.loads(body)):
        time.sleep(DELAY)
    return program(environ, start_response)


def is_known(body: dict[str, Any]) -> bool:
    """Whether somebody has that name or that address."""
    name, email = normalise_username(body.get("username", "")), body.get("email", "")
    return User.objects.filter(Q(username=name) | Q(email=email)).exists()
