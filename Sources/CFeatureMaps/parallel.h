// What the kernels share: how work is divided, and names of instantiations.
#pragma once
#include <stddef.h>
#include "pieces.h"
#include "processor.h"

static inline size_t divided(size_t length, size_t part) { return (length + part - 1) / part; }

static inline size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

// The items first ..< end of a piece.
typedef struct {
  size_t first, end;
} span;

// Piece `piece` of items in pieces of `length`.
static inline span span_of(size_t items, size_t length, size_t piece) {
  span items_of_piece = {piece * length, smaller(items, (piece + 1) * length)};
  return items_of_piece;
}

// The items of a piece, at most `most`: so few that every thread has some pieces, where there are enough.
// For work whose results do not depend on how it is divided.
static inline size_t piece_length(size_t items, size_t most, int threads) {
  size_t fair = divided(items, 4 * (size_t)(threads < 1 ? 1 : threads));
  size_t length = smaller(most, fair);
  return length < 1 ? 1 : length;
}

// Does pieces in the instantiation for the lanes and this processor: AVX2, pairs of its vectors for 16
// lanes, or AVX-512.
static inline void run_pieces(size_t lanes, pieces_body *eight, pieces_body *pairs,
                              pieces_body *sixteen, void *context, size_t count, int threads) {
  pieces_body *body = lanes == 8              ? eight
                      : processor_pairs_lanes() ? pairs
                                              : sixteen;
  pieces_run(count, threads, body, context);
}

#define JOIN2(name, suffix) name##_##suffix
#define JOIN(name, suffix) JOIN2(name, suffix)
#define NAME(name) JOIN(name, SUFFIX)
