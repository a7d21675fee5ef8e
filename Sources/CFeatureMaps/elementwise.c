#include "elementwise.h"

#include "parallel.h"

// The elements of a piece: 64 KB of each operand.
#define PIECE (16u << 10)

typedef struct {
  const float *first, *second;
  float *result;
  size_t count;
} elementwise_work;

// Defines what is done with a piece of the elements: `value` of the elements a and b.
// Memory is what such work waits for, so vectors of the oldest processors are as fast as any.
#define PIECES(name, value)                                               \
  static void name(void *context, size_t piece, size_t worker) {         \
    (void)worker;                                                        \
    const elementwise_work *work = context;                              \
    span mine = span_of(work->count, PIECE, piece);                      \
    for (size_t index = mine.first; index < mine.end; index++) {         \
      float a = work->first[index], b = work->second[index];             \
      work->result[index] = (value);                                     \
    }                                                                    \
  }

PIECES(add_piece, a + b)
PIECES(add_rectify_piece, a + b < 0 ? 0 : a + b)
PIECES(rectify_piece, ((void)b, a < 0 ? 0 : a))
PIECES(gradient_piece, a > 0 ? b : 0)

static void run(pieces_body *body, elementwise_work *work, int threads) {
  pieces_run(divided(work->count, PIECE), threads, body, work);
}

void elementwise_add(const float *first, const float *second, float *sum, size_t count, bool rectifies,
                     int threads) {
  elementwise_work work = {first, second, sum, count};
  run(rectifies ? add_rectify_piece : add_piece, &work, threads);
}

void elementwise_rectify(const float *source, float *result, size_t count, int threads) {
  elementwise_work work = {source, source, result, count};
  run(rectify_piece, &work, threads);
}

void elementwise_rectify_gradient(const float *result, const float *result_gradient, float *gradient,
                                  size_t count, int threads) {
  elementwise_work work = {result, result_gradient, gradient, count};
  run(gradient_piece, &work, threads);
}
