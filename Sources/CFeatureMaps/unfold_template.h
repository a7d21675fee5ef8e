// Unfolding of maps for one instantiation: what results read, side by side. Terms in blocks of LANES.

// Copies a term, or LANES of them, of `count` results in one row: places x, x + advance, ... of a row of
// the map, 0 outside it.
static inline __attribute__((always_inline)) void NAME(unfold_row)(
    const bool by_vectors, const float *row, size_t width, ptrdiff_t x, ptrdiff_t advance,
    size_t count, float *out) {
  size_t before = x >= 0 ? 0 : smaller(count, (size_t)((advance - 1 - x) / advance));
  ptrdiff_t room = (ptrdiff_t)width - x;
  size_t end = room <= 0 ? 0 : smaller(count, (size_t)((room + advance - 1) / advance));
  if (row == NULL || end < before) end = before = count;
  size_t p = 0;
#define COPY(value_of_vector, value)                           \
  if (by_vectors) {                                            \
    *(VECTOR *)(out + p * LANES) = (value_of_vector);          \
  } else {                                                     \
    out[p * LANES] = (value);                                  \
  }
  for (; p < before; p++) {
    COPY((VECTOR){0}, 0)
  }
  for (; p < end; p++) {
    const float *element = row + (size_t)(x + (ptrdiff_t)p * advance) * LANES;
    COPY(*(const VECTOR *)element, *element)
  }
  for (; p < count; p++) {
    COPY((VECTOR){0}, 0)
  }
#undef COPY
}

// Copies what `count` results from `first` on read of some terms, LANES terms a block: term t of result
// p goes to (t / LANES * count + p) * LANES + t % LANES. Terms beyond the last are left as they are.
static void NAME(unfold)(const map_reader *r, const result_class *class, size_t kernel, size_t first,
                         size_t count, size_t first_term, size_t end_term, float *unfolded) {
  size_t area = r->height * r->width;
  bool by_vectors = r->channels % LANES == 0;
  for (size_t term = first_term; term < end_term; term += by_vectors ? LANES : 1) {
    term_place at = term_of(class, kernel, r->channels, term);
    float *out = unfolded + (term - first_term) / LANES * count * LANES + (term - first_term) % LANES;
    for (size_t p = 0, length; p < count; p += length, out += length * LANES) {
      length = smaller(count - p, class->columns - (first + p) % class->columns);
      pixel_place place = place_of(class, first + p);
      size_t y = (size_t)(place.y + at.y);
      const float *map = r->maps + (place.image * r->blocks + at.channel / LANES) * area * LANES;
      const float *row = y < r->height ? map + y * r->width * LANES + at.channel % LANES : NULL;
      ptrdiff_t x = place.x + at.x;
      if (by_vectors) {
        NAME(unfold_row)(true, row, r->width, x, class->advance, length, out);
      } else {
        NAME(unfold_row)(false, row, r->width, x, class->advance, length, out);
      }
    }
  }
}
