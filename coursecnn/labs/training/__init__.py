"""The lab that trains nets and compares their runs."""

from .lab import TrainingLab
