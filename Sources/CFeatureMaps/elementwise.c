#include "elementwise.h"

#include "parallel.h"

typedef struct {
  const float *first, *second;
  float *result;
  size_t count;
} elementwise_work;

// Defines what every thread does with its share of the elements: `value` of the elements a and b.
// Memory is what such work waits for, so vectors of the oldest processors are as fast as any.
#define SHARE(name, value)                                               \
  static void name(void *context) {                                      \
    const elementwise_work *work = context;                              \
    share mine = share_of(work->count);                                  \
    for (size_t index = mine.first; index < mine.end; index++) {         \
      float a = work->first[index], b = work->second[index];             \
      work->result[index] = (value);                                     \
    }                                                                    \
  }

SHARE(add_share, a + b)
SHARE(add_rectify_share, a + b < 0 ? 0 : a + b)
SHARE(rectify_share, ((void)b, a < 0 ? 0 : a))
SHARE(gradient_share, a > 0 ? b : 0)

void elementwise_add(const float *first, const float *second, float *sum, size_t count, bool rectifies,
                     int threads) {
  elementwise_work work = {first, second, sum, count};
  GOMP_parallel(rectifies ? add_rectify_share : add_share, &work, (unsigned)threads, 0);
}

void elementwise_rectify(const float *source, float *result, size_t count, int threads) {
  elementwise_work work = {source, source, result, count};
  GOMP_parallel(rectify_share, &work, (unsigned)threads, 0);
}

void elementwise_rectify_gradient(const float *result, const float *gradientValue, float *gradient,
                                  size_t count, int threads) {
  elementwise_work work = {result, gradientValue, gradient, count};
  GOMP_parallel(gradient_share, &work, (unsigned)threads, 0);
}
