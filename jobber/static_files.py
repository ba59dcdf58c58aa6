"""How static files are stored for production: compressed, under names that change with what they hold."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # WhiteNoise has no types
    """WhiteNoise's storage, which here renames the modules that a module imports as well."""

    support_js_module_import_aggregation = True

    def stored_name(self, name: str) -> str:
        """The name of the file that holds it; its own where nothing was collected, and WhiteNoise finds it."""
        return str(super().stored_name(name)) if self.hashed_files else name
