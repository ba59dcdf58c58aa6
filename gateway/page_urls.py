"""The pages, in the order of a user's journey; the mails link to some of them."""

from gateway import mailbox, views
from gateway.pages import page
from jobber.routes import route

urlpatterns = [
    route("", page("search")),
    route("gig/<gig_id>", page("gig")),
    route("signup", page("signup")),
    route("confirm_email", page("confirm_email", secret_address=True)),
    route("signin", page("signin")),
    route("verify_otp", page("verify_otp")),
    route("forgot_password", page("forgot_password")),
    route("reset_password", page("reset_password", secret_address=True)),
    route("account", page("account")),
    route("confirm_email_change", page("confirm_email_change", secret_address=True)),
    route("undo_email_change", page("undo_email_change", secret_address=True)),
    route("goodbye", page("goodbye")),
    route("mailbox", mailbox.index),
    route("mailbox/<key>", mailbox.letter),
    route("mailbox/<key>/body", mailbox.body),
    route(".well-known/security.txt", views.security),
]
