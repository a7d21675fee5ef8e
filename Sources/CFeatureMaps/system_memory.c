#include "system_memory.h"

#include <limits.h>
#include <malloc.h>

static int fitting(size_t bytes) { return bytes < INT_MAX ? (int)bytes : INT_MAX; }

void system_memory_return_blocks(size_t bytes) { mallopt(M_MMAP_THRESHOLD, fitting(bytes)); }

void system_memory_limit_arenas(int count) { mallopt(M_ARENA_MAX, count); }

void system_memory_keep_freed(size_t bytes) { mallopt(M_TRIM_THRESHOLD, fitting(bytes)); }
