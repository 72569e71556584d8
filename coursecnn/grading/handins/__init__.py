"""What a class handed in, as learning platforms and people give it: files, folders and archives, by student."""

from .platforms import given_name
from .students import Student, read_students
from .submissions import Refused, Submission, find_submissions

__all__ = ["Refused", "Student", "Submission", "find_submissions", "given_name", "read_students"]
