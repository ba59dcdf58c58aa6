"""The pages, in the order of a user's journey; the mails link to some of them."""

from gateway import mailbox, views
from gateway.pages import page
from jobber.routes import route

urlpatterns = [
    route("", page("search")),
    route("gig/<gig_id>", page("gig")),
    route("mailbox", mailbox.index),
    route("mailbox/<key>", mailbox.letter),
    route("mailbox/<key>/body", mailbox.body),
    route(".well-known/security.txt", views.security),
]
