"""What becomes of a hole: filled in part or whole, written off, forced, undone, ignored."""

from datetime import datetime

from drawn import RUN, Drawn

MISSING_TWO_TO_FIVE = """
    apid | number | events | action
    965  | 0      | 1 2    | start
    965  | 1      | 3 4    |
    965  | 6      | 30 31  | stop
"""


def test_a_datagram_inside_a_hole_leaves_two_smaller_ones_as_old_as_it(core: Drawn) -> None:
    core.receives(MISSING_TWO_TO_FIVE)
    core.receives("""
        apid | number | events
        965  | 3      | 10 11
    """)
    core.shows(
        "holes",
        """
        hole_id | hole_state    | first_datagram | last_datagram | first_seen_ordinal
        1       | partly_filled | 2              | 5             | 1
        2       | open          | 2              | 2             | 1
        3       | open          | 4              | 5             | 1
    """,
    )


def test_a_hole_is_filled_when_nothing_of_it_is_missing(core: Drawn) -> None:
    core.receives(MISSING_TWO_TO_FIVE)
    core.receives("""
        apid | number | events
        965  | 2      | 5
        965  | 3      | 6
        965  | 4      | 7
        965  | 5      | 8
    """)
    core.shows(
        "holes",
        """
        hole_id | hole_state
        1       | filled
    """,
    )
    core.shows(
        "core.runs where until_hand_off is null",
        """
        run_state
        complete
    """,
    )


def test_a_stream_that_goes_on_without_closing_has_a_new_trailing_hole(core: Drawn) -> None:
    core.receives("""
        apid | number | events | action
        965  | 0      | 1 2    | start
    """)
    core.receives("""
        apid | number | events
        965  | 1      | 3 4
    """)
    core.shows(
        "holes",
        """
        hole_id | hole_kind | hole_state    | first_datagram | first_seen_ordinal
        1       | trailing  | filled        | 1              | 1
        2       | trailing  | open          | 2              | 2
    """,
    )


def test_what_is_skipped_by_a_stream_that_goes_on_is_seen_missing_now(core: Drawn) -> None:
    core.receives("""
        apid | number | events | action
        965  | 0      | 1 2    | start
    """)
    core.receives("""
        apid | number | events | action
        965  | 2      | 5 6    | stop
    """)
    core.shows(
        "holes",
        """
        hole_kind | hole_state    | first_datagram | last_datagram | first_seen_ordinal
        trailing  | partly_filled | 1              | -             | 1
        inner     | open          | 1              | 1             | 2
    """,
    )


def test_what_is_left_of_a_hole_that_was_written_off_stays_so(core: Drawn) -> None:
    core.receives(MISSING_TWO_TO_FIVE)
    core.decides("write-off", hole=("inner", 965, 2, 5))
    core.receives("""
        apid | number | events
        965  | 3      | 10 11
    """)
    core.shows(
        "holes",
        """
        hole_state    | first_datagram | last_datagram | decision_id
        partly_filled | 2              | 5             | 1
        written_off   | 2              | 2             | 1
        written_off   | 4              | 5             | 1
    """,
    )


def test_a_new_end_is_open_though_the_old_one_was_written_off(core: Drawn) -> None:
    core.receives("""
        apid | number | events | action
        965  | 0      | 1 2    | start
    """)
    core.decides("write-off", hole=("trailing", 965, 1, None))
    core.receives("""
        apid | number | events
        965  | 3      | 10 11
    """)
    core.shows(
        "holes",
        """
        hole_kind | hole_state    | first_datagram | last_datagram
        trailing  | partly_filled | 1              | -
        inner     | written_off   | 1              | 2
        trailing  | open          | 4              | -
    """,
    )


def test_undoing_a_write_off_opens_the_hole_again(core: Drawn) -> None:
    core.receives(MISSING_TWO_TO_FIVE)
    number = core.decides("write-off", hole=("inner", 965, 2, 5))
    core.decides("release", undoes=number)
    core.shows(
        "holes",
        """
        hole_id | hole_state | decision_id
        1       | open       | -
    """,
    )


