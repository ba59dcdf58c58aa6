"""The mails that people get: rendered from `templates/emails/`, an HTML and a text part each."""

from datetime import datetime
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

SUBJECTS = {
    "verifyEmail": "Confirm your e-mail address",
    "forgotPassword": "Set a new password",
    "resetPasswordSuccess": "Your password was changed",
    "otpEmail": "Your sign-in code",
    "confirmEmailChange": "Confirm your new e-mail address",
    "emailTaken": "Your address was typed for another account",
    "emailChanged": "Your e-mail address was changed",
    "emailChangeUndone": "The change of your e-mail address was undone",
    "newBrowser": "A new browser signed in to your account",
    "passwordChanged": "Where your password was changed from",
    "secondFactorOn": "Two-step sign-in is on",
    "secondFactorOff": "Two-step sign-in is off",
}


class UnknownMail(ValueError):
    """The message asks for a template that there is none of."""


def render(body: dict[str, Any]) -> EmailMultiAlternatives:
    """The mail that a message asks for. Raises UnknownMail; KeyError and ValueError where its body is not as it should.

    A notice (auth_service/messages.py, `occasion`) comes with its time as text.
    """
    template = body.get("template")
    if not isinstance(template, str) or template not in SUBJECTS:
        raise UnknownMail(str(template)[:50])
    context = {**body, "subject": SUBJECTS[template]}
    if "time" in body:
        context["time"] = datetime.fromisoformat(body["time"])
    mail = EmailMultiAlternatives(SUBJECTS[template], render_to_string(f"emails/{template}.txt", context))
    mail.to = [body["receiverEmail"]]
    mail.attach_alternative(render_to_string(f"emails/{template}.html", context), "text/html")
    return mail
