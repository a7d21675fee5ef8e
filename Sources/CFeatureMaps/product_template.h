// One instantiation of the products, for LANES elements of type ELEMENT a vector.

#include "panel_template.h"

// Rows in blocks of LANES terms.
PANEL(panel, LANES, LANES, )

// Packs the columns of a panel of two vectors, or of the last one, term by term; places that no column
// takes hold zeros.
static void NAME(pack)(void *context, size_t panel, size_t worker) {
  (void)worker;
  const product_work *work = context;
  const product_shape *s = work->shape;
  const ELEMENT *right = work->right;
  size_t first = panel * 2 * LANES;
  size_t width = smaller(2, divided(s->columns, LANES) - 2 * panel) * LANES;
  size_t columns = smaller(width, s->columns - first);
  ELEMENT *out = (ELEMENT *)work->packed + first * s->inner;
  for (size_t term = 0; term < s->inner; term++, out += width) {
    for (size_t column = 0; column < width; column++) out[column] = 0;
    for (size_t column = 0; column < columns; column++) {
      out[column] = s->transposes_right ? right[(first + column) * s->inner + term]
                                        : right[term * s->columns + first + column];
    }
  }
}

// Copies rows as the panel reads them.
static void NAME(unfold_rows)(const product_work *work, size_t first, size_t count, ELEMENT *unfolded) {
  const product_shape *s = work->shape;
  const ELEMENT *left = work->left;
  for (size_t block = 0; block < divided(s->inner, LANES); block++) {
    size_t lanes = smaller(LANES, s->inner - block * LANES);
    ELEMENT *out = unfolded + block * count * LANES;
    for (size_t row = 0; row < count; row++) {
      for (size_t lane = 0; lane < lanes; lane++) {
        size_t term = block * LANES + lane;
        out[row * LANES + lane] = s->transposes_left ? left[term * s->rows + first + row]
                                                     : left[(first + row) * s->inner + term];
      }
    }
  }
}

// Stores the sums of some rows with a panel of columns.
static void NAME(store_sums)(const product_work *work, size_t first, size_t rows, size_t panel,
                             NAME(vector) (*sums)[2]) {
  const product_shape *s = work->shape;
  size_t column = panel * 2 * LANES, columns = smaller(2 * LANES, s->columns - column);
  for (size_t row = 0; row < rows; row++) {
    const ELEMENT *values = (const ELEMENT *)sums[row];
    ELEMENT *out = (ELEMENT *)work->product + (first + row) * s->columns + column;
    if (s->accumulates) {
      for (size_t i = 0; i < columns; i++) out[i] += values[i];
    } else {
      for (size_t i = 0; i < columns; i++) out[i] = values[i];
    }
  }
}

// A strip of rows with a group of panels.
static void NAME(multiply)(void *context, size_t piece, size_t worker) {
  const product_work *work = context;
  const product_shape *s = work->shape;
  ELEMENT *unfolded = (ELEMENT *)work->scratch + worker * work->scratch_stride;
  size_t groups = work->panel_groups, group = piece % groups;
  size_t vectors = divided(s->columns, LANES), panels = divided(vectors, 2);
  span rows = span_of(s->rows, work->strip, piece / groups);
  size_t count = rows.end - rows.first, tiles = divided(count, ROWS);
  NAME(unfold_rows)(work, rows.first, count, unfolded);
  for (size_t panel = panels * group / groups; panel < panels * (group + 1) / groups; panel++) {
    const ELEMENT *packed = (const ELEMENT *)work->packed + panel * 2 * LANES * s->inner;
    size_t width = smaller(2, vectors - 2 * panel), term = 0, end;
    NAME(vector) sums[STRIP_ROWS_MOST][2];
    do {
      end = smaller(term + PANEL_TERMS(LANES, sizeof(ELEMENT)), s->inner);
      for (size_t tile = 0; tile < tiles; tile++) {
        size_t start = count * tile / tiles, height = count * (tile + 1) / tiles - start;
        NAME(panel)(height, width, end - term, unfolded + (start + term / LANES * count) * LANES,
                    count * LANES, packed + term * width * LANES, term > 0, sums + start);
      }
      term = end;
    } while (term < s->inner);
    NAME(store_sums)(work, rows.first, count, panel, sums);
  }
}
