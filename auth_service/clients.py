"""Who is asking: the browser behind a request, as far as it tells or shows."""

from dataclasses import dataclass

from auth_service.browsers import browser_of, device_of
from jobber.address import network_of, parse_address


@dataclass(frozen=True, kw_only=True)
class Client:
    """The browser behind a request.

    `browser_name` and `device_type` are its own words, which prove nothing, and by which devices are compared;
    `user_agent` names it to people where it said none. `device_key` comes from its signed `device`
    cookie; `bearer` is the JWT of the session that it has, or the token of its pending sign-in; `actor` is the username
    of the staff member who acts in another's place, "" for the user.
    """

    address: str = ""
    browser_name: str = ""
    device_type: str = ""
    user_agent: str = ""
    device_key: str = ""
    bearer: str = ""
    actor: str = ""

    @property
    def shown_browser(self) -> str:
        """What people are told of the browser, or ""."""
        return self.browser_name or browser_of(self.user_agent)

    @property
    def shown_device(self) -> str:
        """What people are told of its device, or ""."""
        return self.device_type or device_of(self.user_agent)

    @property
    def network(self) -> str:
        """The address as devices are compared, and requests counted, by it; "" for none."""
        return network_of(self.address)

    @property
    def is_loopback(self) -> bool:
        """Whether the browser runs on the program's own machine."""
        address = parse_address(self.address)
        return address is not None and address.is_loopback
