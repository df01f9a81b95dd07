"""Which copy of a datagram counts."""

from drawn import Drawn


def test_the_same_content_again_is_a_duplicate(core: Drawn) -> None:
    core.receives("""
        apid | number | events | action
        965  | 0      | 1 2    | start stop
        965  | 0      | 1 2    | start stop
    """)
    core.receives("""
        apid | number | events | action
        965  | 0      | 1 2    | start stop
    """)
    core.shows(
        "datagram_fates",
        """
        datagram_id | datagram_fate | current_datagram_id
        0           | current       | 0
        1           | duplicate     | 0
        2           | duplicate     | 0
    """,
    )
    core.shows("ops.alerts", "alert_kind")


def test_of_other_contents_the_one_with_most_events_counts(core: Drawn) -> None:
    core.receives("""
        apid | number | events | action
        965  | 0      | 1 2    | start stop
    """)
    core.receives("""
        apid | number | events | action
        965  | 0      | 1 2 3  | start stop
    """)
    core.shows(
        "datagram_fates",
        """
        datagram_id | datagram_fate | current_datagram_id
        0           | conflict      | 1
        1           | current       | 1
    """,
    )


def test_of_as_many_events_the_smallest_digest_counts_never_the_first(core: Drawn) -> None:
    core.receives("""
        apid | number | events | action     | bytes
        965  | 0      | 1 2    | start stop | b
    """)
    core.receives("""
        apid | number | events | action     | bytes
        965  | 0      | 1 2    | start stop | a
    """)
    core.shows(
        "datagram_fates",
        """
        datagram_id | datagram_fate
        0           | conflict
        1           | current
    """,
    )


def test_a_copy_from_a_good_file_counts_before_a_larger_one_from_an_altered_file(
    core: Drawn,
) -> None:
    core.receives("""
        apid | number | events | action     | file
        965  | 0      | 1 2 3  | start stop | altered
    """)
    core.receives("""
        apid | number | events | action     | file
        965  | 0      | 1 2    | start stop | good
    """)
    core.shows(
        "datagram_fates",
        """
        datagram_id | datagram_fate
        0           | conflict
        1           | current
    """,
    )


def test_a_good_copy_of_the_same_bytes_vouches_for_the_altered_file(core: Drawn) -> None:
    core.receives("""
        apid | number | events | action     | file
        965  | 0      | 1 2 3  | start stop | altered
        965  | 0      | 1 2    | start stop | good
    """)
    core.receives("""
        apid | number | events | action     | file
        965  | 0      | 1 2 3  | start stop | good
    """)
    core.shows(
        "datagram_fates",
        """
        datagram_id | datagram_fate
        0           | current
        1           | conflict
        2           | duplicate
    """,
    )


def test_a_copy_of_an_ignored_delivery_does_not_count_until_it_is_released(core: Drawn) -> None:
    core.receives("""
        apid | number | events | action
        965  | 0      | 1 2 3  | start stop
    """)
    core.receives("""
        apid | number | events | action
        965  | 0      | 1 2    | start stop
    """)
    number = core.decides("ignore", run_id=None, ordinal=1)
    core.shows(
        "datagram_fates",
        """
        datagram_id | datagram_fate | current_datagram_id
        0           | ignored       | 1
        1           | current       | 1
    """,
    )
    core.decides("release", run_id=None, ordinal=1, undoes=number)
    core.shows(
        "datagram_fates",
        """
        datagram_id | datagram_fate
        0           | current
        1           | conflict
    """,
    )


def test_a_losing_copy_that_comes_again_is_no_third_content(core: Drawn) -> None:
    first = """
        apid | number | events | action
        965  | 0      | 1 2 3  | start stop
        965  | 0      | 1 2    | start stop
    """
    core.receives(first)
    before = core.bench.rows("select * from ops.alerts")
    core.receives(first)
    assert core.bench.rows("select * from ops.alerts") == before
    assert "with 2 different contents" in before[0]["message"]


def test_a_copy_that_counts_again_is_still_where_it_was_delivered(core: Drawn) -> None:
    core.receives("""
        apid | number | events | action
        965  | 0      | 1 2 3  | start
        965  | 1      | 5 6    | stop
    """)
    hold = core.decides("hold")
    core.receives("""
        apid | number | events | action
        965  | 1      | 5 6 7  | stop
    """)
    core.decides("ignore", run_id=None, ordinal=2)
    core.shows(
        "core.datagrams where until_hand_off is null",
        """
        datagram_id | datagram_fate | delivered_count | held_count
        0           | current       | 3               | 0
        1           | current       | 2               | 0
        2           | ignored       | 0               | 0
    """,
    )
    core.decides("release", undoes=hold)
    core.shows(
        "core.chunks",
        """
        chunk_number | version | event_count | until_hand_off
        1            | 1       | 5           | -
    """,
    )
