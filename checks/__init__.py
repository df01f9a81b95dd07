"""What must be true of the data: SQL checks in ``sql``, Great Expectations suites in ``suites``."""
