"""A thread that stays awake for a moment when its work is done: to be woken takes longer than many a layer takes.

It looks at a number in memory, in compiled code (so that Python is free for others), until somebody has changed it.
"""

import platform
from threading import Lock

import numpy as np
from llvmlite import ir
from numba import types
from numba.core.cgutils import get_or_insert_function
from numba.extending import intrinsic

from .fast import kernel

LOOKS = 1 << 15  # before it falls asleep: a millisecond, where looks have rests between them
GRACE = 200  # looks: so long a thread takes to let go of Python after it has given work
GIVEN, DONE = 0, 64  # places of two counters, too far apart to be fetched as one
REST = "llvm.x86.sse2.pause" if platform.machine() in ("x86_64", "AMD64") else None  # of an instruction


@intrinsic
def _look(typing_context, numbers, place):
    """numbers[place] as it is in memory now, not as it was when last looked at; and a short rest."""

    def build(context, builder, signature, given):
        data = context.make_array(signature.args[0])(context, builder, given[0]).data
        if REST:
            builder.call(get_or_insert_function(builder.module, ir.FunctionType(ir.VoidType(), []), REST), [])
        return builder.load_atomic(builder.gep(data, [given[1]]), "acquire", 8)

    return types.int64(numbers, place), build


@kernel
def wait(numbers, place, before, looks):
    """Until the number is no more what it was before, or after so many looks."""
    for _ in range(looks):
        if _look(numbers, place) != before:
            return


@kernel
def rest(numbers, before, looks):
    """Say that work is done, when Python is free for who waits for it, and wait for more."""
    numbers[DONE] += 1
    wait(numbers, GIVEN, before, looks)
    for _ in range(GRACE):
        _look(numbers, GIVEN)


class Helper:
    """A thread of a pool for one piece of work after the other."""

    def __init__(self, pool, free):
        self.pool, self.free, self.lock, self.counts = pool, free, Lock(), np.zeros(128, np.int64)
        self.awake, self.error, self.ended = False, None, Lock()
        self.ended.acquire()
        rest(self.counts, -1, 1)  # compiled, if it was not

    def begin(self, work):
        """Do it in the other thread."""
        with self.lock:
            self.work, self.before = work, self.counts[DONE]
            self.counts[GIVEN] += 1
            asleep, self.awake = not self.awake, True
        if asleep:
            self.pool.submit(self._stay)
        return self

    def result(self):
        """Wait for the end of what was begun; its error is raised. Then the helper is free for others."""
        wait(self.counts, DONE, self.before, LOOKS)
        self.ended.acquire()
        error, self.error, self.work = self.error, None, None
        self.free.append(self)
        if error is not None:
            raise error

    def _stay(self):
        while True:
            given = self.counts[GIVEN]
            try:
                self.work()
            except BaseException as error:
                self.error = error
            self.ended.release()
            rest(self.counts, given, LOOKS)
            with self.lock:
                if self.counts[GIVEN] == given:
                    self.awake = False
                    return
