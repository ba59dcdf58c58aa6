"""Signing up: a new account, its first session, and what other services are told of it."""

from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError
from django.db.models import Q, QuerySet
from django.utils import timezone

from auth_service import audit, messages, outbox, pictures, throttling
from auth_service.clients import Client
from auth_service.digests import digest, new_token
from auth_service.exceptions import NameTaken
from auth_service.models import Event, User
from auth_service.passwords import hash_password, refuse_obvious
from auth_service.services import reservations, sessions
from auth_service.services.sessions import SignedIn
from jobber.compiled import Compiled, Given, insert
from jobber.transactions import in_transaction


@dataclass(frozen=True, kw_only=True)
class NewAccount:
    """What a person signs up with, names normalised."""

    username: str
    email: str
    password: str
    country: str
    picture: pictures.Picture


@throttling.per_address("sign-up from an address")
def sign_up(*, account: NewAccount, client: Client) -> SignedIn:
    """The new user, signed in. Raises ObviousPassword, NameTaken, PictureNotStored.

    The look-up only spares hash and upload: of two sign-ups at once, the unique constraint decides.
    """
    refuse_obvious(account.password, username=account.username, email=account.email)
    if taken.get(username=account.username, email=account.email):
        raise NameTaken
    password = hash_password(account.password)
    with pictures.stored(account.picture) as stored:
        try:
            return create(account=account, password=password, stored=stored, client=client)
        except IntegrityError as error:
            raise NameTaken from error


@Compiled
def taken() -> QuerySet[User]:
    """The user with that name or that e-mail."""
    return User.objects.filter(Q(username=Given("username")) | Q(email=Given("email"))).only("pk")


@in_transaction
def create(*, account: NewAccount, password: str, stored: pictures.Stored, client: Client) -> SignedIn:
    """User, session and messages in one transaction. Raises NameTaken for a name or an e-mail that is reserved."""
    token = new_token()
    user = User(
        username=account.username,
        email=account.email,
        password=password,
        country=account.country,
        profile_picture=stored.url,
        profile_public_id=stored.public_id,
        email_verification_token=digest(token),
        email_verification_expires=timezone.now() + settings.VERIFICATION_LIFETIME,
    )
    insert(user)
    if reservations.is_reserved(user.username) or reservations.is_kept(user.email):
        raise NameTaken
    outbox.store_first(messages.verify_email(user=user, token=token), messages.user_created(user=user))
    audit.record(Event.Type.SIGNED_UP, user_id=user.pk, client=client)
    return sessions.start(user=user, client=client)
