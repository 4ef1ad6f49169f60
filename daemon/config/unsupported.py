"""What is read and checked, and not run by this version: nothing that is accepted is silently ignored."""

from __future__ import annotations

from collections.abc import Iterator

from daemon.config.yaml_node import Block, Item

# Whoever makes one of these run deletes its row. A `*` is any key; after `!=` stands the value that needs nothing.
UNSUPPORTED = {
    "people.*.letters != each": "every letter comes on its own",
    "digest": "every letter comes on its own",
    "mail.limits": "letters are sent as fast as the server takes them",
    "board": "there are no pages",
    "retention": "everything is kept",
}


def find_unsupported(top: Block) -> tuple[str, ...]:
    """Return a sentence for each row of the table that the configuration speaks of, with its first line."""
    found = []
    for row, instead in UNSUPPORTED.items():
        path, _, harmless = row.partition(" != ")
        items = [each for each in _find(top.item, top, path.split(".")) if not harmless or each.scalar != harmless]
        if items:
            more = f" (and in {len(items) - 1} more places)" if len(items) > 2 else " (and in 1 more place)"
            first = items[0]
            found.append(
                f"{first.file}:{first.line}: {first.path}: read and checked, no effect yet: {instead}"
                + more * (len(items) > 1)
            )
    return tuple(found)


def _find(item: Item, block: Block | None, keys: list[str]) -> Iterator[Item]:
    if not keys:
        yield item
        return
    entries = (block or item.block()).entries if block or item.is_block else {}
    for key, inner in entries.items():
        if keys[0] in ("*", key):
            yield from _find(inner, None, keys[1:])
