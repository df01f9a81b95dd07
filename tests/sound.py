"""What must be true of every home, whatever came and went: each offence named, none if all is well.

Looked up from the files themselves, with readers that are not the ones under test.
"""

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import duckdb
from astropy.io import fits
from cli import Halfpipe
from commands import Row
from level1 import Merged, key, objections

RUN = r"r\d{10}"
LINES = {
    "delivered_events": rf"{RUN} \d+ \d+ (LPA|LCI|mixed|unknown)",
    "retired_runs": rf"{RUN} (COMPLETE|INCOMPLETE)",
    "event_gaps": rf"{RUN} \d+ \d+",
    "event_times": rf"{RUN} \d+\.\d{{6}} \d+\.\d{{6}}",
    "magic7": r"\S+ \S+ (ATT( \S+){9}|ORB( \S+){10})",
    "moot_keys": rf"{RUN} \d+ \S+",
    "replaced_chunks": rf"{RUN} handoff/\S+ (handoff/\S+|-)",
}
MANY_LINES_A_RUN = ("event_gaps", "magic7", "replaced_chunks")
STORED_PACKETS = "raw.packet_headers"  # readers see them as raw.packets
MISSING_STATES = ("open", "requested", "written_off")


def offences(halfpipe: Halfpipe) -> list[str]:
    """Everything that is wrong with a home."""
    checks = (unbalanced, misnamed, wrong_chunks, refused, wrong_hand_offs, wrong_products, unlike)
    return [offence for check in checks for offence in check(halfpipe)]


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "no file"


def unbalanced(halfpipe: Halfpipe) -> Iterator[str]:
    """Ledger lines that do not come to zero, in all, by delivery and by run."""
    for by in ((), ("--by", "delivery"), ("--by", "run")):
        for line in halfpipe.json("ledger", *by):
            if line["residual"] != 0:
                yield f"ledger: {line}"


def misnamed(halfpipe: Halfpipe) -> Iterator[str]:
    """Files of the raw archive that are not named by their digest, and files that it lacks."""
    raw = halfpipe.home / "raw"
    found = {path.relative_to(raw).as_posix() for path in raw.rglob("*") if path.is_file()}
    for name in found:
        digest = sha256(raw / name)
        if name != f"{digest[:2]}/{digest}":
            yield f"raw/{name} holds {digest}"
    due = {row["sha256"] for row in halfpipe.sql("select sha256 from raw.files")} - {None}
    yield from (f"raw lacks {digest}" for digest in due - {name[3:] for name in found})


def wrong_chunks(halfpipe: Halfpipe) -> Iterator[str]:
    """Chunk files that are not what their rows, their headers or the order of events say."""
    rows = halfpipe.json("chunks")
    for row in rows:
        merged = Merged(halfpipe.home / row["path"])
        if sha256(merged.path) != row["sha256"]:
            yield f"{row['path']} holds {sha256(merged.path)}, its row says {row['sha256']}"
            continue
        yield from merged.disagreements()
        if {event["run_id"] for event in merged.events} != {row["run_id"]}:
            yield f"{row['path']} has events of another run"
        if row["event_count"] != len(merged.events):
            yield f"{row['path']} has {len(merged.events)} events, its row {row['event_count']}"
    yield from wrong_sizes(halfpipe, rows)
    yield from wrong_runs(halfpipe)


def wrong_sizes(halfpipe: Halfpipe, chunks: list[Row]) -> Iterator[str]:
    """Chunks of too many events, or of one that no alert tells of."""
    most = int(halfpipe.settings.get("HALFPIPE_MAX_EVENTS", "125000"))
    for row in chunks:
        if row["event_count"] > most:
            yield f"{row['path']} has {row['event_count']} events, at most {most} are due"
        if row["event_count"] < 2 and f"r{row['run_id']:010d}" not in lonely_runs(halfpipe):
            yield f"{row['path']} has one event, and no alert says so"


def wrong_runs(halfpipe: Halfpipe) -> Iterator[str]:
    """Runs whose files that count do not hold what was delivered, each event once and in order."""
    files = current_files(halfpipe)
    for run in halfpipe.json("runs"):
        keys = [key(event) for path in files[run["run_id"]] for event in Merged(path).events]
        if len(keys) != run["delivered_count"] or keys != sorted(set(keys)):
            yield f"{len(keys)} events in the files of {run}, or not each once and in order"


def lonely_runs(halfpipe: Halfpipe) -> set[str]:
    """The runs whose only event an alert tells of."""
    return {subject for kind, subject in halfpipe.standing() if kind == "single_event"}


def refused(halfpipe: Halfpipe) -> Iterator[str]:
    """Runs that Level 1 would refuse, but for those whose only event an alert tells of."""
    alone = lonely_runs(halfpipe)
    for run, paths in current_files(halfpipe).items():
        name = f"r{run:010d}"
        yield from (f"{name}: {why}" for why in objections(paths) if name not in alone)


def current_files(halfpipe: Halfpipe) -> dict[int, list[Path]]:
    """The chunk files of each run that count, in order."""
    files = defaultdict(list)
    for row in halfpipe.json("chunks", "--state", "current"):
        files[row["run_id"]].append(halfpipe.home / row["path"])
    return files


