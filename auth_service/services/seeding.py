"""Example users, for development and for trying things out."""

from collections.abc import Callable, Iterable
from functools import cache
from random import Random
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from auth_service import pictures
from auth_service.digests import new_token
from auth_service.models import User
from auth_service.names import normalise_email, normalise_username
from auth_service.passwords import hash_password

if TYPE_CHECKING:
    from faker import Faker

BATCH = 500
DEFAULT_SEED = 1
LOCALES = ["en_GB", "es_ES", "de_DE"]
COUNTRIES = ["Austria", "Germany", "Mexico", "Spain", "United Kingdom"]
COLOURS = ["#0d7a5f", "#7a3b0d", "#2b4c9b", "#8a2350", "#5b5f16"]
FIRST_NAME_LENGTH = 6
# invented, but people can say it: 170,000 of them behind each first name
LAST_NAME_LETTERS = ("bcdfghjklmnprstvwxyz", "aeiou", "bcdfghjklmnprstvwxyz", "aeiou", "bdfgklmnprstvwxyz")
AVATAR_SIDE = 128
Track = Callable[[Iterable[int]], Iterable[int]]


def seed_users(*, count: int, seed: int = DEFAULT_SEED, track: Track = iter) -> int:
    """Adds users with confirmed addresses, the same ones for the same seed; how many were not there yet.

    They share the hash of a password that nobody knows. `track` sees the start of each batch go by.
    """
    before = User.objects.count()
    password = hash_password(new_token())
    avatars: list[str] = []
    for start in track(range(0, count, BATCH)):
        people = [person(seed=seed, number=number) for number in range(start, min(start + BATCH, count))]
        new = without_known(people)
        if new and not avatars:
            avatars = [avatar(colour) for colour in COLOURS]
        for number, user in enumerate(new):
            user.password, user.profile_picture = password, avatars[number % len(avatars)]
        User.objects.bulk_create(new, ignore_conflicts=True)
    return User.objects.count() - before


def person(*, seed: int, number: int) -> User:
    """The seed's person of that number, unsaved."""
    chance = Random(f"{seed}:{number}")  # noqa: S311 - example data, no secret
    fake = faker_of(chance.choice(LOCALES))
    fake.seed_instance(f"{seed}:{number}")
    first_name = fake.first_name().split()[0][:FIRST_NAME_LENGTH].strip("-")
    last_name = "".join(chance.choice(letters) for letters in LAST_NAME_LETTERS)
    return User(
        username=normalise_username(f"{first_name} {last_name}"),
        email=normalise_email(f"{last_name}-{seed}-{number}@example.com"),
        country=chance.choice(COUNTRIES),
        email_verified=True,
        is_seeded=True,
    )


@cache
def faker_of(locale: str) -> "Faker":
    """The maker of names in that language; each costs a while to load."""
    from faker import Faker  # noqa: PLC0415 - 15 MB and a sixth of a second, which serving people needs not

    return Faker(locale)


def without_known(people: list[User]) -> list[User]:
    """Those who are not in the database yet."""
    known = set(User.objects.filter(email__in=[user.email for user in people]).values_list("email", flat=True))
    return [user for user in people if user.email not in known]


def avatar(colour: str) -> str:
    """The address of a stored picture: a head and shoulders in that colour."""
    image = Image.new("RGB", (AVATAR_SIDE, AVATAR_SIDE), colour)
    draw = ImageDraw.Draw(image)
    draw.ellipse((42, 24, 86, 68), fill="white")
    draw.ellipse((22, 78, 106, 162), fill="white")
    return pictures.store().put(pictures.read_picture(pictures.data_uri_of(image))).url
