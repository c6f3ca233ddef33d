# SPDX-License-Identifier: Apache-2.0
"""The SQLite file is replaced, taken away, locked and broken, and nobody who asks for a domain notices."""
import os

import pytest

from .crowd import SqliteCrowd
from .siege import besieged


@pytest.fixture
def files(tmp_path):
    """Two editions of one directory: the one that is served, and the one that comes after it."""
    for name in ("served", "next"):
        (tmp_path / name).mkdir()
    return SqliteCrowd(tmp_path / "served"), SqliteCrowd(tmp_path / "next", 2)


def replaced(siege, served, following):
    os.rename(following.path, served.path)


def taken_away(siege, served, following):
    """As by a copy that writes under another name and takes its time."""
    served.path.unlink()
    siege.pass_time(1.5)
    os.rename(following.path, served.path)


def locked(siege, served, following):
    """By a writer that does not come to an end, and then replaces everything."""
    writer = served.locked()
    siege.pass_time(1.5)
    writer.close()
    os.rename(following.path, served.path)


def broken(siege, served, following):
    """In its place stands what is no database."""
    other = following.path.with_name("no-database")
    other.write_bytes(b"no database at all\n" * 1000)
    os.rename(other, served.path)
    siege.pass_time(2)
    os.rename(following.path, served.path)


# what happens, and whether somebody is bound to be turned away
CASES = [(replaced, False), (taken_away, True), (locked, True), (broken, True)]


@pytest.mark.parametrize("hurt, turns_away", CASES, ids=[case[0].__name__ for case in CASES])
def test_nobody_notices(besiege, files, hurt, turns_away):
    served, following = files
    with besiege(besieged(served), served) as siege:
        siege.mark(hurt.__name__)
        hurt(siege, served, following)
        mended = siege.mark("over")
        siege.pass_time(2.5)
    siege.judge(mended, 2, edition=2)
    assert siege.broke() == turns_away
