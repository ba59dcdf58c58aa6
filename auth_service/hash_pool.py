"""bcrypt in processes of their own: whoever signs in waits for a hash anyway, and nobody else shall.

A hash takes a core for some 60 ms. In a thread of the web process all other requests would compete with it for the core
and for the interpreter's lock; a process of its own can give way to them (auth_service/hash_process.py).
"""

import logging
import socket
import sys
from base64 import b64encode
from pathlib import Path
from queue import LifoQueue
from subprocess import Popen

import bcrypt

log = logging.getLogger(__name__)
PROGRAM = Path(__file__).with_name("hash_process.py")
# It gives way, so on a busy machine a hash takes its time; past this the process is taken for a stuck one.
LONGEST_SECONDS = 20


class HashProcess:
    """Such a process, which hashes one password at a time, and ends when this process does, however that ends."""

    def __init__(self) -> None:
        self.socket, theirs = socket.socketpair()
        self.socket.settimeout(LONGEST_SECONDS)
        with theirs:
            self.process = Popen([sys.executable, "-I", PROGRAM], stdin=theirs.fileno(), stdout=theirs.fileno())  # noqa: S603
        self.answers = self.socket.makefile("rb")

    def hashpw(self, password: bytes, salt: bytes) -> bytes:
        """As bcrypt's, but empty where bcrypt raises. Raises OSError where the process is gone, or stuck."""
        self.socket.sendall(b"%b %b\n" % (b64encode(password), salt))
        answer = self.answers.readline()
        if not answer:
            raise ConnectionResetError("The process has ended.")
        return answer.rstrip()

    def end(self) -> None:
        """Ends it, whatever it does."""
        self.answers.close()
        self.socket.close()
        self.process.kill()
        self.process.wait()


class HashPool:
    """So many such processes, each started when it is first needed."""

    def __init__(self, size: int) -> None:
        self.idle: LifoQueue[HashProcess | None] = LifoQueue()
        for _ in range(size):
            self.idle.put(None)

    def hashpw(self, password: bytes, salt: bytes) -> bytes:
        """As bcrypt's, which raises ValueError. Waits until a process is free; without one this thread hashes."""
        process, fit = self.idle.get(), None
        try:
            process = process or HashProcess()
            answer = process.hashpw(password, salt)
            fit = process
        except OSError as error:
            log.warning("A process that hashes failed: %s", error)
            answer = b""
        finally:
            self.idle.put(fit)  # one that still owes an answer would give it to the next who asks
            if process and not fit:
                process.end()
        return answer or bcrypt.hashpw(password, salt)
