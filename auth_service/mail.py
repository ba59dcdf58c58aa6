"""The mails that people get: rendered from `templates/emails/`, an HTML and a text part each."""

from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

SUBJECTS = {
    "verifyEmail": "Confirm your e-mail address",
    "forgotPassword": "Set a new password",
    "resetPasswordSuccess": "Your password was changed",
    "otpEmail": "Your sign-in code",
}


class UnknownMail(ValueError):
    """The message asks for a template that there is none of."""


def render(body: dict[str, Any]) -> EmailMultiAlternatives:
    """The mail that a message of contract 5 asks for. Raises UnknownMail; KeyError where it names no receiver."""
    template = body.get("template")
    if not isinstance(template, str) or template not in SUBJECTS:
        raise UnknownMail(str(template)[:50])
    context = {**body, "subject": SUBJECTS[template]}
    mail = EmailMultiAlternatives(SUBJECTS[template], render_to_string(f"emails/{template}.txt", context))
    mail.to = [body["receiverEmail"]]
    mail.attach_alternative(render_to_string(f"emails/{template}.html", context), "text/html")
    return mail
