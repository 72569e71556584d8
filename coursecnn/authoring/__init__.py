"""Notebooks from text: ``notebooks/source/*.py`` to ``notebooks/``, ``exercises/`` and ``solutions/``, one way.

A source is jupytext percent text, plain Python without magics and best without a jupytext header. The lesson
``NN_name.py`` becomes ``notebooks/NN_name.ipynb``; ``NN_name_exercises.py`` becomes ``exercises/NN_name.ipynb`` and
``solutions/NN_name.ipynb``. All three are run from top to bottom and stored with their outputs: an exercise notebook
shows what its untouched stubs print.

A cell begins with ``# %%`` or ``# %% [markdown]``, followed on the same line by any of these, values in JSON:

id="pad-same"
    Cell id, for a cell that is linked to. Without it the id is the lesson's number, the number of the section (``##``)
    and the place in the section: ``02-3-1`` in a lesson, ``02e-3-1`` in its exercises and solutions.
tags=["..."]
    ``nbval-ignore-output``: outputs that vary (times, trained counts, widgets).
    ``solution``: a cell of the solution notebook only. ``exercise-only``: a cell of the exercise notebook only.
    ``guard``: assertions about what the cell above found; the build and ``tests/lessons/test_guards.py`` run them in
    the lesson's namespace, and no notebook has them.
    ``plumbing``: a cell that only draws. Jupyter collapses it (``source_hidden``), a web page folds it
    (``hide-input``); what is seen of it is its first line, a comment.
kind="answer" grade_id="02.pad"
    The code cell in which the learner answers the exercise ``02.pad``.
kind="test" grade_id="02.pad" points=2
    The code cell that tests it, for nbgrader (see ``coursecnn.authoring.grades``).

An answer stands between marks, as in nbgrader. In the exercise notebook they and what they hold give way to ``...`` or
to the stub, where there is one; the solution notebook keeps the marks and loses the stub::

    # %% kind="answer" grade_id="02.pad"
    def pad(x, p):
        ### BEGIN SOLUTION
        ### BEGIN STUB
        # return None  # your code here
        ### END STUB
        return np.pad(x, p)
        ### END SOLUTION

A test may hide its assertion from learners, as in nbgrader: the exercise notebook goes without these lines, and so it
runs to its end while an answer is wrong::

    # %% kind="test" grade_id="02.pad" points=2
    result = exercise("02.pad").check(pad)
    print(result)
    ### BEGIN HIDDEN TESTS
    assert result
    ### END HIDDEN TESTS

A prediction names its answers, one to a line, as a picture's title or alt text would give them away. The build cuts
these lines, and ``tests/lessons/test_predictions.py`` looks for the answers in all that a learner has read by then. A
cell of one line takes a guess; the cell that computes the answer compares (see ``coursecnn.lesson.Guess``)::

    # %% [markdown]
    # **Predict.** How many windows of 2 fit into a row of 4?
    #
    # ### ANSWER 3 windows

    # %%
    guess = Guess(...)  # a number in place of the dots

    # %%
    print(count, "windows")
    guess.compare(count)

Every picture has alt text: ``coursecnn.plots.show(figure, alt="...")`` in code, ``![alt](file)`` in text. What a cell
stores may hold no error, nothing written to stderr, no address of an object and no path of a machine. Widgets are not
stored. A build writes nothing unless all went well, and leaves a notebook alone that differs only in the outputs of
cells tagged ``nbval-ignore-output``.
"""
