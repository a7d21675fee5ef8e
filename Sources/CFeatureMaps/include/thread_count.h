// How many threads the kernels compute with.
#pragma once

// Sets the number for every thread that has none of its own; at least 1.
void thread_count_set_standard(int count);

// Sets the number for the calling thread; at least 1.
void thread_count_set_own(int count);

// The number for the calling thread; 0 where none is set.
int thread_count(void);
