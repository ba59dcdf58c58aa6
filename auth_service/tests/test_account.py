"""DELETE /auth/account: what goes, and what stays."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache

from auth_service import outbox, services
from auth_service.clients import Client
from auth_service.models import Device, Event, OutboxMessage, PendingSignin, ReservedName, Session, User
from auth_service.services import takeover
from jobber.exceptions import JobberError
from tests.callers import PASSWORD, Browser, Service, account, assert_error

TAKEN = "Invalid credentials. Email or Username"


def delete(caller, password=PASSWORD):
    return caller.delete("/auth/account", {"currentPassword": password})


def log(user, about):
    """A line in Django's admin log."""
    kind = ContentType.objects.get_for_model(User)
    return LogEntry.objects.create(
        user=user, content_type=kind, object_id=about.pk, object_repr=str(about), action_flag=2
    )


def test_the_account_is_deleted_and_the_session_ends_with_its_cookie(member):
    token = member.token
    answer = delete(member)

    assert (answer.status_code, answer.json()) == (200, {"message": "Account deleted"})
    assert answer.cookies["session"].value == ""
    assert not member.is_signed_in()
    assert Service(bearer=token).get("/currentuser").status_code == 401
    assert_error(member.sign_in(), 400, "Invalid credentials")


def test_all_that_belonged_to_it_goes(member, settings):
    member.elsewhere().sign_in()
    url = member.get("/auth/currentuser").json()["user"]["profilePicture"].removeprefix(settings.API_GATEWAY_URL)
    assert member.client.get(url).status_code == 200
    delete(member)

    models = (User, Session, Device, PendingSignin, OutboxMessage)
    assert {model.__name__: model.objects.count() for model in models} == {model.__name__: 0 for model in models}
    assert member.client.get(url).status_code == 404


def test_no_waiting_mail_goes_out_any_more(member, mailbox):
    delete(member)

    assert mailbox.all == []


def test_another_account_keeps_everything(member):
    stranger = Browser()
    stranger.sign_up(username="other", email="other@example.com")
    delete(member)

    assert stranger.is_signed_in()
    assert OutboxMessage.objects.count() == 2
    assert [event["type"] for event in stranger.get("/auth/events").json()["events"]] == ["signed-up"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"currentPassword": "wrong-word"}, "Invalid password"),
        ({"currentPassword": "x"}, "Invalid password"),
        ({"currentPassword": None}, "Password must be of type string"),
        ({}, "Password is a required field"),
    ],
)
def test_without_the_password_nothing_happens(member, body, message):
    answer = member.delete("/auth/account", body)

    assert_error(answer, 400, message)
    assert "session" not in answer.cookies
    assert member.is_signed_in()


def test_the_name_stays_reserved_and_the_address_is_free(member):
    delete(member)

    assert_error(Browser().post("/auth/signup", account(username="ADA  love")), 400, TAKEN)
    assert User.objects.count() == 0
    assert Browser().sign_up(username="another")["email"] == "ada@example.com"


def test_a_refused_signup_leaves_no_picture(member, settings, tmp_path):
    delete(member)
    settings.MEDIA_DIR = tmp_path
    Browser().post("/auth/signup", account())

    assert list(tmp_path.iterdir()) == []


def test_the_name_stays_reserved_while_the_keys_rotate(member, settings):
    delete(member)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-key-" + "5" * 32, [settings.SECRET_KEY]

    assert_error(Browser().post("/auth/signup", account()), 400, TAKEN)


def test_the_reserved_name_is_kept_as_a_digest(member):
    delete(member)

    assert "ada" not in str(ReservedName.objects.values().get()).lower()


def test_of_its_events_type_and_time_stay_under_the_names_digest(member):
    member.elsewhere("203.0.113.8").sign_in(password="wrong-word")
    delete(member)

    events = Event.objects.order_by("pk").values()
    assert [event["type"] for event in events] == ["signed-up", "signin-refused", "account-deleted"]
    assert {event["name_digest"] for event in events} == {ReservedName.objects.get().digest}
    kept = {(event["user_id"], event["address"], event["browser_name"], event["device_type"]) for event in events}
    assert kept == {(None, "", "", "")}


def test_it_counts_as_offline(member):
    member.get("/auth/logged-in-user")
    user = User.objects.get()
    delete(member)

    assert cache.get(f"online:{user.pk}") is None


def test_the_admin_log_of_a_staff_member_stays_and_names_the_deleted_one_no_more(member):
    Browser().sign_up(username="other", email="other@example.com")
    ada, other = User.objects.order_by("pk")
    User.objects.filter(pk=ada.pk).update(is_staff=True)
    mine, about_me = log(ada, about=other), log(other, about=ada)
    delete(member)

    assert LogEntry.objects.get(pk=mine.pk).object_repr == "Other"
    assert LogEntry.objects.get(pk=mine.pk).user.username == "#former-staff"
    assert LogEntry.objects.get(pk=about_me.pk).object_repr == "a deleted account"


@pytest.mark.parametrize("name", ["#former-staff", "#Former-Staff"])
def test_nobody_signs_in_as_former_staff(member, name):
    User.objects.update(is_staff=True)
    ada = User.objects.get()
    log(ada, about=ada)
    delete(member)

    assert Browser().sign_in(name).status_code == 400
    assert Browser().post("/auth/signup", account(username=name)).status_code == 400


def test_the_last_superuser_is_not_deleted(member):
    User.objects.update(is_staff=True, is_superuser=True)

    assert_error(delete(member), 409, "This is the last superuser. Make another one first.")
    assert member.is_signed_in()
    User.objects.create_superuser("root user", "root@example.com", PASSWORD)
    assert delete(member).status_code == 200


def test_a_message_that_waits_for_the_users_service_goes_with_the_account(member):
    assert outbox.claim(sender="relay", exchanges=["jobber-buyer-update"], limit=5)
    delete(member)

    outbox.mark_sent(sender="relay", keys=[1])
    assert not OutboxMessage.objects.exists()


def test_taking_over_the_node_services_users_leaves_who_deleted_the_account_here(member):
    delete(member)
    names = ("profilePublicId", "profilePicture", "country", "browserName", "deviceType", "createdAt", "updatedAt")
    row = {
        "id": 7,
        "username": "ada love",
        "email": "ada@example.com",
        "password": "$2b$10$" + "x" * 53,
        "emailVerified": 1,
    }
    count, [left] = takeover.take_over([{**dict.fromkeys(names), **row}])

    assert (count, left.id) == (0, 7)
    assert "Ada Love is taken" in left.reason


@pytest.mark.parametrize(
    "act",
    [
        lambda user, client: services.profile.update_profile(user=user, client=client, country="Spain"),
        lambda user, client: services.email.send_link(user=user, client=client),
        lambda user, client: services.export.export(user=user, client=client),
        lambda user, client: services.moderation.end_sessions(user=user, client=client),
        lambda user, client: services.account.delete_account(user=user, password=PASSWORD, client=client),
    ],
)
def test_a_request_that_looked_the_user_up_before_the_deletion_writes_nothing_after_it(member, act):
    user = User.objects.get()
    delete(member)
    before = Event.objects.count()

    with pytest.raises(JobberError):
        act(user, Client(address="203.0.113.7"))
    assert (User.objects.count(), Event.objects.count(), OutboxMessage.objects.count()) == (0, before, 0)
