"""A course folder on the teacher's machine: made, configured, its roster, gradebook, keys, backups and releases."""
