"""What a User-Agent says of a browser and its device: in the names that our pages send (static/js/browser.js)."""

import re

# the first that fits; without versions, as in the pages
BROWSERS = {
    "Edge": r"\bEdg",
    "Opera": r"\bOPR/",
    "Samsung Internet": r"\bSamsungBrowser/",
    "Firefox": r"\b(Firefox|FxiOS)/",
    "Chrome": r"\b(Chrome|HeadlessChrome|CriOS)/",
    "Safari": r"\bSafari/",
}
DEVICES = {
    "iPhone": r"\biPhone\b",
    "iPad": r"\biPad\b",
    "Android": r"\bAndroid\b.*\bMobile\b",
    "Android tablet": r"\bAndroid\b",
    "Windows": r"\bWindows\b",
    "ChromeOS": r"\bCrOS\b",
    "Mac": r"\bMacintosh\b",
    "Linux": r"\bLinux\b",
}


def browser_of(user_agent: str) -> str:
    """The browser's name, or ""."""
    return first(BROWSERS, user_agent)


def device_of(user_agent: str) -> str:
    """The name of the device's kind, or ""."""
    return first(DEVICES, user_agent)


def first(names: dict[str, str], user_agent: str) -> str:
    """The first of the names whose pattern fits, or ""."""
    return next((name for name, pattern in names.items() if re.search(pattern, user_agent)), "")
