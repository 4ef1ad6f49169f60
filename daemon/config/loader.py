"""From files to the top-level blocks: YAML with positions, `include`, and what is not YAML."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path, PurePath

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node
from ruamel.yaml.reader import ReaderError

from daemon.config.key_table import CONFIGURATION
from daemon.config.problems import Mistake, Problem, Problems, did_you_mean, quoted
from daemon.config.values import is_file
from daemon.config.values import path as path_of
from daemon.config.yaml_node import Block, Item

_HINTS = {
    "mapping values are not allowed here": "quote a text that contains a colon, or check the indentation",
    "found character '\\t' that cannot start any token": "indent with spaces, not with a tab",
    "expected a single document in the stream": "delete the line ---",
}


# What the parser lets escape on text that is no YAML at all.
_SLIPS = (YAMLError, ValueError, TypeError, AttributeError, LookupError, AssertionError, NotImplementedError)


def read(path: Path, problems: Problems) -> Block:
    """Return the top-level blocks of the file and those it includes as one. What is wrong goes into `problems`."""
    problems.files.append(path.absolute())
    main = _read_file(path, problems)
    entries = dict(main.entries)
    include = main.get("include")
    broken = main.silent
    for item in include.items_or_none() if include else ():
        included = item.read(lambda each: _included(each, path, problems), None)
        broken = broken or included is None or included.silent
        for key, block in included.entries.items() if included else ():
            if key == "include":
                block.wrong("only the main file includes others; move this line there")
            elif key in entries:
                first = entries[key]
                block.wrong(f"this block is already in {first.file}:{first.line}; keep one of the two")
            else:
                entries[key] = block
    # What seems to be missing may stand in what cannot be read.
    return Block(main.item, entries, CONFIGURATION, silent=broken)


def _included(item: Item, main: Path, problems: Problems) -> Block:
    name = path_of(item)
    pure = PurePath(name)
    if pure.is_absolute() or ".." in pure.parts:
        raise Mistake(f"{quoted(name)} leads away; expected a file beside {main.name}")
    problems.files.append((main.parent / pure).absolute())
    if not is_file(main.parent / pure):
        beside = (each.name for each in main.parent.glob("*.yaml"))
        raise Mistake(f"no such file {quoted(name)} beside {main.name}{did_you_mean(name, beside)}")
    return _read_file(main.parent / pure, problems)


def _read_file(path: Path, problems: Problems) -> Block:
    node, problem = _parse(path)
    if problem:
        problems.add(problem)
    if isinstance(node, MappingNode):
        return Item(node, str(path), 1, "", problems, CONFIGURATION).block()
    if not problem:
        problems.add(Problem(str(path), 1, "", "expected blocks such as `people:`, each with its own indented lines"))
    return Item(MappingNode("", []), str(path), 1, "", problems, CONFIGURATION).no_block()


def _parse(path: Path) -> tuple[Node | None, Problem | None]:
    """Return the file's tree, or the one reason why there is none: YAML stops at its first mistake."""
    file = str(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        return None, Problem(file, 0, "", f"cannot be read: {error.strerror}")
    try:
        return _compose(content.decode("utf-8-sig")), None
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return None, Problem(file, line, "", "not UTF-8; save the file in this encoding")
    except MarkedYAMLError as error:
        return None, _not_yaml(file, error)
    except ReaderError as error:
        line = content.decode("utf-8-sig").count("\n", 0, error.position) + 1
        return None, Problem(file, line, "", f"the character #x{error.character:04x} is not allowed; delete it")
    except RecursionError:
        return None, Problem(file, 1, "", "nested too deeply to be read")
    except _SLIPS as error:
        return None, Problem(file, 1, "", f"not YAML: {error}".splitlines()[0])


@lru_cache(maxsize=4)
def _compose(content: str) -> Node | None:
    """Return the tree of a text, which nobody changes: what a reload finds as it was is not parsed again."""
    yaml = YAML(typ="safe", pure=True)  # the round-trip parser also gathers comments, in half as much time again
    yaml.composer.warn_double_anchors = False
    found: Node | None = yaml.compose(content)
    return found


def _not_yaml(file: str, error: MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    said = (error.problem if error.problem_mark else error.context) or error.problem or "cannot be read"
    opened = ""
    if error.context and error.context_mark and mark and error.context_mark.line != mark.line:
        opened = f" ({error.context} that begins in line {error.context_mark.line + 1})"
    hint = next((f"; {mend}" for key, mend in _HINTS.items() if key in (error.problem, error.context)), "")
    line = mark.line + 1 if mark else 1
    return Problem(file, line, "", f"not YAML: {said}{opened}{hint}".replace("\n", " "))
