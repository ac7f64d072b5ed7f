"""Questions and their kinds: how each is written, checked, shown, scored and exported."""
