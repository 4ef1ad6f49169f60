"""config.yaml read into frozen settings, every mistake with its file and line."""
