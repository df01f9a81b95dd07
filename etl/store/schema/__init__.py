"""Every table of raw, core, ops and catalog, declared once.

Migrations own the database; a test holds that this metadata and ``upgrade head`` agree.
Large tables carry no key: a primary key makes bulk loads 25 times slower.
"""

from etl.store.schema import (
    alerts,
    assembly,
    catalog,
    checks,
    configurations,
    core,
    housekeeping,
    ops,
    packets,
    raw,
)
from etl.store.schema.base import SCHEMAS, metadata

__all__ = [
    "SCHEMAS",
    "alerts",
    "assembly",
    "catalog",
    "checks",
    "configurations",
    "core",
    "housekeeping",
    "metadata",
    "ops",
    "packets",
    "raw",
]
