"""The only code that knows DuckDB: connection, schema, statements by name, snapshot."""
