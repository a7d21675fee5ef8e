// What the kernels ask of the processor.
//
// They are in C because the instruction set is chosen when the program runs, function by function,
// which Swift cannot say.
//
// The environment variable IIR_KERNELS names an instantiation of the kernels to compute with, where this
// processor has it: "avx2", "pairs" or "avx512". Results do not depend on it, which it is there to show.
#pragma once
#include <stdbool.h>
#include <stddef.h>

// Whether this processor has the instructions: AVX2 and FMA.
bool processor_has_kernels(void);

// Whether IIR_KERNELS is not set, or names an instantiation that this processor has.
bool processor_has_wanted(void);

// The channels of a block of feature maps: 16 on processors with AVX-512, else 8.
size_t processor_lanes(void);

// Whether 16 lanes are computed as pairs of 8, with AVX2.
bool processor_pairs_lanes(void);

// Sets whether 16 lanes are computed as pairs of 8 from now on, for tests that compare the two. Returns
// whether they are.
bool processor_set_pairs(bool pairs);
