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
        ["tests/datasets/test_dataset.py", "tests/datasets/test_dataset_limits.py", "tests/datasets/test_datasets.py",
         "tests/datasets/test_from_folder.py", "tests/datasets/test_photos.py", "tests/datasets/test_kept.py",
         "tests/datasets/test_large_folder.py", "tests/datasets/test_listing.py",
         "tests/datasets/test_idxsets.py", "tests/datasets/test_places.py",
         "tests/datasets/test_photo_kinds.py", "tests/datasets/test_photo_reading.py",
         "tests/datasets/test_folder_limits.py", "tests/datasets/test_downloading.py", "tests/datasets/test_inbox.py",
         "tests/datasets/test_digits.py::test_cache_folder", "tests/robustness/test_damaged.py",
         "tests/robustness/test_faults.py::test_bad_mirrors"],
    ),
    "store": (["coursecnn/experiments/store.py"], [
        "tests/experiments/test_experiments_results.py", "tests/robustness/test_damaged.py::test_stores",
    ]),
    "functional": (["coursecnn/functional/*.py"], [
        "tests/functional", "tests/layers/test_contract.py", "tests/layers/test_losses.py",
        "tests/layers/test_layer_errors.py", "tests/layers/test_normpool.py",
    ]),
    "layers": (["coursecnn/layers/*.py"], [
        "tests/layers", "tests/functional/test_extremes.py", "tests/training/test_gradcheck.py",
    ]),
    "checks": (
        ["coursecnn/checks/*.py", "coursecnn/checks/judging/*.py", "coursecnn/checks/judging/values/*.py"],
        [*(f"tests/checks/test_{name}.py" for name in (
            "alterations", "changes", "checks_compare", "checks_exercise", "checks_guard", "checks_report",
            "checks_words", "conditions", "doors", "draw", "edits", "exercises_all", "facts", "judge", "last",
            "named", "paper", "repair", "source", "statistics", "sums", "true", "values", "values_limits",
            "values_parts", "values_steps", "ways", "wording",
         )),
         "tests/checks/test_slips.py::test_slips_are_off_by_themselves_and_nothing_is_changed",
         *(f"tests/checks/test_exercises.py::test_{name}" for name in (  # what takes minutes is left out
            "the_stub_of_the_notebook_is_not_tried", "the_worked_answer_passes", "three_styles_are_accepted",
            "other_styles_are_accepted_and_belong_to_an_exercise",
         ))],
    ),
}  # fmt: skip
