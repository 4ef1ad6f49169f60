"""Colours of letters, each by its role, for the light and the dark view of a mail program.

The light ones stand in each element, since some programs read nothing else; the dark ones are a style sheet over them.
Text has a contrast of 4.5:1 at least to its ground (WCAG 2.2, 1.4.3), in both.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shade:
    """A colour of text, of its ground, or both; for the light and the dark view. Empty: as around it."""

    light: str = ""
    dark: str = ""
    light_ground: str = ""
    dark_ground: str = ""


SHADES = {
    "page": Shade("#111827", "#e5e7eb", "#ffffff", "#16181d"),
    "grey": Shade("#4b5563", "#a8afbb"),  # explanations, labels, states
    "good": Shade("#15803d", "#4ade80"),
    "wait": Shade("#b45309", "#fbbf24"),
    "bad": Shade("#b91c1c", "#f87171"),
    "button-good": Shade("#ffffff", "#ffffff", "#15803d", "#15803d"),
    "button-bad": Shade("#ffffff", "#ffffff", "#b91c1c", "#b91c1c"),
    "button-plain": Shade("#111827", "#f3f4f6", "#e5e7eb", "#3b424e"),
}
LINE = "#9ca3af"  # of rules between and beside text, on either ground


def styled(role: str, more: str = "") -> str:
    """Return the attributes that give an element the colours of a role, and `more` of its style."""
    shade = SHADES[role]
    rules = [f"background:{shade.light_ground}"] * bool(shade.light_ground) + [f"color:{shade.light}", more]
    return f'class="{role}" style="{";".join(filter(None, rules))}"'


def style_sheet() -> str:
    """Return the style sheet that turns the colours where the reader's view is dark."""
    dark = "".join(f".{role}{{{_dark(shade)}}}" for role, shade in SHADES.items())
    return f"<style>:root{{color-scheme:light dark}}@media (prefers-color-scheme:dark){{{dark}}}</style>"


def _dark(shade: Shade) -> str:
    ground = f"background:{shade.dark_ground} !important;" if shade.dark_ground else ""
    return f"{ground}color:{shade.dark} !important"
