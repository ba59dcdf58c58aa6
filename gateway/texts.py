"""What the pages' scripts say, in the reader's language."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.translation.trans_real import DjangoTranslation
from django.views.i18n import JSONCatalog


@lru_cache
def script_texts(language: str) -> dict[str, Any]:
    """The scripts' texts by their English, as `static/js/texts.js` looks them up; a plural is a list of two."""
    catalog = JSONCatalog()
    catalog.translation = DjangoTranslation(
        language, domain="djangojs", localedirs=[str(path) for path in settings.LOCALE_PATHS]
    )
    texts: dict[str, Any] = catalog.get_catalog()
    return texts
