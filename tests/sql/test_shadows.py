"""The shadows of holes, and the union of them that is withheld."""

from drawn import Drawn


def test_a_shadow_lies_strictly_between_the_neighbours_extremes(core: Drawn) -> None:
    core.receives("""
        apid | number | events    | action
        956  | 0      | 2 9 4     | start
        956  | 2      | 30 20     | stop
        957  | 0      | 1 3 10 19 | start stop
    """)
    core.shows(
        "shadows",
        """
        first_gem_sequence | last_gem_sequence
        10                 | 19
    """,
    )


def test_a_shadow_without_a_neighbour_is_open_ended(core: Drawn) -> None:
    core.receives("""
        apid | number | events | action
        956  | 1      | 10 12  |
        957  | 0      | 1 50   | start stop
    """)
    core.shows(
        "shadows",
        """
        first_gem_sequence | last_gem_sequence
        0                  | 9
        13                 | end
    """,
    )


def test_neighbours_that_leave_no_room_cast_no_shadow(core: Drawn) -> None:
    core.receives("""
        apid | number | events | action
        965  | 0      | 1 2    | start
        965  | 2      | 3 4    | stop
    """)
    core.shows(
        "holes",
        """
        hole_kind | hole_state
        inner     | open
    """,
    )
    core.shows("shadows", "hole_id")


def test_a_shadow_may_reach_the_first_and_the_last_sequence_there_is(core: Drawn) -> None:
    core.receives("""
        apid | number | events               | action
        956  | 1      | 18446744073709551614 |
        957  | 0      | 18446744073709551615 | start stop
        957  | 1      | 0                    |
    """)
    core.shows(
        "shadows",
        """
        first_gem_sequence   | last_gem_sequence
        0                    | 18446744073709551613
        end                  | end
        1                    | end
    """,
    )


def test_a_hole_of_a_held_run_casts_no_shadow_for_nothing_is_released(core: Drawn) -> None:
    core.receives("""
        apid | number | events | action
        956  | 0      | 1 2    | start
    """)
    core.shows("shadows", "hole_id")
    core.shows("new_chunks", "chunk_number")


def test_a_hole_that_is_written_off_casts_no_shadow(core: Drawn) -> None:
    core.receives("""
        apid | number | events | action
        965  | 0      | 1 2    | start
        965  | 2      | 8 9    | stop
    """)
    core.decides("write-off", hole=("inner", 965, 1, 1))
    core.shows("shadows", "hole_id")


def test_the_union_of_shadows_answers_each_sequence_once(core: Drawn) -> None:
    core.receives("""
        apid | number | events | action
        956  | 0      | 1 10   | start
        956  | 2      | 40 41  | stop
        957  | 0      | 2 20   | start
        957  | 2      | 30     |
        957  | 4      | 60 61  | stop
    """)
    core.shows(
        "shadows",
        """
        hole_id | first_gem_sequence | last_gem_sequence
        1       | 11                 | 39
        2       | 21                 | 29
        3       | 31                 | 59
    """,
    )
    core.shows(
        "withheld",
        """
        hole_id | first_gem_sequence | last_gem_sequence
        1       | 11                 | 39
        3       | 40                 | 59
    """,
    )


def test_shadows_that_only_touch_are_both_withheld(core: Drawn) -> None:
    core.receives("""
        apid | number | events | action
        956  | 0      | 1 10   | start
        956  | 2      | 20 21  | stop
        957  | 0      | 2 19   | start
        957  | 2      | 30 31  | stop
    """)
    core.shows(
        "withheld",
        """
        hole_id | first_gem_sequence | last_gem_sequence
        1       | 11                 | 19
        2       | 20                 | 29
    """,
    )
