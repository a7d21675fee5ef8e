// Defines functions of an instantiation for numbers of rows that are known only when they run, up to
// ROWS: 3, 6 or 14. Each number is compiled by itself, so that its sums stay in registers.
#pragma once
#include <stdbool.h>
#include <stddef.h>

// The terms that are summed at a time: with as many, the columns of a panel stay in the first level of a
// cache while rows go by: 16 KB of them. A multiple of all lanes.
#define PANEL_TERMS(lanes, element_size) (8192 / ((lanes) * (element_size)))

// The rows that go by at a time, at least and at most: enough to read the columns of a panel seldom.
#define STRIP_ROWS_LEAST 28
#define STRIP_ROWS_MOST 168

// The rows that are multiplied together: so many, a multiple of 14, that `elements` hold them.
static inline size_t strip_rows(size_t elements, size_t terms) {
  size_t rows = elements / (terms ? terms : 1) / 14 * 14;
  return rows < STRIP_ROWS_LEAST ? STRIP_ROWS_LEAST : rows > STRIP_ROWS_MOST ? STRIP_ROWS_MOST : rows;
}

#define PANEL_CASE(count, spacing, block_terms)                                                    \
  case count:                                                                                      \
    if (vectors == 2)                                                                              \
      NAME(panel_rows)(count, 2, spacing, terms, block_terms, left, block_stride, right, goes_on,  \
                       sums);                                                                      \
    if (vectors == 1)                                                                              \
      NAME(panel_rows)(count, 1, spacing, terms, block_terms, left, block_stride, right, goes_on,  \
                       sums);                                                                      \
    break;
#define PANEL_CASES_3(s, b) PANEL_CASE(1, s, b) PANEL_CASE(2, s, b) PANEL_CASE(3, s, b)
#define PANEL_CASES_6(s, b) \
  PANEL_CASES_3(s, b) PANEL_CASE(4, s, b) PANEL_CASE(5, s, b) PANEL_CASE(6, s, b)
#define PANEL_CASES_14(s, b)                                                                       \
  PANEL_CASES_6(s, b) PANEL_CASE(7, s, b) PANEL_CASE(8, s, b) PANEL_CASE(9, s, b)                  \
  PANEL_CASE(10, s, b) PANEL_CASE(11, s, b) PANEL_CASE(12, s, b) PANEL_CASE(13, s, b)              \
  PANEL_CASE(14, s, b)

// A function that calls `panel_rows` with a spacing and a number of terms a block; further parameters,
// each followed by a comma, may stand at the end.
#define PANEL(name, spacing, block_terms, ...)                                                     \
  static void NAME(name)(size_t rows, size_t vectors, size_t terms, __VA_ARGS__                    \
                         const ELEMENT *left, size_t block_stride, const ELEMENT *right,           \
                         bool goes_on, NAME(vector) (*sums)[2]) {                                  \
    switch (rows) { JOIN(PANEL_CASES, ROWS)(spacing, block_terms) }                                \
  }
