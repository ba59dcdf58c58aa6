"""The folders of the embedded indices, and the pointer to the one in use."""

import shutil
from pathlib import Path

from django.conf import settings

POINTER, FIRST = "current", "first"


def root() -> Path:
    """Where the indices and the pointer to the current one are."""
    folder: Path = settings.DATA_DIR / "index"
    return folder


def current_name() -> str:
    """The name of the index in use."""
    try:
        return (root() / POINTER).read_text()
    except FileNotFoundError:
        return FIRST


def point_to(name: str) -> None:
    """Puts that index into use, at once for every process."""
    new = root() / f"{POINTER}.new"
    new.write_text(name)
    new.replace(root() / POINTER)


def remove_all_but(*names: str) -> None:
    """Removes older indices; the last one stays, since another process may just be about to open it."""
    for folder in root().iterdir():
        if folder.is_dir() and folder.name not in names:
            shutil.rmtree(folder)
