"""Index files: what they say, what is wrong with them, and where they disagree with the events."""

from pathlib import Path

import pytest
from evt_oracle import as_file, some_records
from hypothesis import given
from hypothesis import strategies as st

from etl.formats import idx
from etl.formats.evt import Chunk, read_chunk
from etl.formats.idx import Idx

GOLDEN = (
    "vectors/00660001-2bcaa1e0-0956-00001",
    "vectors/00660001-2bcaa1e0-0957-00002",
    "vectors/all-info-types",
)
TESTBED = ("testbed/0000beef-00000000-0955-00001", "testbed/0000beef-00000000-0956-00002")
MERGED = ("vectors/dgm-2bcaa1e0", "vectors/evt-2bcaa1e0")
SHORT = "vectors/r0734700000-e00000000000000000000"

DGM = (
    "DGM:  734700000   1713007196.973395  77  956       0  6684673   0           normal"
    "            start          unknown         continue             full              lat"
    "            orbit             epu0   1713007195.330251                    0"
    "   1713007196.971395                  165         11"
)
EVT = (
    "EVT:  734700000 18446744073709551615              6605024              6076622"
    "   1713007195.330251  77  956        0      0 start continue   1713007196.973395"
    "                  176"
)


def text(shared_data: Path, name: str) -> str:
    return (shared_data / "lat" / f"{name}.idx").read_text()


def pair(shared_data: Path, name: str) -> tuple[str, Chunk]:
    data = (shared_data / "lat" / f"{name}.evt").read_bytes()
    return text(shared_data, name), read_chunk(data)


def written(lines: Idx) -> list[str]:
    return [
        *idx.datagram_lines(lines.datagrams),
        *idx.event_lines(lines.events),
        *idx.short_event_lines(lines.short_events),
    ]


@pytest.mark.parametrize("name", [*GOLDEN, *MERGED, SHORT])
def test_lines_of_the_original_are_written_back_as_they_were(shared_data: Path, name: str) -> None:
    original = text(shared_data, name)
    lines = idx.parse(original)
    assert lines.problems == ()
    assert sorted(written(lines)) == sorted(original.splitlines(keepends=True))


@pytest.mark.parametrize("name", [*GOLDEN, *TESTBED, *MERGED, SHORT])
def test_columns_hold_what_splitting_each_line_gives(shared_data: Path, name: str) -> None:
    original = text(shared_data, name)
    lines = idx.parse(original)
    tables = {23: lines.datagrams, 15: lines.events, 9: lines.short_events}
    for count, columns in tables.items():
        rows = zip(*(columns[name].tolist() for name in columns), strict=True)
        fields = [line.split() for line in original.splitlines()]
        expected = [(n, line) for n, line in enumerate(fields, 1) if len(line) == count]
        for row, (number, line) in zip(rows, expected, strict=True):
            assert row[0] == number
            assert all(
                type(value)(field) == value for value, field in zip(row[1:], line[1:], strict=True)
            )


@pytest.mark.parametrize("name", [*GOLDEN, *TESTBED])
def test_an_index_of_the_original_agrees_with_its_events(shared_data: Path, name: str) -> None:
    original, chunk = pair(shared_data, name)
    assert idx.compare(idx.parse(original), chunk) == []


def test_keys_and_file_name_may_lack() -> None:
    lines = idx.parse(f"{DGM}\n{EVT}\n{DGM} 200 100\n{EVT} a.evt\n")
    assert lines.problems == ()
    assert lines.datagrams["line_number"].tolist() == [1, 3]
    assert lines.datagrams["hardware_key"].tolist() == [-1, 200]
    assert lines.datagrams["software_key"].tolist() == [-1, 100]
    assert lines.events["line_number"].tolist() == [2, 4]
    assert lines.events["file_name"].tolist() == ["", "a.evt"]
    assert lines.events["gem_sequence"].tolist() == [2**64 - 1] * 2


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("nonsense", "line 2, 'nonsense': 1 fields make no DGM or EVT line"),
        ("EVT: 1 2 3", "line 2, 'EVT: 1 2 3': 4 fields make no DGM or EVT line"),
        (f"X{EVT}", "14 fields make no DGM or EVT line"),
        (f"{DGM} 200", "22 fields make no DGM or EVT line"),
        (EVT.replace("6605024", "many"), "elapsed_ticks is 'many', due is a number"),
        (EVT.replace("6605024", "-1"), "elapsed_ticks is '-1', due is a number"),
        (
            EVT.replace("551615", "551616"),
            "gem_sequence is '18446744073709551616', due is a number",
        ),
        (DGM.replace("1713007196.973395", "noon"), "packet_unix_s is 'noon', due is a number"),
    ],
)
def test_a_malformed_line_is_told_and_the_others_are_read(line: str, problem: str) -> None:
    lines = idx.parse(f"{DGM}\n{line}\n{EVT}\n\n{EVT} a.evt\n")
    (found,) = lines.problems
    assert problem in found
    assert found.startswith("line 2, ")
    assert lines.datagrams["line_number"].tolist() == [1]
    assert lines.events["line_number"].tolist() == [3, 5]


def test_an_empty_index_has_no_lines() -> None:
    for nothing in ("", "\n", "\n\n \n"):
        lines = idx.parse(nothing)
        assert (lines.events["apid"].size, lines.problems) == (0, ())


