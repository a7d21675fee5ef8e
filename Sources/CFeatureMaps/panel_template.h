// The register panel of one instantiation: some rows by one or two vectors of columns, for LANES elements
// of type ELEMENT a vector. ROWS rows by two vectors is what sums keep in registers.
//
// A sum adds its terms one after another, each by one fused multiply-add, from 0 on. Terms may be given in
// parts: each goes on from the sums of the part before it, so that the bits are those of one part.

#include "panel.h"

typedef ELEMENT NAME(vector)
    __attribute__((vector_size(sizeof(ELEMENT) * LANES), aligned(sizeof(ELEMENT) * LANES)));

// Computes `rows` rows by `vectors` vectors, or adds to the sums that are there. Terms come in blocks of
// `block_terms`: term t of row r lies at t / block_terms * block_stride + r * spacing + t % block_terms; the
// columns of a term follow each other.
static inline __attribute__((always_inline)) void NAME(panel_rows)(
    const size_t rows, const size_t vectors, const size_t spacing, size_t terms, size_t block_terms,
    const ELEMENT *left, size_t block_stride, const ELEMENT *right, bool goes_on, NAME(vector) (*sums)[2]) {
  NAME(vector) own[ROWS][2];
  _Pragma("unroll") for (size_t row = 0; row < rows; row++) {
    own[row][0] = goes_on ? sums[row][0] : (NAME(vector)){0};
    own[row][1] = goes_on && vectors == 2 ? sums[row][1] : (NAME(vector)){0};
  }
  for (size_t remaining = terms; remaining > 0;) {
    size_t length = smaller(block_terms, remaining);
    _Pragma("clang loop unroll_count(4)") for (size_t term = 0; term < length; term++) {
      NAME(vector) one = *(const NAME(vector) *)right;
      NAME(vector) two = vectors == 2 ? *(const NAME(vector) *)(right + LANES) : (NAME(vector)){0};
      _Pragma("unroll") for (size_t row = 0; row < rows; row++) {
        ELEMENT factor = left[row * spacing + term];
        own[row][0] += factor * one;
        if (vectors == 2) own[row][1] += factor * two;
      }
      right += vectors * LANES;
    }
    left += block_stride;
    remaining -= length;
  }
  _Pragma("unroll") for (size_t row = 0; row < rows; row++) {
    sums[row][0] = own[row][0];
    if (vectors == 2) sums[row][1] = own[row][1];
  }
}
