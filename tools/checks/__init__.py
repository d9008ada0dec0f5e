"""The project's own checks. Each module has `check(project) -> list[Fault]`.

A fault names a file, a line, and what to do in one sentence.
"""
