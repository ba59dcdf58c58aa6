"""How static files are stored for production: compressed, under names that change with what they hold."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # WhiteNoise has no types
    """WhiteNoise's storage, which here renames the modules that a module imports as well."""

    support_js_module_import_aggregation = True
