// What the kernels on blocks of channels ask of the processor.
//
// They are in C because the instruction set is chosen when the program runs, function by function,
// which Swift cannot say. Threads are those of the OpenMP runtime that oneDNN uses, so that two pools
// never compete for the cores.
#pragma once
#include <stdbool.h>

// Whether this processor has the instructions: AVX2 and FMA.
bool processor_has_kernels(void);

// Whether this processor has AVX-512, so that blocks of 16 channels are its own.
bool processor_prefers_sixteen_lanes(void);
