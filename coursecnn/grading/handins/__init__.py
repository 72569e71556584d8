"""What a class handed in, as learning platforms and people give it: files, folders and archives, by student."""

from .students import Student, read_students
from .submissions import Refused, Submission, find_submissions

__all__ = ["Refused", "Student", "Submission", "find_submissions", "read_students"]
