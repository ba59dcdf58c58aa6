"""People at a browser, over HTTP: what a process answers that is served as it is deployed."""

import json
from http.cookies import SimpleCookie
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from tests.callers import GATEWAY


class Person:
    """Somebody at an address, who keeps cookies, whichever process answers."""

    def __init__(self, address):
        self.address, self.cookies = address, {}

    def call(self, url, method, path, body=None):
        """The status and the answer."""
        headers = {
            "Content-Type": "application/json",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "X-Forwarded-For": self.address,
        }
        data = None if method == "GET" else json.dumps(body or {}).encode()
        try:
            answer = urlopen(Request(url + GATEWAY + path, data, headers, method=method))
        except HTTPError as error:
            answer = error
        with answer:
            for header in answer.headers.get_all("Set-Cookie", []):
                self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(header).items()}
            return answer.status, json.loads(answer.read())
