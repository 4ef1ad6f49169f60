"""config.yaml as frozen settings, or every mistake in it at once, each with its file and line."""

from daemon.config.problems import ConfigurationError, Problem
from daemon.config.reading import load
from daemon.config.secret import Secret
from daemon.config.settings import Settings

__all__ = ["ConfigurationError", "Problem", "Secret", "Settings", "load"]
