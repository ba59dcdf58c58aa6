"""Twenty at once, again and again: one wins each time, or the later one loses; nothing fails.

On SQLite, and on the real MariaDB where MYSQL_DB names one (`eval "$(bin/services env)"`).
"""

import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from email import message_from_bytes, policy
from pathlib import Path

from benchmarks.hammer.callers import CHROME, PASSWORD, Answer, Person, at_once
from benchmarks.hammer.finding import Finding
from benchmarks.serving import System, serving

MANY = 20
ROUNDS = 5
Race = Callable[[System, int], None]


def attack() -> Iterator[Finding]:
    """Raises AssertionError where more than one won, or an answer was none."""
    for name, database in databases().items():
        with database as variables, serving("races", WEB_THREADS=str(2 * MANY), **variables) as system:
            for title, race in RACES.items():
                for number in range(ROUNDS):
                    race(system, number)
                yield Finding(f"{title}, on {name}", f"{ROUNDS} times {MANY} at once", "one won each time, no 5xx")


def databases() -> dict[str, AbstractContextManager[dict[str, str]]]:
    """The databases to try, each with the variables that name it."""
    found: dict[str, AbstractContextManager[dict[str, str]]] = {"SQLite": nullcontext({})}
    return {**found, "MariaDB": mariadb()} if os.environ.get("MYSQL_DB") else found


@contextmanager
def mariadb() -> Iterator[dict[str, str]]:
    """A database of the attack's own, which is gone afterwards."""
    from benchmarks.databases import own_database  # noqa: PLC0415 - its driver is not everywhere

    with own_database("jobber_hammer") as (url, _):
        yield {"MYSQL_DB": url}


def member(system: System, race: str, number: int) -> tuple[Person, str, str]:
    """Somebody who has just signed up, and the name and e-mail."""
    name = f"{race} {number}{int(time.time()) % 10000}"[:12]
    person, email = Person(system.url), f"{name.replace(' ', '.')}@example.com"
    assert person.sign_up(name, email).status == 201
    return person, name, email


def mailed(system: System, pattern: str, email: str) -> str:
    """What a pattern finds in the latest mail to that address, once it went out."""
    folder = Path(system.environment["DATA_DIR"]) / "mailbox"
    give_up = time.monotonic() + 30
    while time.monotonic() < give_up:
        letters = [
            message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(folder.glob("*.eml"))
        ]
        texts = [letter.get_body(("plain",)).get_content() for letter in letters if letter["To"] == email]
        found = [match[1] for text in texts if (match := re.search(pattern, text))]
        if found:
            return found[-1]
        time.sleep(0.05)
    raise AssertionError(f"no mail to {email}")


def one_won(statuses: list[int], won: int = 200) -> None:
    """Raises AssertionError where it was another number."""
    assert sorted(statuses) == [won] + [400] * (len(statuses) - 1), statuses


def signups(system: System, number: int) -> None:
    """With one name and different addresses."""
    calls = [
        lambda each=each: Person(system.url).sign_up(f"taken {number}", f"u{number}.{each}@example.com")
        for each in range(MANY)
    ]
    one_won(at_once(calls), 201)


def changes(system: System, number: int) -> None:
    """Of one password."""
    person, name, _ = member(system, "chg", number)
    calls: list[Callable[[], Answer]] = [
        lambda each=each: Person(system.url, dict(person.cookies)).call(
            "PUT", "/change-password", {"currentPassword": PASSWORD, "newPassword": f"other-{each:02}"}
        )
        for each in range(MANY)
    ]
    statuses = at_once(calls)
    one_won(statuses)
    assert Person(system.url).sign_in(name, f"other-{statuses.index(200):02}").status == 200


def renewals(system: System, number: int) -> None:
    """Of a session that is ended meanwhile."""
    person, name, _ = member(system, "ref", number)
    [session] = person.call("GET", "/sessions").body["sessions"]
    copies = [Person(system.url, dict(person.cookies)) for _ in range(MANY)]
    end = [lambda: copies[0].call("DELETE", f"/sessions/{session['id']}")]
    path = f"/refresh-token/{name.replace(' ', '%20')}"
    ended, *renewed = at_once(end + [lambda copy=copy: copy.call("GET", path) for copy in copies[1:]])
    assert ended == 200
    assert set(renewed) <= {200, 401}, renewed
    assert {copy.call("GET", "/currentuser").status for copy in copies} == {401}


def resets(system: System, number: int) -> None:
    """With one token, against sign-ins with the old password."""
    _, name, email = member(system, "rst", number)
    Person(system.url).call("PUT", "/forgot-password", {"email": email})
    token = mailed(system, r"[?&]token=(\w{40})", email)
    half = MANY // 2
    words = [f"other-{each:02}" for each in range(half)]
    reset = [
        lambda word=word: Person(system.url).call(
            "PUT", f"/reset-password/{token}", {"password": word, "confirmPassword": word}
        )
        for word in words
    ]
    people = [Person(system.url) for _ in range(half)]
    statuses = at_once([*reset, *(lambda person=person: person.sign_in(name) for person in people)])
    one_won(statuses[:half])
    assert set(statuses[half:]) <= {200, 400}, statuses
    assert {person.call("GET", "/currentuser").status for person in people} == {401}, "a sign-in outlived the reset"


def confirmations(system: System, number: int) -> None:
    """Of an e-mail, with one token."""
    _, _, email = member(system, "ver", number)
    token = mailed(system, r"v_token=(\w{40})", email)
    one_won(at_once([lambda: Person(system.url).call("PUT", "/verify-email", {"token": token})] * MANY))


def codes(system: System, number: int) -> None:
    """One code, by many."""
    _, name, email = member(system, "otp", number)
    pending = Person(system.url)
    assert pending.sign_in(name, browser="Opera").body["message"] == "OTP code sent"
    path = "/verify-otp/" + mailed(system, r"\b(\d{6})\b", email)
    one_won(at_once([lambda: Person(system.url, dict(pending.cookies)).call("PUT", path, CHROME)] * MANY))


RACES: dict[str, Race] = {
    "sign-ups with one name": signups,
    "confirmations with one token": confirmations,
    "right codes of one sign-in": codes,
    "changes of one password": changes,
    "resets with one token against sign-ins with the old password": resets,
    "renewals of a session that is ended": renewals,
}
