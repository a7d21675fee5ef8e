#include "thread_count.h"

#include <stdatomic.h>

static atomic_int standard;

static _Thread_local int own;

void thread_count_set_standard(int count) {
  atomic_store_explicit(&standard, count, memory_order_relaxed);
}

void thread_count_set_own(int count) { own = count; }

int thread_count(void) {
  return own > 0 ? own : atomic_load_explicit(&standard, memory_order_relaxed);
}
