"""`manage.py seed_users`, `seed_gigs`, `seed_demo` and `parts`."""

import pytest
from django.conf import settings as configured
from django.core.management import CommandError, call_command

from auth_service.models import User
from auth_service.names import normalise_username
from search.engines import engine
from search.seeding import gig_id
from tests.callers import Browser


@pytest.fixture
def seeded_gigs():
    yield
    for number in range(30):
        engine().delete(gig_id(seed=99, number=number))


def test_seeding_users_again_with_the_same_seed_adds_nothing(capsys):
    call_command("seed_users", count=20)
    names = set(User.objects.values_list("username", flat=True))
    call_command("seed_users", count=20)

    assert set(User.objects.values_list("username", flat=True)) == names
    assert "0 users added, 20 were there." in capsys.readouterr().out


def test_another_seed_makes_other_users():
    call_command("seed_users", count=5)
    call_command("seed_users", count=5, seed=2)

    assert User.objects.count() == 10


def test_seeded_users_obey_the_contracts_rules():
    call_command("seed_users", count=50)

    for user in User.objects.all():
        assert 4 <= len(user.username) <= 12
        assert normalise_username(user.username) == user.username
        assert user.email_verified


def test_seeding_gigs_needs_users():
    with pytest.raises(CommandError, match="seed_users"):
        call_command("seed_gigs", count=5)


def test_seeded_gigs_are_found_and_the_same_seed_adds_them_once(seeded_gigs, capsys):
    call_command("seed_users", count=3)
    call_command("seed_gigs", count=30, seed=99)
    call_command("seed_gigs", count=30, seed=99)

    assert "0 gigs added, 30 were there." in capsys.readouterr().out
    answer = Browser().get("/auth/search/gig/0/100/forward").json()
    assert answer["total"] == 30
    assert {gig["username"] for gig in answer["gigs"]} <= set(User.objects.values_list("username", flat=True))


@pytest.mark.parametrize("command", ["seed_users", "seed_gigs"])
def test_a_count_below_one_is_refused(command):
    with pytest.raises(CommandError, match="--count"):
        call_command(command, count=0)


def test_the_demo_accounts_sign_in_with_the_passwords_that_were_kept(settings, tmp_path):
    settings.DEBUG, settings.DATA_DIR = True, tmp_path
    call_command("seed_demo")
    lines = dict(line.split() for line in (tmp_path / "demo.txt").read_text().splitlines())

    assert set(lines) == {"demo", "staff"}
    for name, password in lines.items():
        assert Browser().sign_in(name, password).json()["message"] == "User login successfully"
    assert User.objects.get(username="Staff").is_superuser


def test_there_are_no_demo_accounts_in_production():
    with pytest.raises(CommandError, match="DEBUG is off"):
        call_command("seed_demo")


def test_parts_names_what_is_in_use(capsys):
    call_command("parts")

    out = capsys.readouterr().out
    assert str(configured.DATA_DIR) in out
    assert ("RabbitMQ" if configured.RABBITMQ_ENDPOINT else "mails by a thread") in out
