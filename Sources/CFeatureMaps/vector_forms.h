// Compiles the file that TEMPLATE names three times: for 8 lanes with AVX2, for 16 lanes as pairs of 8, and
// for 16 with AVX-512. The template tells them apart by LANES and SUFFIX, and by ROWS, what fits its
// registers: ROWS_AVX2, ROWS_PAIRS or ROWS_AVX512 where the file that includes this defines them. No guard:
// each such file has a template of its own.

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define LANES 8
#define ROWS ROWS_AVX2
#define SUFFIX avx2
#include TEMPLATE
#undef LANES
#undef ROWS
#undef SUFFIX

// Blocks of 16 channels without AVX-512: no processor's own layout, but it lets any machine test the
// arithmetic of the instantiation below.
#define LANES 16
#define ROWS ROWS_PAIRS
#define SUFFIX pairs
#include TEMPLATE
#undef LANES
#undef ROWS
#undef SUFFIX
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,fma"))), \
                             apply_to = function)
#define LANES 16
#define ROWS ROWS_AVX512
#define SUFFIX avx512
#include TEMPLATE
#undef LANES
#undef ROWS
#undef SUFFIX
#pragma clang attribute pop
