"""Thousands of session cookies and JWTs that are no good: each is refused, none fails, and no cookie is written."""

import base64
import json
import random
import string
import time
import zlib
from collections.abc import Iterator
from typing import Any

import jwt

from benchmarks.hammer.callers import Answer, Person, send
from benchmarks.hammer.finding import Finding
from benchmarks.serving import System, serving

COOKIES, TOKENS = 2000, 2000
LETTERS = string.ascii_letters + string.digits + "-_.:="
JWT_KEY, GATEWAY_KEY = "hammer-jwt-key-" + "1" * 64, "hammer-gateway-key-" + "2" * 64
CURRENT = "/api/v1/auth/currentuser"
ODD: list[Any] = [
    None,
    True,
    -1,
    0,
    1.5,
    10**12,
    10**30,
    10**400,
    "",
    "1",
    "\ud800",
    "\0",
    "x" * 5000,
    [],
    [1],
    {},
    {"a": 1},
]


def attack() -> Iterator[Finding]:
    """Raises AssertionError where one of them is let in, fails, or has the cookie written."""
    with serving("tokens", JWT_TOKEN=JWT_KEY, GATEWAY_JWT_TOKEN=GATEWAY_KEY) as system:
        ada, other = Person(system.url), Person(system.url)
        assert ada.sign_up("ada love", "ada@example.com").status == 201
        their_id = other.sign_up("other", "other@example.com").body["user"]["id"]
        yield cookies(system, ada)
        yield tokens(system, ada, their_id)
        assert ada.call("GET", "/currentuser").status == 200, "the good cookie is no longer accepted"


def cookies(system: System, ada: Person) -> Finding:
    """A good cookie, spoilt in every way that a hand can spoil a text."""
    good = ada.cookies["session"]
    for _ in range(COOKIES):
        bad = spoilt(good)
        answer = Person(system.url, {"session": bad}).call("GET", "/currentuser")
        assert (answer.status, answer.cookies) == (401, {}), f"{answer.status} {answer.cookies} for the cookie {bad!r}"
    return Finding("forged session cookies", f"{COOKIES:,} spoilt ones", "all refused with 401, no cookie written")


def tokens(system: System, ada: Person, their_id: int) -> Finding:
    """JWTs of other keys, algorithms and claims, those of the right key among them."""
    claims = claims_of(ada.cookies["session"])
    good = jwt.encode(claims, JWT_KEY, "HS256")
    assert shown(system, good).status == 200, "the good token is not accepted"
    for _ in range(TOKENS):
        bad = random.choice([other_claims, other_key, other_algorithm, lambda *_: spoilt_token(good)])(claims, their_id)
        answer = shown(system, bad)
        assert answer.status == 401, f"{answer.status} for the token {bad}"
    return Finding("forged JWTs", f"{TOKENS:,}: other keys, algorithms, claims, spoilt ones", "all refused with 401")


def shown(system: System, token: str) -> Answer:
    """What the auth service answers another service that brings this JWT."""
    gateway = jwt.encode({"id": "gig"}, GATEWAY_KEY, "HS256")
    return send(system.url, "GET", CURRENT, None, {"gatewaytoken": gateway, "Authorization": f"Bearer {token}"})


def claims_of(cookie: str) -> dict[str, Any]:
    """The claims of the JWT in a cookie, which is plain text for whoever has it."""
    content = cookie.strip('"').split(":")[0]
    data = base64.urlsafe_b64decode(content.removeprefix(".") + "=" * (-len(content.removeprefix(".")) % 4))
    text = zlib.decompress(data) if content.startswith(".") else data
    claims: dict[str, Any] = jwt.decode(json.loads(text)["jwt"], options={"verify_signature": False})
    return claims


def spoilt(text: str) -> str:
    """The text with a letter changed, put in, taken out or two places swapped; cut off; or blown up to 8 KB."""
    place, letter = random.randrange(len(text)), random.choice(LETTERS)
    cut = random.randrange(1, len(text))  # nothing at all is no token, and answered otherwise
    bad = random.choice(
        [
            text[:place] + letter + text[place + 1 :],
            text[:place] + letter + text[place:],
            text[:place] + text[place + 1 :],
            text[cut:] + text[:cut],
            text[:cut],
            text[:cut].ljust(8192, letter),
        ]
    )
    return bad if bad != text else spoilt(text)


def spoilt_token(token: str) -> str:
    """The JWT spoilt, but not so that it decodes to the same: base64 has more than one text for the same bytes."""
    bad = spoilt(token)
    return bad if decoded(bad) != decoded(token) else spoilt_token(token)


def decoded(token: str) -> list[bytes | str]:
    """What a JWT's parts stand for."""
    body, _, signature = token.rpartition(".")
    try:
        return [body, base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))]
    except ValueError:
        return [token]


def other_claims(claims: dict[str, Any], their_id: int) -> str:
    """Signed as it should be, with a claim that is odd, absent, of another user or of another time."""
    name = random.choice(["id", "sid", "exp", "nbf", "iat"])
    past = int(time.time()) - 3600
    odd = {"id": [*ODD, their_id], "sid": ODD, "exp": [*ODD, past], "nbf": [past + 10**5], "iat": [past + 10**5]}
    value = random.choice(odd[name])
    changed = {**claims, name: value}
    # a lifetime without end is no forgery where we signed it ourselves, so that only its use as a time is tried
    if name == "exp" and isinstance(value, float | int) and value > time.time():
        changed["sid"] = "0" * 32
    return jwt.encode(changed, JWT_KEY, "HS256")


def other_key(claims: dict[str, Any], _their_id: int) -> str:
    """Signed with a key that is not ours, or ours for something else."""
    return jwt.encode(claims, random.choice([GATEWAY_KEY, random.randbytes(48).hex(), JWT_KEY[:-1] + "2"]), "HS256")


def other_algorithm(claims: dict[str, Any], _their_id: int) -> str:
    """Signed otherwise, or not at all."""
    algorithm = random.choice(["none", "HS384", "HS512"])
    return jwt.encode(claims, "" if algorithm == "none" else JWT_KEY, algorithm)
