"""Which tests ought to notice a fault in which module."""

ROOMS = {
    "storage": (["coursecnn/storage/*.py"], [
        "tests/storage", "tests/training/test_resume.py", "tests/commands/test_start.py",
        "tests/robustness/test_damaged.py",
    ]),
    "readers": (
        [f"coursecnn/datasets/{name}.py" for name in (
            "cache", "dataset", "download", "folder", "idx", "idxsets", "kept", "listing", "opening", "photo", "photos",
            "places",
        )],
        ["tests/datasets/test_dataset.py", "tests/datasets/test_datasets.py", "tests/datasets/test_from_folder.py",
         "tests/datasets/test_photos.py", "tests/datasets/test_large_folder.py",
         "tests/datasets/test_digits.py::test_cache_folder", "tests/robustness/test_damaged.py",
         "tests/robustness/test_faults.py::test_bad_mirrors"],
    ),
    "store": (["coursecnn/experiments/store.py"], [
        "tests/experiments/test_experiments_results.py", "tests/robustness/test_damaged.py::test_stores",
    ]),
    "functional": (["coursecnn/functional/*.py"], [
        "tests/functional", "tests/layers/test_contract.py", "tests/layers/test_losses.py",
        "tests/layers/test_layer_errors.py",
    ]),
    "layers": (["coursecnn/layers/*.py"], [
        "tests/layers", "tests/functional/test_extremes.py", "tests/training/test_gradcheck.py",
    ]),
    "checks": (
        ["coursecnn/checks/*.py", "coursecnn/checks/judging/*.py", "coursecnn/checks/judging/values/*.py"],
        ["tests/checks/test_checks_compare.py", "tests/checks/test_checks_exercise.py",
         "tests/checks/test_checks_guard.py", "tests/checks/test_checks_report.py", "tests/checks/test_slips.py",
         "tests/checks/test_paper.py", "tests/checks/test_last.py", "tests/checks/test_repair.py",
         "tests/checks/test_ways.py", "tests/checks/test_named.py", "tests/checks/test_true.py",
         "tests/checks/test_checks_words.py", "tests/checks/test_alterations.py", "tests/checks/test_exercises_all.py",
         "tests/checks/test_exercises.py"],
    ),
}  # fmt: skip
