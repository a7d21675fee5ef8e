// Numbers that are stored in 16 bits.
#pragma once
#include <stddef.h>

// Writes `count` numbers of IEEE 754 half precision as float, which holds each of them exactly.
void halves_widen(const void *halves, size_t count, float *values);
