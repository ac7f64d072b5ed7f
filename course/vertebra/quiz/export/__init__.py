"""Questions for other learning platforms. For instructors only: what is written here holds every key."""
