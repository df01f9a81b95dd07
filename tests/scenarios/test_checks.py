"""Each query finds what is made to offend it, and nothing in good data."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from checked import QUERIES, RUN, Checked

from checks.definitions import sql_checks
from etl.stages.check import Order, ask_queries
from etl.store.home import Home
from etl.store.store import Store

THIS, BEFORE, NEXT = (
    f"(select gem_sequence from raw.events where run_id = {RUN} order by gem_sequence "
    f"limit 1 offset {place})"
    for place in (300, 299, 301)
)
EVENT = f"run_id = {RUN} and gem_sequence = {THIS}"
LAST_EVENT = (
    f"run_id = {RUN} and gem_sequence = "
    f"(select max(gem_sequence) from raw.events where run_id = {RUN})"
)
DATAGRAM = f"run_id = {RUN} and apid = 956 and datagram_sequence = 5"
LAST_DATAGRAM = (
    f"run_id = {RUN} and apid = 956 and datagram_sequence = "
    f"(select max(datagram_sequence) from raw.datagrams where run_id = {RUN} and apid = 956)"
)
STREAM = f"run_id = {RUN} and apid = 956"
CHUNK = f"run_id = {RUN} and chunk_number = 2"
A_RUN = f"run_id = {RUN}"
A_BIN = (
    f"run_id = {RUN} and bin_number = "
    f"(select min(bin_number) from marts.fct_rates_15s where run_id = {RUN})"
)
LAST_OF_STREAM = (
    "select format('r{:010d}/956/{}', run_id, last_datagram) from core.streams "
    f"where run_id = {RUN} and apid = 956"
)


def path_of(gem_sequence: str) -> str:
    return (
        "select format('r{:010d}/{}/{}/{}', events.run_id, events.apid, "
        "datagrams.datagram_sequence, events.gem_sequence) from raw.events as events join "
        f"raw.datagrams as datagrams using (datagram_id) where events.run_id = {RUN} "
        f"and gem_sequence = {gem_sequence}"
    )


def scaler(change: str) -> tuple[str, str]:
    return f"update raw.events set {change} where {EVENT}", path_of(THIS)


def of_run(spoil: str) -> tuple[str, str]:
    return spoil, f"select format('r{{:010d}}', {RUN})"


def literal(spoil: str, offender: str) -> tuple[str, str]:
    return spoil, f"select '{offender}'"


SPOILS: dict[str, tuple[str, str]] = {
    "gem_elapsed_goes_forward": scaler("elapsed_ticks = 0"),
    "gem_livetime_goes_forward": scaler("livetime_ticks = 0"),
    "gem_prescaled_goes_forward": scaler("prescaled_count = 0"),
    "gem_discarded_goes_forward": scaler("discarded_count = 0"),
    "gem_deadzone_goes_forward": scaler("deadzone_count = 0"),
    "time_tones_go_forward": scaler("timetone_s = 0"),
    "previous_time_tones_go_forward": scaler("previous_timetone_s = 0"),
    "event_time_goes_forward": scaler("event_met = event_met - 3600"),
    "compression_level_is_8": scaler("compression_level = 7"),
    "livetime_grows_no_faster_than_time": (
        f"update raw.events set livetime_ticks = 0 where {EVENT}",
        path_of(NEXT),
    ),
    "latc_key_stays_the_same": (
        f"update raw.events set latc_master_key = 1 where {A_RUN} and gem_sequence >= {THIS}",
        path_of(THIS),
    ),
    "keys_stay_the_same": (
        f"update raw.events set software_key = 1 where {A_RUN} and gem_sequence >= {THIS}",
        path_of(THIS),
    ),
    "events_are_at_least_530_ticks_apart": scaler(
        "elapsed_ticks = (select elapsed_ticks + 529 from raw.events "
        f"where {A_RUN} and gem_sequence = {BEFORE})"
    ),
    "gem_sequence_comes_once": (
        f"update raw.events set gem_sequence = {BEFORE} where {EVENT}",
        # Of the two events with that number, the one of the later APID.
        path_of(BEFORE) + " order by events.apid desc, datagrams.datagram_sequence desc limit 1",
    ),
    "a_run_has_no_more_events_than_the_gem_counted": of_run(
        f"update raw.events set gem_sequence = gem_sequence // 20 where {A_RUN}"
    ),
    "a_run_lives_no_longer_than_it_lasts": of_run(
        f"update raw.events set livetime_ticks = 2 * elapsed_ticks where {LAST_EVENT}"
    ),
    "packets_are_made_after_their_events": literal(
        f"update raw.datagrams set packet_unix_s = packet_unix_s - 86400 where {DATAGRAM}",
        f"r0{RUN}/956/5",
    ),
    "datagrams_come_in_the_order_of_their_events": literal(
        f"update raw.datagrams set first_gem_sequence = 0 where {DATAGRAM}", f"r0{RUN}/956/5"
    ),
    "no_datagram_is_missing": literal(
        f"delete from core.datagrams where {DATAGRAM}", f"r0{RUN}/956/5"
    ),
    "the_first_datagram_opens_its_run": literal(
        f"update core.streams set open_action = 'continue' where {STREAM}", f"r0{RUN}/956/0"
    ),
    "the_first_datagram_is_number_0": literal(
        f"update core.streams set first_datagram = 3 where {STREAM}", f"r0{RUN}/956/3"
    ),
    "the_last_datagram_closes_its_run": (
        f"update core.streams set close_action = 'continue' where {STREAM}",
        LAST_OF_STREAM,
    ),
    "the_last_datagram_is_not_full": (
        f"update raw.datagrams set close_reason = 'full' where {LAST_DATAGRAM}",
        LAST_OF_STREAM,
    ),
    "chunks_of_a_run_do_not_overlap": of_run(
        f"update core.chunks set first_gem_sequence = first_gem_sequence - 100 where {CHUNK}"
    ),
    "chunks_of_a_run_follow_in_time": of_run(
        f"update core.chunks set first_event_met = first_event_met - 3600 where {CHUNK}"
    ),
    "a_chunk_ends_where_it_begins_or_later": of_run(
        f"update core.chunks set last_gem_sequence = 0 where {CHUNK}"
    ),
    "a_chunk_has_no_more_events_than_numbers": of_run(
        f"update core.chunks set event_count = 1000000 where {CHUNK}"
    ),
    "a_chunk_has_more_than_one_event": of_run(
        f"update core.chunks set event_count = 1 where {CHUNK}"
    ),
    "a_run_has_at_most_1000_chunks": of_run(
        "insert into core.chunks select chunks.* from core.chunks as chunks, range(1001) "
        f"where {CHUNK}"
    ),
    "files_of_a_delivery_are_good": (
        "update raw.files set file_state = 'damaged' where file_kind = 'evt' and file_id = "
        "(select min(file_id) from raw.files where file_kind = 'evt')",
        "select file_name from raw.files where file_state = 'damaged'",
    ),
    "a_merged_file_holds_what_is_delivered": of_run(
        f"update catalog.versions set event_count = 599 where {A_RUN} and dataset_id in "
        "(select dataset_id from catalog.datasets where data_type = 'MERGED')"
    ),
    "products_are_as_they_were_registered": (
        "update catalog.locations set scan_status = 'changed' where version_id = 1",
        "select path from catalog.locations where version_id = 1",
    ),
    "livetime_of_a_bin_is_not_negative": of_run(
        f"update marts.fct_rates_15s set livetime_s = -0.001 where {A_BIN}"
    ),
    "livetime_of_a_bin_fits_into_it": of_run(
        f"update marts.fct_rates_15s set livetime_s = elapsed_s + 0.001 where {A_BIN}"
    ),
    "every_second_of_a_day_is_accounted_for": (
        "update marts.fct_livetime_day set residual_s = -2",
        "select strftime(day, '%Y-%m-%d') from marts.fct_livetime_day",
    ),
    "time_tones_are_complete": of_run(
        f"update marts.fct_clock_run set incomplete_timetone_count = 100000 where {A_RUN}"
    ),
    "metrics_are_within_their_limits": of_run(
        "update marts.fct_run set event_rate_hz = 400, compressed_byte_rate = 200000, "
        f"dead_fraction = 0.5 where {A_RUN}"
    ),
    "metrics_are_within_their_warning_limits": of_run(
        "update marts.fct_run set event_rate_hz = 400, compressed_byte_rate = 200000, "
        f"dead_fraction = 0.3 where {A_RUN}"
    ),
}
"""What makes the data offend each check, and the question who the offenders are, of the data."""

SEVERAL = {"metrics_are_within_their_limits", "metrics_are_within_their_warning_limits"}
"""A run that is judged offends by other metrics of the simulator, too."""


@pytest.fixture(scope="module")
def spoilt(checked_home: Checked, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    own = checked_home.copy(tmp_path_factory.mktemp("spoilt") / "home", QUERIES)
    with closing(Store.open(Home(own.home))) as store:
        yield store


def test_good_data_offends_nothing(checked_home: Checked) -> None:
    states = {row["check_name"]: row["check_state"] for row in checked_home.halfpipe.json("checks")}
    nothing = {name for name, state in states.items() if state == "ran_on_nothing"}
    assert nothing == SEVERAL
    assert {states[name] for name in states.keys() - nothing} == {"passed"}
    assert checked_home.halfpipe.standing() == set()


def test_every_query_is_made_to_fail() -> None:
    assert set(SPOILS) == {check.check_name for check in sql_checks()}


@pytest.mark.parametrize("name", SPOILS)
def test_what_is_made_to_offend_is_found(spoilt: Store, name: str) -> None:
    spoil, whom = SPOILS[name]
    (check,) = [check for check in sql_checks() if check.check_name == name]
    spoilt.connection.execute("begin transaction")
    try:
        spoilt.connection.execute(spoil)
        due = sorted(set(spoilt.connection.execute(whom).fetchall()))
        (done,) = ask_queries(spoilt, Order([check]))
        assert (done.not_run_reason, done.examined_count > 0) == (None, True)
        spoilt.make("check/numbered_offenders", most=100)
        found = spoilt.connection.execute(
            "select offender, run_id, detail from numbered_offenders"
        ).fetchall()
    finally:
        spoilt.connection.execute("rollback")
    assert sorted({offender for offender, _, _ in found}) == [offender for (offender,) in due]
    assert {run for _, run, _ in found} <= {RUN, None} or name == "every_second"
    assert all(detail for _, _, detail in found)
    assert name in SEVERAL or len(found) == len(due)
