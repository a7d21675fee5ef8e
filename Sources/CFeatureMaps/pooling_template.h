// One instantiation of max pooling, for LANES channels a block and the instruction set in force.

typedef float NAME(vector) __attribute__((vector_size(4 * LANES), aligned(4 * LANES)));
typedef int NAME(places) __attribute__((vector_size(4 * LANES), aligned(4 * LANES)));

static void NAME(maximum_piece)(void *context, size_t plane, size_t worker) {
  (void)worker;
  const pooling_work *work = context;
  const pooling_geometry *g = work->geometry;
  size_t area = g->height * g->width, result_area = g->result_height * g->result_width;
  const NAME(vector) *source = (const NAME(vector) *)work->source + plane * area;
  NAME(vector) *result = (NAME(vector) *)work->result + plane * result_area;
  for (size_t place = 0; place < result_area; place++) {
    span rows = window_of(g, place / g->result_width, g->height);
    span columns = window_of(g, place % g->result_width, g->width);
    NAME(vector) best = (NAME(vector)){0} - __builtin_inff();
    for (size_t y = rows.first; y < rows.end; y++) {
      for (size_t x = columns.first; x < columns.end; x++) {
        NAME(vector) value = source[y * g->width + x];
        NAME(places) wins = (value > best) | (value != value);
        best = (NAME(vector))((wins & (NAME(places))value) | (~wins & (NAME(places))best));
      }
    }
    result[place] = best;
  }
}

static void NAME(gradient_piece)(void *context, size_t plane, size_t worker) {
  (void)worker;
  const pooling_work *work = context;
  const pooling_geometry *g = work->geometry;
  size_t area = g->height * g->width, result_area = g->result_height * g->result_width;
  const NAME(vector) *source = (const NAME(vector) *)work->source + plane * area;
  const NAME(vector) *result_gradients = (const NAME(vector) *)work->result_gradient + plane * result_area;
  NAME(vector) *gradient = (NAME(vector) *)work->result + plane * area;
  for (size_t place = 0; place < area; place++) gradient[place] = (NAME(vector)){0};
  for (size_t place = 0; place < result_area; place++) {
    span rows = window_of(g, place / g->result_width, g->height);
    span columns = window_of(g, place % g->result_width, g->width);
    NAME(vector) best = (NAME(vector)){0} - __builtin_inff();
    NAME(places) winner = (NAME(places)){0} + (int)(rows.first * g->width + columns.first);
    for (size_t y = rows.first; y < rows.end; y++) {
      for (size_t x = columns.first; x < columns.end; x++) {
        NAME(vector) value = source[y * g->width + x];
        NAME(places) wins = (value > best) | (value != value);
        best = (NAME(vector))((wins & (NAME(places))value) | (~wins & (NAME(places))best));
        winner = (wins & (int)(y * g->width + x)) | (~wins & winner);
      }
    }
    NAME(places) winner_gradient = (NAME(places))result_gradients[place];
    for (size_t y = rows.first; y < rows.end; y++) {
      for (size_t x = columns.first; x < columns.end; x++) {
        NAME(places) won = winner == (NAME(places)){0} + (int)(y * g->width + x);
        gradient[y * g->width + x] += (NAME(vector))(winner_gradient & won);
      }
    }
  }
}
