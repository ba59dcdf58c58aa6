"""People at a browser, over HTTP: what a process answers that is served as it is deployed."""

import json
import threading
from http.cookies import SimpleCookie
from itertools import count
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from tests.callers import GATEWAY, account


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


class Crowd:
    """People who sign up one after the other, meanwhile."""

    def __init__(self, url):
        self.url, self.statuses, self.leaving = url, [], threading.Event()
        self.thread = threading.Thread(target=self.come)

    def come(self):
        for number in count():
            if self.leaving.is_set():
                return
            body = account(username=f"user {number}", email=f"user{number}@example.com")
            self.statuses.append(Person("203.0.113.1").call(self.url, "POST", "/auth/signup", body)[0])

    def __enter__(self):
        self.thread.start()
        while len(self.statuses) < 3:
            assert self.thread.is_alive()
        return self

    def __exit__(self, *_):
        self.leaving.set()
        self.thread.join()
