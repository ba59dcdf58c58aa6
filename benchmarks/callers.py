"""Somebody who signs up and asks, for attacks on a running program."""

import base64
import http.client
import json
from io import BytesIO
from urllib.parse import urlsplit

from PIL import Image

from benchmarks.accounts import PASSWORD
from benchmarks.serving import System

GATEWAY = "/api/v1/gateway"


def account(username: str, password: str) -> dict[str, str]:
    """A sign-up's body."""
    out = BytesIO()
    Image.new("RGB", (8, 8), "teal").save(out, "PNG")
    return {
        "username": username,
        "email": f"{username.replace(' ', '.')}@example.com",
        "password": password,
        "country": "England",
        "profilePicture": f"data:image/png;base64,{base64.b64encode(out.getvalue()).decode()}",
    }


class Caller:
    """Keeps its connection and its cookies; `address` is where it says it is, to a program that believes its peers."""

    def __init__(self, system: System, *, address: str = "") -> None:
        self.connection = http.client.HTTPConnection(urlsplit(system.url).netloc, timeout=60)
        self.address = address
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, body: object = None) -> int:
        """The status of the answer."""
        headers = {"Content-Type": "application/json", "Cookie": "; ".join(map("=".join, self.cookies.items()))}
        if self.address:
            headers["X-Forwarded-For"] = self.address
        self.connection.request(method, GATEWAY + path, json.dumps(body) if body else None, headers)
        answer = self.connection.getresponse()
        answer.read()
        lines = answer.headers.get_all("Set-Cookie", [])
        self.cookies |= dict(line.partition(";")[0].split("=", 1) for line in lines)
        return answer.status


def member(system: System, name: str = "ada love", *, address: str = "") -> Caller:
    """Somebody who has just signed up, with `PASSWORD`."""
    caller = Caller(system, address=address)
    assert caller.ask("POST", "/auth/signup", account(name, PASSWORD)) == 201
    return caller
