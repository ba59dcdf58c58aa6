"""What staff do with accounts in the admin site, and what the audit log says of it."""

import csv
import re
from io import StringIO

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from auth_service.models import Event, Session, User
from tests.callers import Browser

ACTIONS = ["end_sessions", "resend_verification", "deactivate", "reactivate", "export_csv"]


def logged():
    """The latest line of the audit log: what, about whom, by whom."""
    event = Event.objects.select_related("user").latest("pk")
    return event.type, event.user.username if event.user else None, event.actor


def test_ending_sessions_signs_the_user_out_everywhere(operator, ada, member):
    page = operator.act("end_sessions", ada)

    assert "Sessions ended: 1 of 1 accounts." in page.content.decode()
    assert not member.is_signed_in()
    assert logged() == ("all-sessions-ended", "Ada Love", "Operator")


def test_deactivating_ends_sessions_and_keeps_the_user_out(operator, ada, member):
    operator.act("deactivate", ada)

    assert not member.is_signed_in()
    assert Session.objects.filter(user=ada, ended_at=None).count() == 0
    assert logged() == ("deactivated", "Ada Love", "Operator")
    assert member.sign_in().status_code == 400


def test_users_are_told_what_staff_did_but_not_from_where(operator, ada, member):
    operator.browser.client.defaults["REMOTE_ADDR"] = "203.0.113.77"
    operator.act("end_sessions", ada)
    member.sign_in()

    listed = member.get("/auth/events").json()["events"]
    exported = member.get("/auth/export").json()["events"]
    for events in (listed, exported):
        [told] = [event for event in events if event["type"] == "all-sessions-ended"]
        assert (told["address"], told["browserName"], told["deviceType"]) == ("", "", "")
    assert Event.objects.get(type="all-sessions-ended").address == "203.0.113.77"


def test_reactivating_lets_the_user_in_again_but_revives_no_session(operator, ada, member):
    operator.act("deactivate", ada)
    operator.act("reactivate", ada)

    assert not member.is_signed_in()
    assert logged() == ("reactivated", "Ada Love", "Operator")
    assert member.sign_in().status_code == 200


def test_what_is_so_already_is_told_and_not_recorded(operator, ada):
    page = operator.act("reactivate", ada).content.decode()

    assert "Reactivated: 0 of 1 accounts." in page
    assert "There was nothing to do. (1)" in page
    assert not Event.objects.filter(type="reactivated").exists()


def test_the_confirmation_link_is_sent_again_to_who_has_not_confirmed(operator, ada, member, mailbox):
    first = mailbox.link("ada@example.com", "v_token")
    operator.act("resend_verification", ada)
    second = mailbox.link("ada@example.com", "v_token")

    assert first != second
    assert logged() == ("verification-resent", "Ada Love", "Operator")
    member.put("/auth/verify-email", {"token": second})
    assert "Email is already verified. (1)" in operator.act("resend_verification", ada).content.decode()


@pytest.mark.parametrize("is_verified", [True, False])
def test_no_confirmation_link_is_sent_to_a_deactivated_account_and_staff_are_told_why(
    operator, ada, mailbox, is_verified
):
    User.objects.filter(pk=ada.pk).update(is_active=False, email_verified=is_verified)
    before = len(mailbox.all)

    assert "The account is not active. (1)" in operator.act("resend_verification", ada).content.decode()
    assert len(mailbox.all) == before


def test_the_users_page_offers_what_can_be_done_with_the_account(operator, ada):
    page = operator.html(f"auth_service/user/{ada.pk}/change/")

    assert [action for action in ACTIONS if f'value="{action}"' in page] == ACTIONS[:3]
    operator.act("deactivate", ada)
    assert 'value="reactivate"' in operator.html(f"auth_service/user/{ada.pk}/change/")


def test_the_users_page_shows_the_latest_sessions_and_events(operator, ada, member):
    Session.objects.bulk_create(Session(sid=f"{n:032}", user=ada, address="203.0.113.50") for n in range(30))
    page = operator.html(f"auth_service/user/{ada.pk}/change/")

    assert page.count("203.0.113.50") == 20
    assert "Signed up" in page


@pytest.mark.parametrize("action", ACTIONS)
def test_staff_who_may_only_look_can_run_no_action(operator, ada, member, action):
    operator.may_only("view_user")
    before = Event.objects.count()
    page = operator.act(action, ada)

    assert page.status_code == 200
    assert f'value="{action}"' not in page.content.decode()
    assert f'value="{action}"' not in operator.html(f"auth_service/user/{ada.pk}/change/")
    assert Event.objects.count() == before
    assert member.is_signed_in()


