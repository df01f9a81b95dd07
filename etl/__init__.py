"""Move and decode: from the delivered bytes to merged event streams and products."""
