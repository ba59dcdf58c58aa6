"""People who speak to the program over HTTP, as the attacks need them."""

import base64
import http.client
import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from PIL import Image

from benchmarks.accounts import PASSWORD

GATEWAY = "/api/v1/gateway/auth"
CHROME = {"browserName": "Chrome", "deviceType": "browser"}


def picture() -> str:
    """A data URI of a small picture."""
    out = BytesIO()
    Image.new("RGB", (8, 8), "teal").save(out, "PNG")
    return f"data:image/png;base64,{base64.b64encode(out.getvalue()).decode()}"


@dataclass(frozen=True)
class Answer:
    """A status, the JSON that came, and the cookies that were set."""

    status: int
    body: dict[str, Any]
    cookies: dict[str, str]


@dataclass
class Person:
    """Somebody with cookies, who opens a connection for each request, as strangers do."""

    url: str
    cookies: dict[str, str] = field(default_factory=dict)

    def call(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Answer:
        """The answer to one request; the cookies that it sets are kept."""
        answer = send(self.url, method, GATEWAY + path, body, {**self.cookie_header(), **(headers or {})})
        self.cookies |= answer.cookies
        return answer

    def cookie_header(self) -> dict[str, str]:
        """The cookies as a browser sends them."""
        pairs = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Cookie": pairs} if pairs else {}

    def sign_up(self, username: str, email: str, password: str = PASSWORD) -> Answer:
        """A new account."""
        names = {"username": username, "email": email, "password": password, "country": "England"}
        return self.call("POST", "/signup", {**names, "profilePicture": picture(), **CHROME})

    def sign_in(self, username: str, password: str = PASSWORD, browser: str = "Chrome") -> Answer:
        """A try to sign in."""
        body = {"username": username, "password": password, **CHROME, "browserName": browser}
        return self.call("POST", "/signin", body)


def send(url: str, method: str, path: str, body: Any, headers: Mapping[str, str]) -> Answer:
    """One request on a connection of its own."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    data = None if method == "GET" else json.dumps(body or {}).encode()
    connection.request(method, path, data, {"Content-Type": "application/json", **headers})
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    set_cookies = SimpleCookie("\n".join(answer.headers.get_all("Set-Cookie", [])))
    cookies = {name: morsel.value for name, morsel in set_cookies.items()}
    return Answer(answer.status, json.loads(text), cookies)


def at_once(calls: Sequence[Callable[[], Answer]]) -> list[int]:
    """The statuses of calls that start at the same moment, in their order."""
    barrier = threading.Barrier(len(calls))
    statuses = [0] * len(calls)

    def run(place: int, call: Callable[[], Answer]) -> None:
        barrier.wait()
        statuses[place] = call().status

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses
