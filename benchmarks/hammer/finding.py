"""What an attack showed."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """A row of the README's table: the attack or fault, what was sent and how many, and what happened."""

    attack: str
    sent: str
    happened: str
