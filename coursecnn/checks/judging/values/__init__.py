"""The check of an answer that is a value: is it right, what made it, which parts of it are right."""

from .judge_value import judge_value

__all__ = ["judge_value"]
