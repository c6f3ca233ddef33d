# SPDX-License-Identifier: Apache-2.0
"""A start while the database is down: what was kept is served, and the database is taken up when it is there."""
from .siege import Siege, besieged


def test_from_what_was_kept(start, postgresql, crowd, tmp_path):
    chosen = besieged(crowd)
    chosen["server"]["state"] = str(tmp_path)
    service = start(chosen)
    before = Siege(service, crowd).before
    service.stop()
    postgresql.stop()
    service.start()
    assert service.manage("/readyz").body.startswith(b"degraded")
    with Siege(service, crowd, before) as siege:
        siege.pass_time(0.5)
        assert service.manage("/readyz").body.startswith(b"degraded")
        postgresql.start()
        mended = siege.mark("the database is there")
        siege.pass_time(2.5)
    siege.judge(mended, 2)
    assert siege.broke()
