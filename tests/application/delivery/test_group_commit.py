"""Recording together: nobody waits for ever, nobody gets another's error, and a burst costs few records."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from daemon.application.delivery.group_commit import GroupCommit


def test_what_comes_while_one_records_is_recorded_in_one_go() -> None:
    records: list[list[int]] = []
    begun, go_on = threading.Event(), threading.Event()

    def record(numbers: Sequence[int]) -> None:
        begun.set()
        go_on.wait(10)
        records.append(list(numbers))

    together = GroupCommit(record)
    with ThreadPoolExecutor(16) as threads:
        first = threads.submit(together.do, 0)
        begun.wait(10)
        others = [threads.submit(together.do, number) for number in range(1, 16)]
        while together.gathered < 15:
            time.sleep(0.001)
        go_on.set()
        assert [each.result(10) for each in (first, *others)] == [None] * 16
    assert records[0] == [0]
    assert [sorted(each) for each in records[1:]] == [list(range(1, 16))]


def test_one_that_cannot_be_recorded_takes_no_other_with_it() -> None:
    recorded: list[int] = []
    begun, go_on = threading.Event(), threading.Event()

    def record(numbers: Sequence[int]) -> None:
        if numbers == [-1]:
            begun.set()
            go_on.wait(10)
        if 13 in numbers:
            raise ZeroDivisionError
        recorded.extend(numbers)

    together = GroupCommit(record)
    with ThreadPoolExecutor(8) as threads:
        first = threads.submit(together.do, -1)
        begun.wait(10)
        others = {number: threads.submit(together.do, number) for number in (11, 12, 13, 14)}
        while together.gathered < 4:
            time.sleep(0.001)
        go_on.set()
        first.result(10)
        with pytest.raises(ZeroDivisionError):
            others.pop(13).result(10)
        assert [each.result(10) for each in others.values()] == [None] * 3
    assert sorted(recorded) == [-1, 11, 12, 14]
