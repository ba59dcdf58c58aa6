"""The admin site's door: the same sign-in and the same session as everywhere else (design, "Sessions")."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from rest_framework.exceptions import MethodNotAllowed

from auth_service import activity
from auth_service.clients import Client
from auth_service.models import User
from auth_service.services import second_factor, sessions
from auth_service.services.sessions import SignedIn
from gateway import session
from gateway.admin_chart import chart_of
from gateway.admin_forms import CodeForm, PasswordForm, SigninForm
from jobber.address import client_address
from jobber.exceptions import error_headers

USER_AGENT_LENGTH = 200
PASSWORD_CHANGE = {"password_change", "password_change_done"}


class AdminSite(admin.AdminSite):
    """Django's admin site for staff whose session is living and whose password was asked for lately."""

    site_header = site_title = "Jobber"
    index_title = "Accounts and messages"
    index_template = "admin/overview.html"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the session is a staff member's, authenticated within `ADMIN_AUTHENTICATION_AGE`.

        Outside development the account needs a second factor.
        """
        login = request.login  # type: ignore[attr-defined]
        if not login or not login.user.is_staff or self.lacks_second_factor(login.user):
            return False
        return bool(timezone.now() - login.authenticated_at < settings.ADMIN_AUTHENTICATION_AGE)

    def lacks_second_factor(self, user: User) -> bool:
        """Whether the user must set it up before anything else here."""
        return settings.STAFF_NEED_SECOND_FACTOR and second_factor.of(user) is None

    def get_urls(self) -> list[URLResolver | URLPattern]:
        """Django's, without the form that would change a password past our services."""
        return [url for url in super().get_urls() if getattr(url, "name", "") not in PASSWORD_CHANGE]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Django's first page, under a chart for whoever may read the audit log."""
        may_see = request.user.has_perm("auth_service.view_event")
        chart = chart_of(activity.latest_days()) if may_see else None
        return super().index(request, {**(extra_context or {}), "chart": chart})

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The steps of signing in, a form each."""
        if request.method == "GET" and self.has_permission(request):
            return HttpResponseRedirect(self.destination(request))
        client = self.client(request)
        form = self.step(request, client)
        if not form.is_valid():
            return self.page(request, form)
        if isinstance(form.result, SignedIn):
            return self.entered(request, form.result)
        session.wait_for_code(request, form.result.token)
        return self.page(request, CodeForm(client=client))

    def logout(  # type: ignore[override]  # Django's shows a page; ours leads back to the form
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """POST: ends the session, here and everywhere. Raises MethodNotAllowed: a link on any site is a GET."""
        if request.method != "POST":
            raise MethodNotAllowed(request.method or "")
        sessions.sign_out(client=self.client(request))
        session.end(request)
        return HttpResponseRedirect(reverse("admin:login"))

    def step(self, request: HttpRequest, client: Client) -> SigninForm:
        """The form that was sent, or the first one."""
        if "code" in request.POST:
            return CodeForm(request.POST, client=client)
        return PasswordForm(request.POST or None, client=client)

    def entered(self, request: HttpRequest, signed_in: SignedIn) -> HttpResponse:
        """The way in, with the new session's cookies."""
        response = HttpResponseRedirect(self.destination(request))
        session.start(request, signed_in.token)
        session.remember_device(response, signed_in.device_key)
        return response

    def page(self, request: HttpRequest, form: SigninForm) -> HttpResponse:
        """The page with a step's form; its status tells of a refusal that ends by itself."""
        login = request.login  # type: ignore[attr-defined]
        context = {
            **self.each_context(request),
            "title": "Sign in",
            "form": form,
            "next": self.destination(request),
            "stranger": login.user if login and not login.user.is_staff else None,
            "unready": login.user if login and login.user.is_staff and self.lacks_second_factor(login.user) else None,
        }
        if form.refusal and form.refusal.retry_after:
            status, headers = form.refusal.status_code, error_headers(form.refusal)
        else:
            status, headers = HTTPStatus.OK, {}
        return TemplateResponse(request, "admin/signin.html", context, status=status, headers=headers)

    def destination(self, request: HttpRequest) -> str:
        """Where the person wanted to go; the index where that is not a page of ours."""
        wanted = request.POST.get("next") or request.GET.get("next") or ""
        if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
            return wanted
        return reverse("admin:index")

    def client(self, request: HttpRequest) -> Client:
        """The browser that asks, called by its User-Agent header."""
        return Client(
            address=client_address(request),
            browser_name=request.META.get("HTTP_USER_AGENT", "")[:USER_AGENT_LENGTH],
            device_type="admin site",
            device_key=session.device_key(request),
            bearer=session.bearer(request),
        )
