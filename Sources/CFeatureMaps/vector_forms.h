// Compiles the file that TEMPLATE names three times: for 8 lanes with AVX2, for 16 lanes as pairs of 8, and
// for 16 with AVX-512. The template tells them apart by LANES and SUFFIX. No guard: each file that includes
// this has a template of its own.

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define LANES 8
#define SUFFIX avx2
#include TEMPLATE
#undef LANES
#undef SUFFIX

#define LANES 16
#define SUFFIX pairs
#include TEMPLATE
#undef LANES
#undef SUFFIX
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,fma"))), \
                             apply_to = function)
#define LANES 16
#define SUFFIX avx512
#include TEMPLATE
#undef LANES
#undef SUFFIX
#pragma clang attribute pop
