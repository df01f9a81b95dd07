"""What is missing of a stream: inside it, before it, after it, or all of it."""

from decided import met_of
from drawn import RUN, Drawn


def test_a_number_between_two_datagrams_is_an_inner_hole(core: Drawn) -> None:
    core.receives("""
        apid | number | events | action
        965  | 0      | 1 3    | start
        965  | 1      | 5 7    |
        965  | 4      | 30 20  | stop
    """)
    core.shows(
        "missing",
        """
        hole_kind | apid | first_datagram | last_datagram | after_gem_sequence | before_gem_sequence
        inner     | 965  | 2              | 3             | 7                  | 20
    """,
    )


def test_a_stream_that_does_not_begin_with_a_start_has_a_leading_hole(core: Drawn) -> None:
    core.receives("""
        apid | number | events | action
        965  | 2      | 9 8    |
        965  | 3      | 10     | stop
    """)
    core.shows(
        "missing",
        """
        hole_kind | first_datagram | last_datagram | after_gem_sequence | before_gem_sequence
        leading   | 0              | 1             | -                  | 8
    """,
    )


def test_a_start_is_a_beginning_whatever_its_number(core: Drawn) -> None:
    core.receives("""
        apid | number | events | action
        965  | 5      | 9      | start
        965  | 6      | 10     | stop
    """)
    core.shows("missing", "hole_kind")


def test_a_first_datagram_that_is_no_start_leads_a_hole_without_numbers(core: Drawn) -> None:
    core.receives("""
        apid | number | events | action
        965  | 0      | 5 6    | stop
    """)
    core.shows(
        "missing",
        """
        hole_kind | first_datagram | last_datagram | before_gem_sequence
        leading   | 0              | -1            | 5
    """,
    )


def test_a_stream_that_does_not_close_has_a_trailing_hole(core: Drawn) -> None:
    core.receives("""
        apid | number | events | action
        965  | 0      | 5 9 6  | start
    """)
    core.shows(
        "missing",
        """
        hole_kind | first_datagram | last_datagram | after_gem_sequence | before_gem_sequence
        trailing  | 1              | -             | 9                  | -
    """,
    )


def test_stop_abort_and_pause_all_close_a_stream(core: Drawn) -> None:
    core.receives("""
        run | apid | number | events | action
        1   | 965  | 0      | 5      | start stop
        2   | 965  | 0      | 5      | start abort
        3   | 965  | 0      | 5      | start pause
    """)
    core.shows("missing", "hole_kind")


def test_an_end_in_the_middle_of_a_stream_ends_nothing(core: Drawn) -> None:
    core.receives("""
        apid | number | events | action
        965  | 0      | 5      | start pause
        965  | 1      | 9      |
    """)
    core.shows(
        "missing",
        """
        hole_kind | first_datagram
        trailing  | 2
    """,
    )


def test_an_expected_unit_that_was_not_seen_is_a_hole_without_apid(core: Drawn) -> None:
    core.receives("""
        apid | number | events | action
        956  | 0      | 5      | start stop
    """)
    core.shows(
        "missing",
        """
        hole_kind | apid | first_datagram | last_datagram
        stream    | -    | -              | -
    """,
    )


def test_streams_of_one_run_and_runs_of_one_delivery_do_not_mix(core: Drawn) -> None:
    core.receives("""
        run | apid | number | events | action
        1   | 956  | 0      | 1      | start
        1   | 957  | 1      | 2      | stop
        2   | 956  | 2      | 3      | stop
        2   | 957  | 0      | 4      | start stop
    """)
    core.shows(
        "missing",
        """
        run_id | apid | hole_kind | first_datagram | last_datagram
        1      | 956  | trailing  | 1              | -
        1      | 957  | leading   | 0              | 0
        2      | 956  | leading   | 0              | 1
    """,
    )


def test_times_that_contradict_each_other_bound_nothing(core: Drawn) -> None:
    # Times begin anew in the middle of the circle of GEM sequences: those behind it are earlier.
    core.receives("""
        apid | number | events                | action
        965  | 0      | 1 2                   | start
        965  | 2      | 3 4                   |
        965  | 4      | 2147483648 2147483649 | stop
    """)
    core.shows(
        "missing",
        f"""
        first_datagram | after_gem_sequence | after_met       | before_met
        1              | 2                  | {met_of(RUN, 2)} | {met_of(RUN, 3)}
        3              | 4                  | -               | -
    """,
    )
