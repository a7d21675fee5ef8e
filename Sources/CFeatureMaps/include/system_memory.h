// How the allocator takes memory from the system.
#pragma once
#include <stddef.h>

// Takes each block of so many bytes from the system by itself, to which it goes back once it is freed.
void system_memory_return_blocks(size_t bytes);

// Limits the arenas that threads take smaller blocks from.
void system_memory_limit_arenas(int count);

// Keeps so many bytes of freed smaller blocks at the end of each arena; what is beyond goes back.
void system_memory_keep_freed(size_t bytes);
