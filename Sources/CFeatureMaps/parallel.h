// What the kernels share: threads, and names of instantiations.
#pragma once
#include <stddef.h>
#include "processor.h"

// What libgomp exports for compiled parallel regions; the same pool that oneDNN computes on.
extern void GOMP_parallel(void (*region)(void *), void *context, unsigned threads, unsigned flags);
extern void GOMP_barrier(void);
extern int omp_get_thread_num(void);
extern int omp_get_num_threads(void);

// A thread's part of some work: the items first ..< end.
typedef struct {
  size_t thread, first, end;
} share;

static inline share share_of(size_t items) {
  size_t threads = (size_t)omp_get_num_threads(), thread = (size_t)omp_get_thread_num();
  share mine = {thread, items * thread / threads, items * (thread + 1) / threads};
  return mine;
}

// Runs a region on every thread, in the instantiation for the lanes and this processor: AVX2, pairs
// of its vectors for 16 lanes, or AVX-512.
static inline void run_region(size_t lanes, void (*eight)(void *), void (*pairs)(void *),
                              void (*sixteen)(void *), void *context, int threads) {
  void (*region)(void *) = lanes == 8                          ? eight
                           : processor_prefers_sixteen_lanes() ? sixteen
                                                               : pairs;
  GOMP_parallel(region, context, (unsigned)threads, 0);
}

#define JOIN2(name, suffix) name##_##suffix
#define JOIN(name, suffix) JOIN2(name, suffix)
#define NAME(name) JOIN(name, SUFFIX)
