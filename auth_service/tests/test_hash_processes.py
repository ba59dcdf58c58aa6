"""The processes that hash: they give way, they end with the program, and nobody is turned away where one fails."""

import contextlib
import os
import signal
import sys
from base64 import b64encode
from pathlib import Path
from subprocess import run
from urllib.request import Request, urlopen

import bcrypt
import pytest

from auth_service import hash_pool
from benchmarks.accounts import GATEWAY
from benchmarks.process import family
from benchmarks.serving import serving


def hashing_under(pid):
    """The processes that hash for that one."""
    program = str(hash_pool.PROGRAM).encode()
    return [each for each in family(pid) if program in Path(f"/proc/{each}/cmdline").read_bytes()]


def answers_to(*asked):
    """What such a process answers to passwords and salts."""
    lines = b"".join(b"%b %b\n" % (b64encode(password), salt) for password, salt in asked)
    done = run([sys.executable, "-I", hash_pool.PROGRAM], input=lines, capture_output=True, check=True)
    return done.stdout.split(b"\n")


def by_module(password, salt):
    """What the bcrypt module makes of it; empty where it refuses."""
    with contextlib.suppress(ValueError):
        return bcrypt.hashpw(password, salt)
    return b""


def niceness(pid):
    """How much the process gives way."""
    return os.getpriority(os.PRIO_PROCESS, pid)


def is_running(pid):
    """Whether the process is there; a zombie is not."""
    line = Path(f"/proc/{pid}/cmdline")
    return line.exists() and bool(line.read_bytes())


@pytest.fixture
def hashing(member):
    """The processes that hash for the tests, one of which has just done so."""
    assert member.sign_in().status_code == 200
    return hashing_under(os.getpid())


def test_they_give_way_to_what_answers_requests(hashing):
    assert hashing
    assert all(niceness(pid) > niceness(os.getpid()) for pid in hashing)


def test_a_sign_in_does_not_notice_that_they_were_killed(member, hashing, caplog):
    for pid in hashing:
        os.kill(pid, signal.SIGKILL)

    assert [member.sign_in().status_code for _ in range(3)] == [200] * 3
    assert "A process that hashes failed" in caplog.text
    assert not set(hashing) & set(hashing_under(os.getpid()))


def test_a_sign_in_does_not_wait_for_ever_for_one_that_is_stuck(member, hashing, monkeypatch):
    monkeypatch.setattr(hash_pool, "LONGEST_SECONDS", 1)
    for pid in hashing:
        os.kill(pid, signal.SIGKILL)
    assert [member.sign_in().status_code for _ in range(3)] == [200] * 3
    stuck = hashing_under(os.getpid())
    for pid in stuck:
        os.kill(pid, signal.SIGSTOP)

    assert [member.sign_in().status_code for _ in range(3)] == [200] * 3
    assert set(stuck) - set(hashing_under(os.getpid()))


def test_a_wrong_password_is_wrong_there_too(member, hashing):
    assert hashing
    assert member.sign_in(password="other-word").status_code == 400


def test_they_hash_and_refuse_as_the_bcrypt_module_does():
    passwords = [bytes(range(1, length + 1)) for length in range(74)] + [bytes(range(184, 256)), b"be\0fore", b"\0"]
    salts = [b"$2b$04$" + b"abcdefghijklmnopqrstu" + last for last in (b".", b"O", b"z", b"", b"." * 32)]
    others = [b"$2a$04$" + b"." * 22, b"$2y$04$" + b"." * 22, b"$2b$03$" + b"." * 22, b"$2b$", b"rubbish"]
    asked = [(password, salt) for password in passwords for salt in salts + others]

    assert answers_to(*asked) == [by_module(password, salt) for password, salt in asked] + [b""]


def test_they_stay_when_all_of_a_group_is_told_to_end(member, hashing):
    for pid in hashing:
        os.kill(pid, signal.SIGTERM)
        os.kill(pid, signal.SIGINT)

    assert member.sign_in().status_code == 200
    assert hashing_under(os.getpid()) == hashing


def test_they_end_with_a_worker_that_is_killed():
    with serving("hashing") as system:
        body = b'{"username": "nobody", "password": "wrong-word"}'
        with contextlib.suppress(OSError):  # a 400
            urlopen(Request(f"{system.url}{GATEWAY}/signin", body, {"Content-Type": "application/json"}))
        hashing = hashing_under(system.pid)
        assert hashing
        os.kill(system.workers[0], signal.SIGKILL)
        while any(is_running(pid) for pid in hashing):
            pass
