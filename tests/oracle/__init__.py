"""The merge rule as a slow reader of the design would work it out: lists, loops and sets.

It shares no code and no SQL with the product.
"""
