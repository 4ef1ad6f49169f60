"""contractd: contract approval by e-mail."""
