"""The admin site's lists: what they find, what they never show, and that they stay quick as rows grow."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from auth_service import outbox
from auth_service.digests import name_digest
from auth_service.models import Device, Event, OutboxMessage, PendingSignin, Session, User
from tests.callers import PASSWORD, Browser

LISTS = ["auth_service/user/", "auth_service/session/", "auth_service/outboxmessage/", "auth_service/event/"]


def grow(count):
    """More rows of every kind, each with a user of its own."""
    first = User.objects.count()
    names = [(f"Grown {n}", f"grown{n}@example.com") for n in range(first, first + count)]
    User.objects.bulk_create(User(username=name, email=email) for name, email in names)
    users = list(User.objects.order_by("-pk")[:count])
    Session.objects.bulk_create(Session(sid=f"{user.pk:032}", user=user) for user in users)
    Event.objects.bulk_create(Event(type=Event.Type.SIGNED_IN, user=user) for user in users)
    OutboxMessage.objects.bulk_create(OutboxMessage(type="auth", user=user) for user in users)


def users(operator, **query):
    """The usernames that the list of users shows."""
    page = operator.browser.client.get("/admin/auth_service/user/", query).content.decode()
    return re.findall(r'class="field-username"><a[^>]*>([^<]+)<', page)


@pytest.mark.parametrize("page", ["", *LISTS, *[f"{page}?q=ada" for page in LISTS]])
def test_a_page_costs_the_same_queries_however_many_rows_there_are(operator, ada, page):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert operator.get(page).status_code == 200
        return [query["sql"] for query in captured]

    grow(3)
    queries()
    few = queries()
    grow(60)
    assert len(queries()) == len(few)


def test_a_users_page_costs_the_same_queries_however_much_there_is_of_it(operator, ada, member):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            operator.html(f"auth_service/user/{ada.pk}/change/")
        return len(captured)

    queries()
    few = queries()
    Event.objects.bulk_create(Event(type=Event.Type.SIGNED_IN, user=ada) for _ in range(50))
    Session.objects.bulk_create(Session(sid=f"{n:032}", user=ada) for n in range(50))
    assert queries() == few


@pytest.mark.parametrize("page", [f"{page}?" for page in LISTS] + ["auth_service/user/?country=Spain&"])
def test_a_list_neither_counts_nor_collects_without_bound(operator, page):
    with CaptureQueriesContext(connection) as captured:
        operator.html(page)

    statements = [query["sql"] for query in captured]
    assert not [sql for sql in statements if "DISTINCT" in sql]
    assert all("LIMIT 10000" in sql for sql in statements if "COUNT(" in sql and "state" not in sql)


@pytest.mark.parametrize(
    ("filters", "index"),
    [
        ("email_verified__exact=1", "user_by_verified"),
        ("is_active__exact=0", "user_by_active"),
        ("is_staff__exact=1", "user_by_staff"),
        ("country=Spain", "user_by_country"),
        ("created_at__gte=2020-01-01 00:00:00Z&created_at__lt=2020-02-01 00:00:00Z", "user_by_time"),
    ],
)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads SQLite's plans")
def test_every_filter_of_users_goes_by_its_index_without_sorting(operator, filters, index):
    grow(300)
    with CaptureQueriesContext(connection) as captured:
        operator.html(f"auth_service/user/?{filters}")
    sql = [query["sql"] for query in captured if '"auth_service_user"."created_at" DESC' in query["sql"]][-1]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        plan = " ".join(row[3] for row in cursor.fetchall())

    assert f"USING INDEX {index} " in plan
    assert "TEMP B-TREE" not in plan


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("ada", ["Ada Love"]),
        ("ADA LO", ["Ada Love"]),
        ("ada@", ["Ada Love"]),
        ("ada@example.com", ["Ada Love"]),
        ("love", []),
        ("%", []),
        ("' OR 1=1 --", []),
        ("9" * 40, []),
        ("²", []),
    ],
)
def test_users_are_found_by_the_beginning_of_name_or_email(operator, ada, query, found):
    assert users(operator, q=query) == found


def test_users_are_found_by_id(operator, ada):
    assert users(operator, q=ada.pk) == ["Ada Love"]


def test_the_country_filter_is_typed_and_keeps_the_other_filters(operator, ada):
    filters = {"is_staff__exact": "0", "q": "ada", "country": "England"}
    page = operator.browser.client.get("/admin/auth_service/user/", filters).content.decode()

    assert users(operator, **filters) == ["Ada Love"]
    assert 'name="is_staff__exact" value="0"' in page
    assert 'name="q" value="ada"' in page
    assert 'name="country" value="England"' in page
    assert users(operator, country="Spain") == []


def events(operator, query):
    """The types that the list of events shows."""
    page = operator.browser.client.get("/admin/auth_service/event/", query).content.decode()
    return re.findall(r'class="field-type">([^<]+)<', page)


def test_events_are_found_by_user_address_and_type(operator, ada, member):
    member.elsewhere("203.0.113.77").sign_in(password="wrong-word")

    assert events(operator, {"q": "ada love"}) == ["Sign-in refused", "Signed up"]
    assert events(operator, {"q": "203.0.113.77"}) == ["Sign-in refused"]
    assert events(operator, {"q": "ada@example.com", "type__exact": "signed-up"}) == ["Signed up"]
    assert events(operator, {"q": "nobody"}) == []


def test_events_of_a_name_without_account_are_found_by_who_knows_it(operator, ada, member):
    member.elsewhere().sign_in("a stranger", "wrong-word")
    member.delete("/auth/account", {"currentPassword": PASSWORD})

    assert events(operator, {"q": "A Stranger"}) == ["Sign-in refused"]
    assert events(operator, {"q": "ada love"}) == ["Account deleted", "Signed up"]
    assert "a name without account" in operator.html("auth_service/event/")


@pytest.mark.parametrize("model", ["session", "outboxmessage", "event"])
def test_what_only_the_program_writes_cannot_be_edited(operator, ada, model):
    row = {"session": Session, "outboxmessage": OutboxMessage, "event": Event}[model].objects.first()

    assert operator.get(f"auth_service/{model}/add/").status_code == 403
    assert 'name="_save"' not in operator.html(f"auth_service/{model}/{row.pk}/change/")
    assert operator.get(f"auth_service/{model}/{row.pk}/delete/").status_code == 403


def walk(operator):
    """Every page of the admin site that a link leads to, as text by path."""
    pages, waiting = {}, ["/admin/"]
    while waiting:
        path = waiting.pop()
        if path in pages or len(pages) > 200:
            continue
        answer = operator.browser.client.get(path)
        if answer.status_code != 200:
            continue
        pages[path] = answer.content.decode()
        links = re.findall(r'href="([^"#]*)"', pages[path])
        # the same lists in another order show nothing new
        local = [link if link.startswith("/") else path.partition("?")[0] + link for link in links]
        waiting += [link.replace("&amp;", "&") for link in local if link.startswith("/admin/") and "o=" not in link]
    return pages


def test_no_page_shows_a_secret_or_a_digest(operator, ada, member):
    member.put("/auth/forgot-password", {"email": "ada@example.com"})
    member.elsewhere().sign_in()
    member.elsewhere().sign_in("my-s3cret", "wrong-word")
    operator.act("end_sessions", ada)
    secrets = [*User.objects.values_list("password", "email_verification_token", "password_reset_token").get(pk=ada.pk)]
    secrets += [*Session.objects.values_list("sid", flat=True), *Device.objects.values_list("key", flat=True)]
    secrets += [*PendingSignin.objects.values_list("token", "otp").get(), operator.browser.token]
    secrets += [name_digest("My-s3cret"), "s3cret", *OutboxMessage.objects.values_list("body", flat=True)]
    secrets += [outbox.body_of(message) for message in OutboxMessage.objects.all()]
    pages = walk(operator)

    assert len(pages) > 25
    assert {f"/admin/auth_service/{model}/" for model in ("user", "session", "outboxmessage", "event")} <= set(pages)
    assert not [(path, secret) for path, html in pages.items() for secret in secrets if secret and secret in html]


def dead(**fields):
    """A dead message, or one of another state."""
    return OutboxMessage.objects.create(
        exchange="jobber-email-notification", routing_key="auth-email", type="resetPasswordSuccess",
        tries=5, error="SMTPDataError", ended_at=timezone.now(), **{"body": "{}", "state": "dead", **fields},
    )  # fmt: skip


def test_the_outbox_tells_its_depth_its_age_and_its_dead(operator):
    OutboxMessage.objects.all().delete()
    dead()
    grow(2)
    OutboxMessage.objects.filter(state="waiting").update(created_at=timezone.now() - timedelta(hours=3))
    page = operator.html("auth_service/outboxmessage/")

    assert re.findall(r"<dd>([^<]+)</dd>", page) == ["2", "3\xa0hours", "1", "0"]
    assert operator.html("auth_service/outboxmessage/?state__exact=dead").count('class="action-select"') == 1


def test_a_dead_message_goes_out_again(operator, ada, mailbox):
    body = '{"template": "resetPasswordSuccess", "receiverEmail": "ada@example.com", "username": "Ada Love"}'
    message = dead(body=body, user=ada)
    page = operator.act("send_again", message, model="outboxmessage").content.decode()

    assert "1 of 1 messages wait for the relay again." in page
    assert mailbox.latest("ada@example.com").subject == "Your password was changed"
    event = Event.objects.latest("pk")
    assert (event.type, event.user, event.actor) == ("message-sent-again", ada, "Operator")
    assert event.detail == f"resetPasswordSuccess {message.message_id}"


def test_a_message_that_a_restored_backup_held_is_let_go(operator, ada, mailbox):
    body = '{"template": "resetPasswordSuccess", "receiverEmail": "ada@example.com", "username": "Ada Love"}'
    message = dead(body=body, user=ada, state="held")
    before = len(mailbox.all)
    page = operator.act("send_again", message, model="outboxmessage").content.decode()

    assert "1 of 1 messages wait for the relay again." in page
    assert len(mailbox.all) == before + 1


def test_what_can_do_no_good_is_not_sent_again(operator):
    blanked = dead(body="", is_encrypted=True)
    late = dead(deadline=timezone.now() - timedelta(minutes=1))
    replaced = dead(topic="verifyEmail:7")
    dead(topic="verifyEmail:7", state="sent")
    sent = dead(state="sent")
    page = operator.act("send_again", blanked, late, replaced, sent, model="outboxmessage").content.decode()

    assert "0 of 4 messages wait for the relay again." in page
    assert "Only dead and held messages go out again" in page
    assert OutboxMessage.objects.filter(state="dead").count() == 3


def test_staff_who_may_only_look_send_nothing_again(operator):
    message = dead()
    operator.may_only("view_outboxmessage")
    operator.act("send_again", message, model="outboxmessage")

    assert OutboxMessage.objects.get(pk=message.pk).state == "dead"


def test_the_chart_shows_the_last_two_weeks(operator, ada, later):
    today = timezone.now()
    kinds = [("signed-in", 1), ("signed-in-by-code", 1), ("signed-in", 13), ("signed-up", 13), ("signed-in", 15)]
    Event.objects.bulk_create(Event(type=kind, created_at=today - timedelta(days=days)) for kind, days in kinds)
    page = operator.html("")

    # the operator and Ada signed up today
    assert "3 sign-ups and 3 sign-ins in the last two weeks" in page
    figures = re.findall(r'<th scope="row">[^<]+</th><td>(\d+)</td><td>(\d+)</td>', page)
    assert figures == [("1", "1"), *[("0", "0")] * 11, ("0", "2"), ("2", "0")]
    assert page.count("<rect") == 28
    assert "style=" not in re.search(r"<svg.*</svg>", page, re.DOTALL)[0]


def test_the_chart_is_for_those_who_may_read_the_audit_log(operator):
    operator.may_only("view_user")
    assert "Sign-ups and sign-ins per day" not in operator.html("")
    operator.may_only("view_event")
    assert "Sign-ups and sign-ins per day" in operator.html("")


def test_hostile_names_are_text(operator):
    Browser().sign_up(username="other", email="other@example.com", browserName="<script>alert(1)</script>")

    for page in LISTS:
        assert "<script>alert(1)" not in operator.html(page)
