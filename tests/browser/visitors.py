"""People who sign up, and what they do on the way in: by the fields' names, which are the same in every language."""

from dataclasses import dataclass, field
from io import BytesIO
from itertools import count

from PIL import Image, ImageDraw
from playwright.sync_api import expect

# browsers that an account which was made in Chromium does not know
FIREFOX = {"user_agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
SAFARI = {
    "user_agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.5 Mobile/15E148 Safari/604.1"
}
numbers = count(1)


@dataclass
class Visitor:
    """Somebody whom the program has not seen yet."""

    username: str = field(default_factory=lambda: f"Visitor {next(numbers)}")
    password: str = "s3cret-word"

    @property
    def email(self):
        return f"{self.username.replace(' ', '.').lower()}@example.com"


def image_file(name="me.png", *, format_="PNG", size=(900, 600), colour="teal", **options):
    """A picture as a file that can be chosen: a disc, on nothing where the format allows that."""
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((size[0] // 4, size[1] // 4, size[0] * 3 // 4, size[1] * 3 // 4), fill=colour)
    out = BytesIO()
    (image if format_ == "PNG" else image.convert("RGB")).save(out, format_, **options)
    return {"name": name, "mimeType": f"image/{format_.lower()}", "buffer": out.getvalue()}


def fill_signup(page, visitor):
    """Fills the form of /signup."""
    page.locator("#username").fill(visitor.username)
    page.locator("#email").fill(visitor.email)
    page.locator("#password").fill(visitor.password)
    page.locator("#country").select_option("Spain")
    page.locator("#profilePicture").set_input_files(image_file())
    expect(page.locator("canvas")).to_be_visible()


def sign_up(page, visitor=None):
    """Makes an account, whose page is shown then."""
    visitor = visitor or Visitor()
    page.goto("/signup")
    fill_signup(page, visitor)
    submit(page)
    expect_account(page, visitor)
    return visitor


def sign_in(page, visitor, name=None):
    """Fills and sends the form of the page at hand, /signin."""
    page.locator("#username").fill(name or visitor.username)
    page.locator("#password").fill(visitor.password)
    submit(page)


def sign_out(page):
    page.locator("[data-sign-out]").click()
    expect(page.locator("[data-sign-in]")).to_be_visible()


def submit(page):
    """Sends the form at hand."""
    page.locator(".door-form button[type=submit]").filter(visible=True).click()


def expect_account(page, visitor):
    """The visitor's account is shown."""
    expect(page.locator("#account")).to_have_attribute("aria-busy", "false")
    expect(page.locator("h1")).to_have_text(visitor.username)


def paste(page, text):
    """Pastes into the field that has the focus."""
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+V")