@given(st.text(st.sampled_from('EVTDGM: \t\r0123456789.-x\n"é\0'), max_size=300))
def test_no_text_is_refused(anything: str) -> None:
    lines = idx.parse(anything)
    read = sum(table["apid"].size for table in (lines.datagrams, lines.events, lines.short_events))
    full = [line for line in anything.split("\n") if line.strip(" \t\r")]
    assert read + len(lines.problems) == len(full)


def test_a_long_index_is_read_as_its_parts_are(shared_data: Path) -> None:
    once = text(shared_data, TESTBED[0])
    one, many = idx.parse(once), idx.parse(once * 12 + "nonsense\n")
    assert len(once) * 12 > 1 << 20, "longer than what is read at a time"
    assert many.events["gem_sequence"].tolist() == one.events["gem_sequence"].tolist() * 12
    assert many.datagrams["crate"].tolist() == one.datagrams["crate"].tolist() * 12
    line_count = once.count("\n") * 12
    assert many.events["line_number"][-1] <= line_count
    assert many.problems == (
        f"line {line_count + 1}, 'nonsense': 1 fields make no DGM or EVT line",
    )


def edited(shared_data: Path, old: str, new: str) -> list[str]:
    """What comparing says after one edit of the first chunk's index."""
    original, chunk = pair(shared_data, GOLDEN[0])
    assert old in original
    return idx.compare(idx.parse(original.replace(old, new, 1)), chunk)


def lines_with(original: str, *words: str) -> list[str]:
    lines = original.splitlines(keepends=True)
    return [line for line in lines if all(word in line.split() for word in words)]


def test_a_missing_event_line_is_told(shared_data: Path) -> None:
    (line,) = lines_with(text(shared_data, GOLDEN[0]), "EVT:", "7625968")
    assert edited(shared_data, line, "") == ["the event 22 at byte 956 has no line"]


def test_an_event_line_given_twice_is_told(shared_data: Path) -> None:
    (line,) = lines_with(text(shared_data, GOLDEN[0]), "EVT:", "7625968")
    assert edited(shared_data, line, line * 2) == ["the event 22 at byte 956 has several lines"]


def test_a_wrong_offset_is_told(shared_data: Path) -> None:
    said = edited(shared_data, " 956 00660001", " 957 00660001")
    assert "points to byte 957, where no event begins" in said[0]
    assert said[1:] == ["the event 22 at byte 956 has no line"]


def test_a_wrong_sequence_is_told(shared_data: Path) -> None:
    (line,) = lines_with(text(shared_data, GOLDEN[0]), "EVT:", "7625968")
    (said,) = edited(shared_data, line, line.replace("  22 ", "  23 "))
    assert said.endswith("says gem_sequence 23, the event at byte 956 has 22")


def test_a_wrong_count_is_told(shared_data: Path) -> None:
    (said,) = edited(shared_data, " 165         11 ", " 165         12 ")
    assert said.endswith("datagram r0734700000/0956/0 has 12 events, the file has 11")


def test_wrong_ends_and_keys_of_a_datagram_are_told(shared_data: Path) -> None:
    (said,) = edited(shared_data, " 165         11 ", " 164         11 ")
    assert said.endswith("datagram r0734700000/0956/0 says last_gem_sequence 164, the file has 165")
    (said,) = edited(shared_data, " 11        200        100", " 11        201        100")
    assert said.endswith("datagram r0734700000/0956/0 says hardware_key 201, the file has 200")


def test_a_datagram_that_only_one_of_them_has_is_told(shared_data: Path) -> None:
    line = lines_with(text(shared_data, GOLDEN[0]), "DGM:")[0]
    said = edited(shared_data, line, line.replace("  956       0 ", "  956      99 "))
    assert len(said) == 2
    assert said[0].endswith("datagram r0734700000/0956/99 has no event")
    assert said[1] == "datagram r0734700000/0956/0 has no line, but the event 0 at byte 176"


def test_a_truncated_file_misses_what_its_index_tells(shared_data: Path) -> None:
    original, _ = pair(shared_data, GOLDEN[0])
    folder = shared_data / "lat/vectors/damaged"
    chunk = read_chunk((folder / "trunc_mid_ebf.evt").read_bytes())
    said = idx.compare(idx.parse(original), chunk)
    assert "points to byte 32780, where no event begins (and 19 more)" in said[0]


def test_an_empty_file_misses_everything(shared_data: Path) -> None:
    original, _ = pair(shared_data, GOLDEN[0])
    said = idx.compare(idx.parse(original), read_chunk(b""))
    assert len(said) == 2
    assert said[0].endswith("points to byte 176, where no event begins (and 69 more)")
    assert said[1].endswith("datagram r0734700000/0956/0 has no event (and 4 more)")


def test_a_datagram_written_twice_has_two_lines() -> None:
    data = as_file(some_records([(0, 20, 1)], 1))
    twice = read_chunk(data + data[176:])
    chunk = read_chunk(data)
    run_id, apid = int(chunk.events["run_id"][0]), int(chunk.events["apid"][0])
    fields = DGM.split()
    fields[1], fields[4], fields[5] = str(run_id), str(apid), str(chunk.datagram_sequence[0])
    gem = str(chunk.events["gem_sequence"][0])
    fields[17], fields[19], fields[20] = gem, gem, "1"
    line = " ".join(fields) + "\n"
    said = idx.compare(idx.parse(line * 2), twice)
    assert [sentence for sentence in said if "datagram" in sentence] == []
    (told,) = [
        sentence for sentence in idx.compare(idx.parse(line), twice) if "events," in sentence
    ]
    assert told.endswith("has 1 events, the file has 2")
