"""A result made into a picture (a matplotlib figure or a uint8 image) and into one sentence."""
