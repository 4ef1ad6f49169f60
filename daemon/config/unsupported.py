"""What is read and checked, and not run by this version: nothing that is accepted is silently ignored."""

from __future__ import annotations

from daemon.config.yaml_node import Block, Item

# Whoever makes one of these run deletes its row.
UNSUPPORTED = {
    "mail.limits": "letters are sent as fast as the server takes them",
    "retention": "everything is kept",
}


def find_unsupported(top: Block) -> tuple[str, ...]:
    """Return a sentence for each row of the table that the configuration speaks of, with its line."""
    found = ((_find(top, path.split(".")), instead) for path, instead in UNSUPPORTED.items())
    return tuple(
        f"{item.file}:{item.line}: {item.path}: read and checked, no effect yet: {instead}"
        for item, instead in found
        if item
    )


def _find(block: Block, keys: list[str]) -> Item | None:
    item = block.entries.get(keys[0])
    if item is None or len(keys) == 1:
        return item
    return _find(item.block(), keys[1:]) if item.is_block else None