def wrong_hand_offs(halfpipe: Halfpipe) -> Iterator[str]:
    """Folders of hand-offs with other files, lines or digests than they should have."""
    rows = defaultdict(list)
    for row in halfpipe.json("chunks"):
        rows[row["downlink"]].append(row)
    for folder in (halfpipe.home / "handoff").glob("[0-9]*"):
        yield from wrong_texts(folder)
        handed = {row["path"]: row["sha256"] for row in rows.pop(int(folder.name), [])}
        manifest = json.loads((folder / "manifest.json").read_text())
        if {chunk["path"]: chunk["sha256"] for chunk in manifest["chunks"]} != handed:
            yield f"{folder}: manifest.json has other chunks than {handed}"
        texts = {f"handoff/{folder.name}/{name}_{folder.name}.txt" for name in LINES}
        due = {*texts, *handed, f"handoff/{folder.name}/manifest.json"}
        files = {path for path in folder.rglob("*") if path.is_file()}
        if {path.relative_to(halfpipe.home).as_posix() for path in files} != due:
            yield f"{folder} holds {sorted(files)}, due {sorted(due)}"
        for path in map(Path, handed):
            token = halfpipe.home / "handoff/chunktokens" / path.parts[-2] / path.stem
            if not (token.is_file() and token.stat().st_size == 0):
                yield f"no token {token}"
    yield from (f"no folder of hand-off {downlink}" for downlink in rows)


def wrong_texts(folder: Path) -> Iterator[str]:
    """Lines of a hand-off's text files that Level 1 would stumble over."""
    for name, form in LINES.items():
        lines = text_lines(folder, name)
        yield from (f"{name}: {line!r}" for line in lines if not re.fullmatch(form, line))
        runs = [line.split()[0] for line in lines]
        if name not in MANY_LINES_A_RUN and len(runs) != len(set(runs)):
            yield f"{folder.name}: {name} has a run twice: {lines}"


def text_lines(folder: Path, name: str) -> list[str]:
    return (folder / f"{name}_{folder.name}.txt").read_text().splitlines()


def wrong_products(halfpipe: Halfpipe) -> Iterator[str]:
    """Files that are not as the catalog has them, and FITS files that say other than the chunks."""
    files = current_files(halfpipe)
    for row in halfpipe.json("products"):
        path = halfpipe.home / row["path"]
        if (sha256(path), path.stat().st_size) != (row["sha256"], row["size_bytes"]):
            yield f"{row['path']} holds {sha256(path)}, the catalog says {row['sha256']}"
        elif row["file_format"] == "fit":
            yield from wrong_fits(halfpipe, row, files[row["run_id"]])


def wrong_fits(halfpipe: Halfpipe, row: Row, chunks: list[Path]) -> Iterator[str]:
    with fits.open(halfpipe.home / row["path"], checksum=True) as units:
        units.verify("exception")
        for unit in units:
            if not (unit.verify_checksum() == 1 and unit.verify_datasum() == 1):
                yield f"{row['path']}: {unit.name} has a wrong checksum"
        if units[0].header["VERSION"] != row["version"] or len(units[1].data) != row["event_count"]:
            yield f"{row['path']}: {units[0].header['VERSION']} is its version, due {row}"
        if row["is_latest"]:
            merged = [key(event) for path in chunks for event in Merged(path).events]
            table = units["EVENTS"].data
            names = ("EVENT_ID", "APID", "DATAGRAM")
            if merged != list(zip(*(table[name].tolist() for name in names), strict=True)):
                yield f"{row['path']} has other events than the chunk files"
            holes = halfpipe.json("holes", "--run", row["run_id"])
            due = Counter(row["hole_state"] for row in holes if row["hole_state"] in MISSING_STATES)
            if Counter(units["GAPS"].data["STATE"].tolist()) != due:
                yield f"{row['path']} has other gaps than {holes}"


def unlike(halfpipe: Halfpipe) -> Iterator[str]:
    """Tables of the snapshot that are not the writer's, row by row."""
    with duckdb.connect() as both:
        for name in ("halfpipe", "ops"):
            both.execute(f"attach '{halfpipe.home / name}.duckdb' as {name} (read_only)")
        for table in tables(both, "halfpipe"):
            counts = [
                both.execute(
                    f"select count(*) from (from {one}.{table} except all from {other}.{table})"
                ).fetchone()
                for one, other in (("halfpipe", "ops"), ("ops", "halfpipe"))
            ]
            if counts != [(0,), (0,)]:
                yield f"{table}: {counts[0]} rows are not in the snapshot, {counts[1]} only there"


def tables(connection: duckdb.DuckDBPyConnection, database: str) -> list[str]:
    """The tables of a home's database as readers see them, but for the one of the migrations."""
    rows = connection.execute(
        "select schema_name || '.' || table_name from duckdb_tables() "
        "where database_name = ? and schema_name <> 'main' order by all",
        [database],
    ).fetchall()
    return ["raw.packets" if table == STORED_PACKETS else table for (table,) in rows]


def dump(halfpipe: Halfpipe) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of the writer's database."""
    with duckdb.connect() as reader:
        reader.execute(f"attach '{halfpipe.home}/halfpipe.duckdb' as writer (read_only)")
        return {
            table: reader.execute(f"select * from writer.{table} order by all").fetchall()
            for table in tables(reader, "writer")
        }


def states(halfpipe: Halfpipe, downlink: int) -> dict[str, str]:
    """What became of each file of a delivery."""
    rows = halfpipe.sql(
        "select file_name, file_state from raw.files join raw.deliveries using (ordinal) "
        f"where downlink = {downlink}"
    )
    return {row["file_name"]: row["file_state"] for row in rows}
