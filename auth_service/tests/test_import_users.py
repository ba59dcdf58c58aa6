"""`manage.py import_users`: taking over from the Node service, on a real MariaDB."""

import bcrypt
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from auth_service.models import User
from tests.callers import PASSWORD, Browser

MySQLdb = pytest.importorskip("MySQLdb", reason="needs the MySQL driver")
pytestmark = [
    pytest.mark.skipif(not settings.DATABASES["default"]["ENGINE"].endswith("mysql"), reason="needs MariaDB"),
    pytest.mark.django_db(transaction=True),
]
HASH = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(10)).decode()


@pytest.fixture
def node():
    """The Node service's database: a function that adds rows, with `url`."""
    own = connection.settings_dict
    name = f"node_beside_{own['NAME']}"  # each process of the tests has a database of its own
    server = MySQLdb.connect(
        host=own["HOST"], port=int(own["PORT"]), user=own["USER"], passwd=own["PASSWORD"], autocommit=True
    )
    with server.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
        cursor.execute(
            f"CREATE TABLE {name}.auths (id INT AUTO_INCREMENT PRIMARY KEY, username VARCHAR(255), password VARCHAR(255), "
            "profilePublicId VARCHAR(255), email VARCHAR(255), country VARCHAR(255), profilePicture VARCHAR(255), "
            "emailVerificationToken VARCHAR(255), emailVerified TINYINT(1) DEFAULT 0, browserName VARCHAR(255), "
            "deviceType VARCHAR(255), otp VARCHAR(255), otpExpiration DATETIME, createdAt DATETIME, updatedAt DATETIME, "
            "passwordResetToken VARCHAR(255), passwordResetExpires DATETIME)"
        )

    def add(*users):
        with server.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {name}.auths (id, username, email, password, country, emailVerified, browserName, deviceType, "
                "createdAt, updatedAt, emailVerificationToken) VALUES "
                "(%s, %s, %s, %s, 'Spain', %s, 'Chrome', 'browser', '2024-05-01 10:00:00', '2024-05-02 10:00:00', 'tok')",
                users,
            )

    add.url = f"mysql://{own['USER']}:{own['PASSWORD']}@{own['HOST']}:{own['PORT']}/{name}"
    yield add
    with server.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name}")


def test_users_keep_their_ids_and_passwords_and_leave_their_tokens(node):
    node((7, "Ada Love", "Ada@Example.com", HASH, 1), (9, "bobby", "bob@example.com", HASH.replace("$2b$", "$2a$"), 0))
    call_command("import_users", node.url)

    ada, bob = User.objects.order_by("pk")
    assert (ada.pk, ada.username, ada.email, ada.email_verified) == (7, "Ada Love", "ada@example.com", True)
    assert (bob.pk, bob.username, bob.email_verified, bob.email_verification_token) == (9, "Bobby", False, None)
    assert ada.created_at.isoformat() == "2024-05-01T10:00:00+00:00"
    for name in ("ada love", "bobby"):
        assert Browser().sign_in(name).json()["message"] == "OTP code sent"


def test_new_ids_start_a_million_above(node):
    node((7, "Ada Love", "ada@example.com", HASH, 1))
    call_command("import_users", node.url)

    assert Browser().sign_up(username="newcomer", email="new@example.com")["id"] == 1_000_007


def test_it_may_be_repeated_and_brings_who_came_meanwhile(node, capsys):
    node((1, "Ada Love", "ada@example.com", HASH, 1))
    call_command("import_users", node.url)
    Browser().sign_up(username="newcomer", email="new@example.com")
    node((2, "Later", "later@example.com", HASH, 1))
    call_command("import_users", node.url)

    assert "1 users taken over, 0 left." in capsys.readouterr().out
    assert set(User.objects.values_list("username", flat=True)) == {"Ada Love", "Newcomer", "Later"}


def test_names_that_collide_after_normalising_are_listed_and_left(node, capsys):
    node(
        (1, "Ada Love", "ada@example.com", HASH, 1),
        (2, "ada love", "ada2@example.com", HASH, 1),
        (3, "Other", "ADA@example.com", HASH, 1),
        (4, "Nohash", "nohash@example.com", "plain", 1),
    )
    call_command("import_users", node.url)

    said = capsys.readouterr()
    assert "1 users taken over, 3 left." in said.out
    for reason in ("user 2: the username Ada Love", "user 3: the e-mail ada@example.com", "user 4: the password"):
        assert reason in said.err


def test_users_of_our_own_below_the_highest_id_stop_it_before_anything_is_copied(node):
    own = Browser().sign_up()
    node((own["id"], "Stranger", "stranger@example.com", HASH, 1), (own["id"] + 5, "More", "more@example.com", HASH, 1))
    with pytest.raises(CommandError, match="is ours"):
        call_command("import_users", node.url)

    assert User.objects.count() == 1


def test_a_source_that_is_not_there_is_told_without_its_password():
    with pytest.raises(CommandError, match="can't be reached") as error:
        call_command("import_users", "mysql://root:hidden@127.0.0.1:1/nothing")
    assert "hidden" not in str(error.value)
