#include "processor.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

bool processor_has_kernels(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

static bool has_avx512(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
}

// The instantiations, in the order of IIR_KERNELS's names.
enum { UNKNOWN, AVX2, PAIRS, AVX512 };

// The instantiation that IIR_KERNELS names; UNKNOWN where it names none, or none of this processor.
static int wanted(void) {
  static const char *const names[] = {"", "avx2", "pairs", "avx512"};
  const char *name = getenv("IIR_KERNELS");
  for (int form = AVX2; name && form <= AVX512; form++) {
    if (strcmp(name, names[form]) == 0) return form < AVX512 || has_avx512() ? form : UNKNOWN;
  }
  return UNKNOWN;
}

static int choose(void) {
  int form = wanted();
  return form != UNKNOWN ? form : has_avx512() ? AVX512 : AVX2;
}

bool processor_has_wanted(void) {
  const char *name = getenv("IIR_KERNELS");
  return name == NULL || *name == 0 || wanted() != UNKNOWN;
}

static atomic_int form = UNKNOWN;

// The instantiation to compute with, chosen once.
static int chosen(void) {
  int known = atomic_load_explicit(&form, memory_order_relaxed);
  if (known == UNKNOWN) atomic_store_explicit(&form, known = choose(), memory_order_relaxed);
  return known;
}

size_t processor_lanes(void) { return chosen() == AVX2 ? 8 : 16; }

bool processor_pairs_lanes(void) { return chosen() != AVX512; }

bool processor_set_pairs(bool pairs) {
  if (chosen() == AVX2) return pairs && processor_has_kernels();
  if (!pairs && !has_avx512()) return false;
  atomic_store_explicit(&form, pairs ? PAIRS : AVX512, memory_order_relaxed);
  return true;
}