@pytest.mark.parametrize("action", ACTIONS[:4])
def test_only_superusers_touch_staff_accounts(operator, root, action):
    operator.may_only("view_user", "change_user")
    before = Event.objects.count()
    page = operator.act(action, root).content.decode()

    assert "Only superusers touch staff accounts. (1)" in page
    assert Event.objects.count() == before
    assert User.objects.get(pk=root.pk).is_active


def test_staff_who_may_change_accounts_make_no_staff(operator, ada):
    operator.may_only("view_user", "change_user")
    operator.post(f"auth_service/user/{ada.pk}/change/", {"is_staff": "on", "is_superuser": "on", "email": "x@y.z"})

    ada.refresh_from_db()
    assert (ada.is_staff, ada.is_superuser, ada.email) == (False, False, "ada@example.com")


def test_a_superusers_change_is_in_both_logs(operator, ada):
    operator.post(f"auth_service/user/{ada.pk}/change/", {"is_staff": "on"})

    assert User.objects.get(pk=ada.pk).is_staff
    assert logged() == ("changed-by-staff", "Ada Love", "Operator")
    assert "staff" in Event.objects.latest("pk").detail.lower()
    assert LogEntry.objects.get().object_id == str(ada.pk)


def test_a_change_writes_no_column_that_the_owner_may_be_changing_meanwhile(operator, ada):
    with CaptureQueriesContext(connection) as captured:
        operator.post(f"auth_service/user/{ada.pk}/change/", {"is_staff": "on"})

    [update] = [query["sql"] for query in captured if query["sql"].startswith("UPDATE")]
    assert re.findall(r"\w+(?=[`\"] = )", update.partition("WHERE")[0]) == ["updated_at", "is_staff"]


def test_groups_are_recorded_too(operator):
    operator.post("auth/group/add/", {"name": "Support"})
    assert logged() == ("changed-by-staff", None, "Operator")
    assert Event.objects.latest("pk").detail == "group Support: added"

    group = Group.objects.get()
    operator.post(f"auth/group/{group.pk}/change/", {"name": "Help"})
    assert Event.objects.latest("pk").detail == "group Help: Name"
    operator.post(f"auth/group/{group.pk}/delete/", {"post": "yes"})
    assert Event.objects.latest("pk").detail == "group Help: deleted"


def test_the_last_superuser_is_neither_deactivated_nor_demoted(operator):
    me = User.objects.get(username="Operator")
    told = "This is the last superuser. Make another one first."

    assert told in operator.act("deactivate", me).content.decode()
    assert told in operator.post(f"auth_service/user/{me.pk}/change/", {"is_staff": "on"}).content.decode()
    me.refresh_from_db()
    assert (me.is_active, me.is_superuser) == (True, True)


def test_no_more_than_five_hundred_accounts_are_touched_at_once(operator):
    User.objects.bulk_create(User(username=f"User {n}", email=f"{n}@example.com") for n in range(501))
    page = operator.act("deactivate", User.objects.first(), across=True).content.decode()

    assert "Choose 500 accounts at most." in page
    assert User.objects.filter(is_active=False).count() == 0


def test_the_csv_file_has_the_chosen_accounts_and_is_recorded(operator, ada):
    answer = operator.act("export_csv", ada)
    rows = list(csv.reader(StringIO(b"".join(answer.streaming_content).decode())))

    assert answer["Content-Disposition"] == 'attachment; filename="users.csv"'
    assert rows[0][:4] == ["id", "username", "email", "country"]
    assert [row[1] for row in rows[1:]] == ["Ada Love"]
    assert ada.password not in str(rows)
    assert logged() == ("users-exported", None, "Operator")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_cells_that_spreadsheets_would_run_are_quoted(operator, ada, start):
    User.objects.filter(pk=ada.pk).update(country=f"{start}HYPERLINK(1)")
    answer = operator.act("export_csv", ada)
    [_, row] = csv.reader(StringIO(b"".join(answer.streaming_content).decode(), newline=""))

    assert row[3] == f"'{start}HYPERLINK(1)"


def test_a_file_of_many_accounts_has_each_once(operator):
    User.objects.bulk_create(User(username=f"User {n}", email=f"{n}@example.com") for n in range(4100))
    answer = operator.act("export_csv", User.objects.first(), across=True)
    rows = list(csv.reader(StringIO(b"".join(answer.streaming_content).decode())))

    assert len(rows) == 4102
    assert len({row[0] for row in rows}) == 4102


def test_a_user_who_was_made_staff_by_nobody_stays_out(ada, member):
    Browser().sign_up(username="other", email="other@example.com")
    member.client.post("/admin/auth_service/user/", {"action": "deactivate", "_selected_action": [ada.pk], "index": 0})

    assert User.objects.filter(is_active=False).count() == 0
