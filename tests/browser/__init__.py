"""The pages in a real browser, Debian's own, without its windows and tabs: those cost half of the time."""

from pathlib import Path

CHROMIUM = Path("/usr/bin/chromium-headless-shell")
