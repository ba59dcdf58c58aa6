"""Accounts as benchmarks need them: bodies to sign up, sign in and confirm with, and somebody who is signed in."""

import base64
import json
from hashlib import sha256
from http.client import HTTPConnection
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from PIL import Image

from benchmarks.load import Request
from benchmarks.serving import System

GATEWAY, AUTH = "/api/v1/gateway/auth", "/api/v1/auth"
PASSWORD = "s3cret-word"
CLIENT = {"browserName": "Chrome", "deviceType": "browser"}


def picture() -> str:
    """A JPEG of 512 by 512 pixels and about 65 KB, as a data URI: grey noise over a gradient."""
    noise = Image.effect_noise((512, 512), 24)
    out = BytesIO()
    Image.merge("RGB", [noise, Image.linear_gradient("L").resize((512, 512)), noise]).save(out, "JPEG", quality=62)
    return f"data:image/jpeg;base64,{base64.b64encode(out.getvalue()).decode()}"


def account(number: int, image: str) -> dict[str, str]:
    """A sign-up's body."""
    names = {"username": f"bench {number}", "email": f"bench{number}@example.com"}
    return {**names, "password": PASSWORD, "country": "England", "profilePicture": image, **CLIENT}


def signin(username: str) -> Request:
    """That user's sign-in, from the browser that signed up."""
    body = {"username": username, "password": PASSWORD, **CLIENT}
    return ("POST", f"{GATEWAY}/signin", json.dumps(body).encode())


class Accounts:
    """Bodies that no earlier load has sent."""

    def __init__(self, cursor: Any) -> None:
        self.cursor = cursor
        self.image = picture()
        self.made = 0

    def signups(self, count: int = 800) -> list[Request]:
        """New accounts."""
        self.made += count
        numbers = range(self.made - count, self.made)
        bodies = (json.dumps(account(number, self.image)).encode() for number in numbers)
        return [("POST", f"{GATEWAY}/signup", body) for body in bodies]

    def signins(self, count: int = 2000) -> list[Request]:
        """Sign-ins of the accounts that there are, in turns."""
        self.cursor.execute("SELECT username FROM auth_service_user WHERE username LIKE 'Bench %%'")
        names = [name for (name,) in self.cursor.fetchall()]
        return [signin(names[number % len(names)]) for number in range(count)]

    def confirmations(self) -> list[Request]:
        """A confirmation link of each account, good again."""
        self.cursor.execute("SELECT id FROM auth_service_user")
        tokens = {str(key): f"token-{key}" for (key,) in self.cursor.fetchall()}
        rows = [(sha256(token.encode()).hexdigest(), key) for key, token in tokens.items()]
        self.cursor.executemany(
            "UPDATE auth_service_user SET email_verified = 0, email_verification_token = %s,"
            " email_verification_expires = NOW() + INTERVAL 1 DAY WHERE id = %s", rows,
        )  # fmt: skip
        return [("PUT", f"{GATEWAY}/verify-email", json.dumps({"token": token}).encode()) for token in tokens.values()]


def sign_up(system: System, path: str = GATEWAY, *, number: int, **headers: str) -> tuple[dict[str, Any], str]:
    """A new account's answer, and its cookies."""
    connection = HTTPConnection(urlsplit(system.url).netloc, timeout=60)
    body = json.dumps(account(number, picture()))
    connection.request("POST", f"{path}/signup", body, {"Content-Type": "application/json", **headers})
    answer = connection.getresponse()
    assert answer.status == 201, answer.status
    cookies = [cookie.partition(";")[0] for cookie in answer.headers.get_all("Set-Cookie", [])]
    return json.loads(answer.read()), "; ".join(cookies)