def test_forcing_a_run_writes_off_all_that_is_missing_absent_streams_too(core: Drawn) -> None:
    core.receives("""
        apid | number | events | action
        956  | 1      | 1 2    |
        956  | 3      | 6 7    |
    """)
    core.decides("force", epus=1)
    core.shows(
        "holes",
        """
        hole_kind | hole_state
        leading   | written_off
        inner     | written_off
        trailing  | written_off
        stream    | written_off
    """,
    )
    core.shows(
        "core.runs where until_hand_off is null",
        """
        run_state  | delivered_count
        incomplete | 4
    """,
    )


def test_undoing_a_write_off_opens_nothing_while_the_run_is_forced(core: Drawn) -> None:
    core.receives(MISSING_TWO_TO_FIVE)
    number = core.decides("write-off", hole=("inner", 965, 2, 5))
    core.decides("force", epus=1)
    core.decides("release", undoes=number)
    core.shows(
        "holes",
        """
        hole_state  | decision_id
        written_off | 2
    """,
    )


def test_undoing_the_force_opens_what_no_other_decision_gave_up(core: Drawn) -> None:
    core.receives("""
        apid | number | events | action
        965  | 1      | 1 2    |
        965  | 3      | 6 7    | stop
    """)
    core.decides("write-off", hole=("leading", 965, 0, 0))
    number = core.decides("force", epus=1)
    core.decides("release", undoes=number)
    core.shows(
        "holes",
        """
        hole_kind | hole_state  | decision_id
        leading   | written_off | 1
        inner     | open        | -
    """,
    )


def test_a_hole_that_opens_again_because_its_delivery_is_ignored_stays_written_off(
    core: Drawn,
) -> None:
    core.receives(MISSING_TWO_TO_FIVE)
    core.decides("write-off", hole=("inner", 965, 2, 5))
    core.receives("""
        apid | number | events
        965  | 3      | 10 11
    """)
    core.decides("ignore", run_id=None, ordinal=2)
    core.shows(
        "living_holes",
        """
        hole_state  | first_datagram | last_datagram | decision_id
        written_off | 2              | 5             | 1
    """,
    )


def test_a_hole_whose_neighbour_is_ignored_is_not_filled_but_part_of_a_larger_one(
    core: Drawn,
) -> None:
    core.receives(MISSING_TWO_TO_FIVE)
    core.receives("""
        apid | number | events
        965  | 4      | 10 11
    """)
    core.decides("ignore", run_id=None, ordinal=2)
    core.shows(
        "holes",
        """
        hole_state | first_datagram | last_datagram
        ignored    | 2              | 3
        ignored    | 5              | 5
        open       | 2              | 5
    """,
    )


def test_holes_of_a_run_that_is_wholly_ignored_are_ignored(core: Drawn) -> None:
    core.receives(MISSING_TWO_TO_FIVE)
    core.decides("ignore", run_id=None, ordinal=1)
    core.shows(
        "holes",
        """
        hole_id | hole_state
        1       | ignored
    """,
    )
    core.shows("core.runs where until_hand_off is null", "run_id")


def test_a_hole_that_nothing_touches_keeps_the_time_of_its_last_change(core: Drawn) -> None:
    core.receives(MISSING_TWO_TO_FIVE)
    core.receives("""
        run | apid | number | events | action
        7   | 965  | 0      | 1      | start stop
    """)
    core.receives("""
        apid | number | events
        965  | 1      | 3 4
    """)
    (row,) = core.bench.rows("select * from core.holes where until_hand_off is null")
    assert (row["run_id"], row["since_hand_off"]) == (RUN, 1)
    assert row["changed_at"] == row["first_seen_at"] == datetime(2024, 4, 14, 1)  # noqa: DTZ001
