"""The exercises, a module (``lesson_NN.py``) or several (``lesson_NN_topic.py``) for each lesson; imported when asked for."""
