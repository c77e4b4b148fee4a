"""Gives a built package its dependencies from requirements.in, so that they are written down once."""

from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface


class RequirementsHook(MetadataHookInterface):
    """Reads requirements.in."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set the dependencies, without their reasons."""
        lines = (Path(self.root) / "requirements.in").read_text(encoding="utf-8").splitlines()
        metadata["dependencies"] = [line.split(" #")[0].strip() for line in lines if line and not line.startswith("#")]
