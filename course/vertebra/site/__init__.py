"""The course as a folder of web pages that any static server hosts, and that opens from a disk: no Python is needed to
read it, to answer its questions or to search it.

See decision 0460.
"""
