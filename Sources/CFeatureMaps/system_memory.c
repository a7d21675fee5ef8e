#include "system_memory.h"

#include <limits.h>
#include <malloc.h>

void system_memory_return_blocks(size_t bytes) {
  mallopt(M_MMAP_THRESHOLD, bytes < INT_MAX ? (int)bytes : INT_MAX);
}

void system_memory_limit_arenas(int count) { mallopt(M_ARENA_MAX, count); }
