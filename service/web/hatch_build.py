"""The step of packaging that puts the built web app into the wheel."""

import importlib.util
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WebApp(BuildHookInterface):  # type: ignore[type-arg]  # the packager makes this object itself and hands it its own configuration
    """Builds ``service/web/dist`` before the files of a wheel are listed; a checkout builds it when it runs."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling once for each thing it packs."""
        if version == "editable":
            return
        # Loaded by its path: while packaging, this project is not installed and its folder is on no search path.
        spec = importlib.util.spec_from_file_location("club21_web_build", Path(self.root) / "service" / "web" / "build.py")
        if spec is None or spec.loader is None:
            raise FileNotFoundError("service/web/build.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        module.build()
