#include "processor.h"

bool processor_has_kernels(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

bool processor_prefers_sixteen_lanes(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
}
