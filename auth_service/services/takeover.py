"""Taking over the users of the Node auth service: its table `auths`, read while it still runs (contract 4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from auth_service.models import User
from auth_service.names import normalise_email, normalise_username
from auth_service.services.reservations import emails_kept_among, reserved_among

ID_GAP = 1_000_000
BCRYPT_PREFIXES = ("$2a$", "$2b$", "$2y$")
Row = dict[str, Any]


@dataclass(frozen=True)
class Left:
    """A user who was not taken over, and why."""

    id: int
    reason: str


class NotEmpty(Exception):
    """We hold users of our own among the ids to be taken over."""


def check_ids(rows: list[Row], *, after: int) -> int:
    """Checks a batch in ascending order of ids, the one before having ended at `after`; the id that it ends at.

    Raises NotEmpty where a user of ours has an id up to there without having been taken over.
    """
    if not rows:
        return after
    theirs = {row["id"]: normalise_username(str(row["username"])) for row in rows}
    last = rows[-1]["id"]
    ours = User.objects.filter(pk__gt=after, pk__lte=last).values_list("pk", "username")
    for pk, username in ours:
        if theirs.get(pk) != username:
            raise NotEmpty(f"User {pk} ({username}) is ours, and the Node service's ids go up to {last} and beyond.")
    return int(last)


def take_over(rows: list[Row]) -> tuple[int, list[Left]]:
    """Inserts the users of a batch who are not there yet; how many, and who was left."""
    known = set(User.objects.filter(pk__in=[row["id"] for row in rows]).values_list("pk", flat=True))
    users, left = [], []
    taken = names_taken(rows)
    for row in rows:
        if row["id"] in known:
            continue
        user = user_of(row)
        reason = reason_against(user, taken)
        if reason:
            left.append(Left(row["id"], reason))
        else:
            taken |= {user.username, user.email}
            users.append(user)
    User.objects.bulk_create(users)
    return len(users), left


def names_taken(rows: Iterable[Row]) -> set[str]:
    """The usernames and e-mails among those of the rows that somebody has already, or had."""
    names = {normalise_username(str(row["username"])) for row in rows}
    emails = {normalise_email(str(row["email"])) for row in rows}
    users = User.objects.filter(username__in=names).values_list("username", flat=True)
    addresses = User.objects.filter(email__in=emails).values_list("email", flat=True)
    return {*users, *addresses, *reserved_among(names), *emails_kept_among(emails)}


def reason_against(user: User, taken: set[str]) -> str:
    """Why the user can't be taken over; "" where nothing is against it."""
    if user.username in taken:
        return f"the username {user.username} is taken after normalising"
    if user.email in taken:
        return f"the e-mail {user.email} is taken after normalising"
    if not user.password.startswith("bcrypt$"):
        return "the password is no bcrypt hash"
    return ""


def user_of(row: Row) -> User:
    """The row as ours, id and password kept; tokens and codes are not taken along."""
    password = str(row["password"] or "")
    return User(
        pk=row["id"],
        username=normalise_username(str(row["username"])),
        email=normalise_email(str(row["email"])),
        password=f"bcrypt${password}" if password.startswith(BCRYPT_PREFIXES) else "",
        profile_public_id=row["profilePublicId"] or "",
        profile_picture=row["profilePicture"] or "",
        country=row["country"] or "",
        email_verified=bool(row["emailVerified"]),
        browser_name=row["browserName"] or "",
        device_type=row["deviceType"] or "",
        created_at=in_utc(row["createdAt"]),
        updated_at=in_utc(row["updatedAt"]),
    )


def in_utc(moment: datetime | None) -> datetime:
    """The moment, which Sequelize writes in UTC without saying so; now where there is none."""
    return timezone.now() if moment is None else moment.replace(tzinfo=UTC)


def start_new_ids_above(highest: int) -> None:
    """Lets our own users' ids begin `ID_GAP` above the Node service's highest, which goes on making some meanwhile.

    Never lower than they are: both databases keep the higher number.
    """
    first = highest + ID_GAP
    with connection.cursor() as cursor:
        if connection.vendor == "mysql":
            cursor.execute(f"ALTER TABLE auth_service_user AUTO_INCREMENT = {int(first)}")
            return
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = 'auth_service_user'")
        known = cursor.fetchone()
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = 'auth_service_user'")
        sequence = max(first - 1, known[0] if known else 0)
        cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('auth_service_user', %s)", [sequence])
