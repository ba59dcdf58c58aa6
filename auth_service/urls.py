"""The auth service's routes for other services, under `/api/v1/auth` (contract 2)."""

from django.urls import re_path

from auth_service import views
from jobber.routes import route

urlpatterns = [
    route("currentuser", views.currentuser),  # first, since nothing is asked more often
    route("signup", views.signup),
    route("signin", views.signin),
    route("verify-otp/<otp>", views.verify_otp),
    route("resend-otp", views.resend_otp),
    route("signout", views.signout),
    route("verify-email", views.verify_email),
    route("resend-email", views.resend_email),
    route("forgot-password", views.forgot_password),
    route("reset-password/<token>", views.reset_password),
    route("change-password", views.change_password),
    route("change-email", views.change_email),
    route("confirm-email-change", views.confirm_email_change),
    route("undo-email-change", views.undo_email_change),
    route("refresh-token/<username>", views.refresh_token),
    route("logged-in-user", views.online),
    route("logged-in-user/<username>", views.offline),
    route("sessions", views.sessions),
    route("sessions/<session_id>", views.session),
    route("events", views.events),
    route("export", views.export),
    route("account", views.account),
    route("profile", views.profile),
    route("totp", views.totp),
    route("seed/<count>", views.seed),
]
everything_else = [re_path("", views.unknown)]
