"""How a run's keys are held against the plan, drawn case by case."""

import pytest
from drawn import Drawn

NOW = "core.run_configurations where until_hand_off is null"
RUNS = "core.runs where until_hand_off is null"
CHUNKS = "core.chunks where until_hand_off is null"
ALERTS = "ops.alerts where cleared_at is null and alert_kind = 'config_mismatch'"

WHOLE = """
    apid | number | events | action     | keys
    956  | 0      | 1 3    | start stop | 1 2 7
    957  | 0      | 2 4    | start stop | 1 2 7
"""
RIGHT = "90 | 110 | 7 | 1 | 2"


def plan(*lines: str) -> str:
    return "\n".join(("start | stop | moot | hw | sw | state", *map(_whole, lines)))


def _whole(line: str) -> str:
    return line if line.count("|") == 5 else f"{line} | CREATED"


@pytest.mark.parametrize(
    ("lines", "status", "state"),
    [
        ((RIGHT,), "ok", "complete"),
        (("90 | 110 | - | - | -",), "ok", "complete"),
        (("100 | 101 | 7 | 1 | 2",), "ok", "complete"),
        (("90 | 110 | 7 | 9 | 2",), "hw_mismatch", "held"),
        (("90 | 110 | 7 | 1 | 9",), "sw_mismatch", "held"),
        (("90 | 110 | 9 | 1 | 2",), "moot_mismatch", "held"),
        (("90 | 110 | 7 | 1 | 2 | STARTED",), "config_not_created", "held"),
        ((RIGHT, RIGHT), "ok", "complete"),
        ((RIGHT, "90 | 110 | 7 | 9 | 2"), "multi_plan", "complete"),
        (("90 | 110 | 7 | 8 | 2", "90 | 110 | 7 | 9 | 2"), "multi_plan", "held"),
        (("0 | 10 | 7 | 9 | 2", "200 | 210 | 7 | 9 | 2"), "flown_not_planned", "complete"),
        (("100 | 100.5 | 7 | 9 | 2",), "hw_mismatch", "held"),
        (("101 | 200 | 7 | 9 | 2",), "no_plan", "complete"),
        (("0 | 100 | 7 | 9 | 2",), "no_plan", "complete"),
    ],
)
def test_a_run_has_the_status_that_the_plan_gives_it(
    core: Drawn, lines: tuple[str, ...], status: str, state: str
) -> None:
    core.plans(plan(*lines))
    core.receives(WHOLE)
    core.shows(NOW, f"config_status | is_releasable\n{status} | {state != 'held'}")
    core.shows(RUNS, f"run_state | held_reason\n{state} | {'config' if state == 'held' else '-'}")
    core.shows(ALERTS, "subject" + ("\nr0000000100" if state == "held" else ""))


def test_a_run_without_a_plan_is_as_before_and_says_so(core: Drawn) -> None:
    core.receives(WHOLE)
    core.shows(NOW, "config_status | is_releasable | hardware_key\nno_plan | True | 1")
    core.shows(RUNS, "run_state | held_reason\ncomplete | -")
    core.shows(ALERTS, "subject")


def test_files_without_a_moot_key_are_told_of_and_hold_nothing(core: Drawn) -> None:
    core.plans(plan(RIGHT))
    core.receives(WHOLE.replace("1 2 7", "1 2"))
    core.shows(NOW, "config_status | is_releasable\nno_moot | True")


def test_a_calibration_run_has_no_hardware_key_to_compare(core: Drawn) -> None:
    core.plans(plan("90 | 110 | 7 | 9 | 2"))
    core.receives("""
        apid | number | events | action     | keys
        965  | 0      | 1 2 3  | start stop | 0 2 7
    """)
    core.shows(NOW, "config_status | hardware_key\nok | -")
    core.shows(RUNS, "run_state\ncomplete")


@pytest.mark.parametrize(
    ("first", "second", "later"),
    [("1 2", "1 2", "9 2"), ("1 2", "9 2", "9 2"), ("1 2", "1 9", "1 9")],
)
def test_a_key_that_changes_is_found_within_a_stream_and_between_units(
    core: Drawn, first: str, second: str, later: str
) -> None:
    core.receives(f"""
        apid | number | events | action | keys
        956  | 0      | 1 3    | start  | {first}
        957  | 0      | 2 4    | start  | {second}
        957  | 1      | 6 8    | stop   | {later}
        956  | 1      | 5 7    | stop   | {first}
    """)
    core.shows(NOW, "config_status | is_releasable\nkey_changed_in_run | True")
    core.shows(RUNS, "run_state\ncomplete")
    core.shows(ALERTS, "subject\nr0000000100")
    core.plans(plan("90 | 110 | - | 1 | 2"))
    core.shows(NOW, "config_status | is_releasable\nkey_changed_in_run | False")
    core.shows(RUNS, "run_state | held_reason\nheld | config")
    core.shows(ALERTS, "subject\nr0000000100")


def test_a_corrected_plan_lets_a_run_go_on_and_one_line_corrects_one_run(core: Drawn) -> None:
    core.plans(plan("0 | 300 | 7 | 9 | 2"))
    core.receives(WHOLE)
    core.receives(
        WHOLE.replace("apid", "run | apid")
        .replace("956 ", "200 | 956")
        .replace("957 ", "200 | 957")
    )
    core.shows(NOW, "run_id | config_status\n100 | hw_mismatch\n200 | hw_mismatch")
    core.shows(CHUNKS, "event_count")
    core.plans(plan("100 | 101 | 7 | 1 | 2"))
    core.shows(NOW, "run_id | config_status | plan_number\n100 | ok | 2\n200 | hw_mismatch | 1")
    core.shows(CHUNKS, "run_id | event_count\n100 | 4")
    core.shows(ALERTS, "subject\nr0000000200")
    core.plans(plan("0 | 300 | 7 | 1 | 2"))
    core.shows(NOW, "run_id | config_status | plan_number\n100 | ok | 3\n200 | ok | 3")
    core.shows(ALERTS, "subject")


def test_an_operator_releases_a_run_and_takes_it_back(core: Drawn) -> None:
    core.plans(plan("90 | 110 | 7 | 9 | 2"))
    core.receives(WHOLE)
    core.shows(RUNS, "run_state | held_count | delivered_count\nheld | 4 | 0")
    number = core.decides("release")
    core.shows(NOW, "config_status | is_releasable\nhw_mismatch | True")
    core.shows(RUNS, "run_state | held_count | delivered_count\ncomplete | 0 | 4")
    core.shows(ALERTS, "subject")
    core.decides("undo", undoes=number)
    core.shows(RUNS, "run_state | held_count | delivered_count\nheld | 0 | 4")
    core.shows(ALERTS, "subject\nr0000000100")


def test_a_run_that_lacks_a_unit_is_held_for_that_first_and_told_of_for_both(core: Drawn) -> None:
    core.plans(plan("90 | 110 | 7 | 9 | 2"))
    core.receives("""
        apid | number | events | action     | keys
        956  | 0      | 1 3    | start stop | 1 2 7
    """)
    core.shows(RUNS, "run_state | held_reason\nheld | epu_count")
    core.shows(
        "ops.alerts where cleared_at is null",
        "alert_kind\nheld_run\nconfig_mismatch",
    )
