// Dot products of a few queries with many database rows that are read once, for exhaustive search.
//
// A general matrix product copies both factors into the order it likes. With few queries, copying the
// database costs as much as a good part of the product, so here only the queries are copied, once.
// The functions run on the calling thread and allocate nothing.
#pragma once
#include <stddef.h>
#include <stdint.h>

// Queries as the product reads them: panels of two vectors, the last one of one to three, term by term.
// Places that no query takes hold zeros.
typedef struct {
  size_t queries;
  size_t dimension;
  size_t lanes;  // queries a vector: 8 or 16
} scores_shape;

// A score that is not below its query's bar.
typedef struct {
  uint32_t query, row;
  float score;
} scores_hit;

// The scores of one row: the queries, rounded up to whole vectors.
size_t scores_width(const scores_shape *shape);

// Writes the packed queries, scores_width * dimension floats, from (query, dimension).
void scores_pack(const scores_shape *shape, const float *queries, float *packed);

// Writes the scores of `count` rows, (row, scores_width). The packed queries and the scores are
// 64-byte aligned. Meanwhile the lines `ahead` floats behind the rows are fetched, unless it is 0;
// fetching never faults, so that they may lie beyond the end of the table.
void scores_multiply(const scores_shape *shape, const float *packed, const float *rows, size_t count,
                     size_t ahead, float *scores);

// Returns the largest squared length of `count` rows and writes the first row whose squared length
// is not finite to `bad`, or `count`.
float scores_longest_square(const float *rows, size_t count, size_t dimension, size_t *bad);

// Writes the scores that are not below the bar of their query, by row, then query, and returns how
// many they are; `hits` has room for all. `bars` has scores_width values, infinity where no query is.
size_t scores_collect(const scores_shape *shape, const float *scores, size_t count, const float *bars,
                      scores_hit *hits);
