"""The data catalog: what products there are, in which version, where, and what is said of them."""
