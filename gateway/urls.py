"""What a browser can ask for, in the order of a user's journey (contract 1)."""

from auth_service import views as auth
from gateway.origins import not_for_other_sites
from gateway.proxy import proxy
from gateway.upstreams import pass_on
from jobber.routes import below, route
from search import views as search

urlpatterns = [
    route("auth/currentuser", proxy(auth.currentuser)),  # first, since nothing is asked more often
    route("auth/signup", proxy(auth.signup)),
    route("auth/verify-email", proxy(auth.verify_email)),
    route("auth/resend-email", proxy(auth.resend_email)),
    route("auth/signin", proxy(auth.signin)),
    route("auth/verify-otp/<otp>", proxy(auth.verify_otp)),
    route("auth/resend-otp", proxy(auth.resend_otp)),
    route("auth/forgot-password", proxy(auth.forgot_password)),
    route("auth/reset-password/<token>", proxy(auth.reset_password)),
    route("auth/refresh-token/<username>", not_for_other_sites(proxy(auth.refresh_token))),
    route("auth/logged-in-user", not_for_other_sites(proxy(auth.online))),
    route("auth/logged-in-user/<username>", proxy(auth.offline)),
    route("auth/search/gig/<from_>/<size>/<type>", proxy(search.gigs, with_session=False)),
    route("auth/search/gig/<gig_id>", proxy(search.gig, with_session=False)),
    route("auth/search/gig/<gig_id>/similar", proxy(search.similar, with_session=False)),
    route("auth/search/suggest", proxy(search.suggest, with_session=False)),
    route("auth/profile", proxy(auth.profile)),
    route("auth/change-password", proxy(auth.change_password)),
    route("auth/change-email", proxy(auth.change_email)),
    route("auth/confirm-email-change", proxy(auth.confirm_email_change)),
    route("auth/undo-email-change", proxy(auth.undo_email_change)),
    route("auth/totp", proxy(auth.totp)),
    route("auth/sessions", proxy(auth.sessions)),
    route("auth/sessions/<session_id>", proxy(auth.session)),
    route("auth/events", proxy(auth.events)),
    route("auth/export", not_for_other_sites(proxy(auth.export))),
    route("auth/account", proxy(auth.account, ends_session=True)),
    route("auth/signout", proxy(auth.signout, ends_session=True)),
    route("auth/seed/<count>", proxy(auth.seed)),
    below("buyer", pass_on("buyer", to="users")),
    below("seller", pass_on("seller", to="users")),
    below("gig", pass_on("gig", to="gig")),
    below("order", pass_on("order", to="order")),
    below("message", pass_on("message", to="message")),
    below("review", pass_on("review", to="review")),
]
