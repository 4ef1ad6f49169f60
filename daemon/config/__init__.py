"""config.yaml as frozen settings, or every mistake in it at once, each with its file and line."""

from daemon.config.problems import ConfigurationError, Problem
from daemon.config.secret import Secret
from daemon.config.settings import Settings
from daemon.config.settings_reader import PartlyRead, load

__all__ = ["ConfigurationError", "PartlyRead", "Problem", "Secret", "Settings", "load"]
