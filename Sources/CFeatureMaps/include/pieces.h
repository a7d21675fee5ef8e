// Work in pieces that a few threads take as they are free.
//
// Nobody waits for a thread that has not come: the caller takes pieces itself until none are left, and
// then only for pieces that others are at. So beside other programs two threads never fall behind one.
// Threads that have nothing to do look for work for a moment and then sleep.
#pragma once
#include <stddef.h>

// Does one piece; `worker` is below the number of threads, and one thread's own meanwhile.
typedef void pieces_body(void *context, size_t piece, size_t worker);

// Does the pieces 0 ..< count, in any order, on at most `threads` threads; returns when all are done.
// While the threads work for another caller, this one does its pieces alone.
void pieces_run(size_t count, int threads, pieces_body *body, void *context);
