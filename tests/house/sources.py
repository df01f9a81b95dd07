"""The project's own files, as the tests of the house read them."""

import ast
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
STATEMENT_FOLDERS = (REPOSITORY / "etl/sql", REPOSITORY / "etl/store/sql")


def relative(path: Path) -> str:
    return path.relative_to(REPOSITORY).as_posix()


@cache
def python_files(*folders: str) -> tuple[Path, ...]:
    return tuple(path for folder in folders for path in (REPOSITORY / folder).rglob("*.py"))


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def line_count(path: Path) -> int:
    return len(path.read_text().splitlines())


def statement_files() -> list[tuple[str, Path]]:
    """Each statement's name, such as ``decide/holes``, and its file."""
    return [
        (path.relative_to(folder).with_suffix("").as_posix(), path)
        for folder in STATEMENT_FOLDERS
        for path in sorted(folder.rglob("*.sql"))
    ]


def texts(tree: ast.AST) -> set[str]:
    """Every text in the code but docstrings; of an f-string, what stands between its braces."""
    told = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told
    }
