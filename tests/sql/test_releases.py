"""What is released at once, what waits, and where a single event goes."""

from drawn import Drawn

NOW = "core.chunks where until_hand_off is null"
WAITING = "core.withheld_ranges where until_hand_off is null"


def test_everything_outside_the_shadows_is_released_at_once(core: Drawn) -> None:
    core.receives("""
        apid | number | events         | action
        956  | 0      | 1 3 5          | start
        956  | 2      | 15 17          | stop
        957  | 0      | 2 4 8 12 16 18 | start stop
    """)
    core.shows(
        NOW,
        """
        covers_first_gem_sequence | covers_last_gem_sequence | event_count
        0                         | 5                        | 5
        15                        | end                      | 4
    """,
    )
    core.shows(
        WAITING,
        """
        first_gem_sequence | last_gem_sequence
        6                  | 14
    """,
    )


def test_a_run_without_holes_is_one_range_over_the_whole_line(core: Drawn) -> None:
    core.receives("""
        apid | number | events | action
        965  | 0      | 3 5    | start stop
    """)
    core.shows(
        NOW,
        """
        covers_first_gem_sequence | covers_last_gem_sequence | first_gem_sequence | event_count
        0                         | end                      | 3                  | 2
    """,
    )


def test_what_a_hole_held_back_is_a_chunk_of_its_own_when_the_hole_is_filled(core: Drawn) -> None:
    core.receives("""
        apid | number | events         | action
        956  | 0      | 1 3 5          | start
        956  | 2      | 15 17          | stop
        957  | 0      | 2 4 8 12 16 18 | start stop
    """)
    core.receives("""
        apid | number | events
        956  | 1      | 7 9
    """)
    core.shows(
        NOW,
        """
        chunk_number | version | covers_first_gem_sequence | covers_last_gem_sequence | event_count
        1            | 1       | 0                         | 5                        | 5
        2            | 1       | 15                        | end                      | 4
        3            | 1       | 6                         | 14                       | 4
    """,
    )


def test_a_single_event_between_two_shadows_waits_with_one_of_them(core: Drawn) -> None:
    core.receives("""
        apid | number | events | action
        956  | 0      | 1 2    | start
        956  | 2      | 10     |
        956  | 4      | 20 21  | stop
        957  | 0      | 5      | start stop
    """)
    core.shows(
        "single_events",
        """
        first_gem_sequence | last_gem_sequence | chunk_number | hole_id
        10                 | 10                | -            | 1
    """,
    )
    core.shows(
        "core.datagrams",
        """
        apid | datagram_sequence | delivered_count | withheld_count
        956  | 0                 | 2               | 0
        956  | 2                 | 0               | 1
        956  | 4                 | 2               | 0
        957  | 0                 | 0               | 1
    """,
    )


def test_a_single_event_beside_a_chunk_joins_it_as_its_next_version(core: Drawn) -> None:
    core.receives("""
        apid | number | events | action
        956  | 0      | 1 2    | start
        956  | 3      | 20 21  | stop
        957  | 0      | 2      | start stop
    """)
    core.receives("""
        apid | number | events
        956  | 1      | 8
    """)
    core.shows(
        NOW,
        """
        chunk_number | version | covers_first_gem_sequence | covers_last_gem_sequence | event_count
        1            | 2       | 0                         | 8                        | 4
        2            | 1       | 20                        | end                      | 2
    """,
    )


def test_a_run_of_one_event_is_delivered_as_it_is_with_an_alert(core: Drawn) -> None:
    core.receives("""
        apid | number | events | action
        965  | 0      | 7      | start stop
    """)
    core.shows(
        NOW,
        """
        covers_first_gem_sequence | covers_last_gem_sequence | event_count
        0                         | end                      | 1
    """,
    )
    core.shows(
        "ops.alerts where cleared_at is null",
        """
        alert_kind   | subject
        single_event | r0000000100
    """,
    )


def test_one_event_on_each_unit_with_the_same_sequence_is_no_single_event(core: Drawn) -> None:
    core.receives("""
        apid | number | events | action
        956  | 0      | 7      | start stop
        957  | 0      | 7      | start stop
    """)
    core.shows(
        NOW,
        """
        first_gem_sequence | last_gem_sequence | event_count
        7                  | 7                 | 2
    """,
    )
    core.shows("ops.alerts", "alert_kind")


def test_a_skipped_number_is_a_hole_until_it_is_written_off(core: Drawn) -> None:
    core.receives("""
        apid | number | events  | action
        956  | 0      | 1 3     | start
        956  | 2      | 9 11    | stop
        957  | 0      | 2 6 8 9 | start stop
    """)
    core.shows(
        NOW,
        """
        first_gem_sequence | last_gem_sequence | event_count
        1                  | 3                 | 3
        9                  | 11                | 3
    """,
    )
    core.decides("write-off", hole=("inner", 956, 1, 1))
    core.shows(
        NOW,
        """
        first_gem_sequence | last_gem_sequence | event_count
        1                  | 3                 | 3
        6                  | 8                 | 2
        9                  | 11                | 3
    """,
    )
