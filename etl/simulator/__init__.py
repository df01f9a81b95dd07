"""A small spacecraft: truth first, then faults, then deliveries. Seeded, the same each time."""
