"""The pages in a real browser, Debian's own."""

from pathlib import Path

CHROMIUM = Path("/usr/bin/chromium")
