"""Each expectation finds what is made to offend it; its pages need no network."""

import re
from pathlib import Path

import duckdb
import pytest
from checked import ALL, OTHER_RUN, RUN, Checked
from commands import Row

from checks.definitions import expectations, suites

FETCHED = re.compile(r"""<(?:script|img|iframe)[^>]+src=["']https?:|<link[^>]+href=["']https?:""")

A_RUN = f"where run_id = {RUN}"
DATAGRAM = f"{A_RUN} and apid = 956 and datagram_sequence ="
EVENT = f"{A_RUN} and gem_sequence = (select gem_sequence from raw.events {A_RUN} limit 1)"
SPOILS = f"""
insert into raw.deliveries select * replace (9 as ordinal, 0 as downlink) from raw.deliveries;
insert into raw.deliveries
    select * replace (3 as ordinal, 'x' as sha256, timestamp '1999-01-01' as received_at,
        -1 as size_bytes) from raw.deliveries where ordinal = 1;
insert into raw.datagrams select * replace (datagram_id + 10000 as datagram_id)
    from raw.datagrams {DATAGRAM} 1;
insert into core.datagrams select * replace (datagram_id + 10000 as datagram_id)
    from core.datagrams {DATAGRAM} 1;
update raw.datagrams set event_count = 0 {DATAGRAM} 2;
update raw.datagrams set apid = 900 {DATAGRAM} 3;
update raw.datagrams set last_gem_sequence = 0 {DATAGRAM} 4;
update raw.datagrams set open_action = 'unspecified' {DATAGRAM} 5;
update raw.datagrams set close_action = 'unspecified' {DATAGRAM} 6;
update raw.events set event_met = 1, compressed_size_bytes = 0, livetime_ticks = elapsed_ticks + 1,
    timetone_s = 0, gamma_state = 9 {EVENT};
update catalog.locations set size_bytes = 0, sha256 = 'x', path = 'same' where version_id in (1, 2);
update catalog.datasets set data_type = 'X' where dataset_id = 1;
insert into catalog.versions select * replace (99 as version_id, 0 as version)
    from catalog.versions where version_id = 1;
insert into catalog.locations select * replace (99 as version_id) from catalog.locations
    where version_id = 1;
update core.runs set open_hole_count = 1, delivered_count = 0, last_event_met = 0 {A_RUN};
insert into core.runs select * replace ('lost' as run_state, 'X' as run_type)
    from core.runs {A_RUN};
insert into marts.fct_run select * from marts.fct_run {A_RUN};
update marts.fct_run set dead_fraction = 2, event_rate_hz = -1, livetime_s = elapsed_s + 1 {A_RUN};
delete from marts.fct_run where run_id = {OTHER_RUN};
"""


@pytest.fixture(scope="module")
def spoilt(checked_home: Checked, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Row]:
    """The pages of a home that offends every expectation, and the results by name."""
    folder = tmp_path_factory.mktemp("spoilt")
    own = checked_home.copy(folder / "home", ALL)
    with duckdb.connect(str(own.home / "halfpipe.duckdb")) as database:
        database.execute(SPOILS)
    names = [check.check_name for check in expectations()]
    said = own.run("check", *names, "--docs", folder / "pages", "--json")
    assert said.code == 1
    offenders = own.sql(
        "select check_name, min(offender) as offender, min(detail) as detail, "
        "min(run_id) as run_id, min(ordinal) as ordinal from ops.check_offenders "
        "where gone_at is null group by all"
    )
    by_name = {row["check_name"]: row for row in offenders}
    return folder / "pages", {
        row["check_name"]: row | by_name[row["check_name"]] for row in said.rows
    }


@pytest.mark.parametrize("name", [check.check_name for check in expectations()])
def test_what_is_made_to_offend_an_expectation_is_found(
    spoilt: tuple[Path, Row], name: str
) -> None:
    row = spoilt[1][name]
    assert (row["check_state"], row["not_run_reason"]) == ("failed", None)
    assert row["offender_count"] >= 1
    if row["suite"] == "deliveries":
        assert row["ordinal"] in (1, 3, 9)
    else:
        assert row["run_id"] in (RUN, OTHER_RUN, None)
        assert row["offender"].startswith((f"r0{row['run_id']}", "same"))
    assert row["detail"]


def test_the_pages_tell_each_truth_and_fetch_nothing(spoilt: tuple[Path, Row]) -> None:
    pages = [page.read_text() for page in spoilt[0].rglob("*.html")]
    assert (spoilt[0] / "index.html").is_file()
    assert [page for page in pages if FETCHED.search(page)] == []
    for name in suites():
        assert (spoilt[0] / f"expectations/{name}.html").is_file()
        assert list(spoilt[0].glob(f"validations/{name}/**/*.html"))
    told = "".join(pages)
    assert [check for check in expectations() if check.title not in told] == []
