// One instantiation of the decomposition, for the instruction set in force. Sums of products run over
// eight partial sums, element i going to sum i mod 8, which are added as (0+4)+(2+6) + (1+5)+(3+7).

typedef double NAME(four) __attribute__((vector_size(32), aligned(8)));
#define FOUR NAME(four)

static inline __attribute__((always_inline)) double NAME(dot)(const double *a, const double *b,
                                                             size_t count) {
  FOUR low = {0}, high = {0};
  size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    low += *(const FOUR *)(a + i) * *(const FOUR *)(b + i);
    high += *(const FOUR *)(a + i + 4) * *(const FOUR *)(b + i + 4);
  }
  for (size_t rest = 0; i < count; i++, rest++) {
    if (rest < 4) low[rest] += a[i] * b[i];
    if (rest >= 4) high[rest - 4] += a[i] * b[i];
  }
  FOUR sum = low + high;
  return (sum[0] + sum[2]) + (sum[1] + sum[3]);
}

// Rows of the matrix below the present step: subtracts what the last step leaves, and multiplies by the
// reflection of this one.
static void NAME(reduce_rows)(void *context, size_t piece, size_t worker) {
  (void)worker;
  const reduction_work *w = context;
  size_t first = w->step + 1, length = w->size - first;
  span rows = span_of(length, REDUCED_ROWS, piece);
  for (size_t r = rows.first; r < rows.end; r++) {
    double *row = w->matrix + (first + r) * w->size + first;
    if (w->step > 0) {
      double last = w->last[first + r], weight = w->weights[first + r];
      const double *lasts = w->last + first, *weights = w->weights + first;
      for (size_t i = 0; i < length; i++) row[i] = row[i] - last * weights[i] - weight * lasts[i];
    }
    w->product[first + r] = NAME(dot)(row, w->reflection + first, length);
  }
}

// Reduces the matrix to its two diagonals. Reflection k stays in row k, right of the diagonal.
static void NAME(reduce)(size_t size, double *matrix, double *diagonal, double *beside, double *factors,
                         double *work_vectors, int threads) {
  size_t stride = divided(size, 8) * 8;
  double *last = work_vectors, *weights = last + stride, *product = weights + stride;
  for (size_t k = 0; k + 1 < size; k++) {
    double *row = matrix + k * size;
    size_t first = k + 1, length = size - first;
    // Row k lacks what the last step leaves.
    if (k > 0) {
      double a = last[k], b = weights[k];
      for (size_t i = k; i < size; i++) row[i] = row[i] - a * weights[i] - b * last[i];
    }
    diagonal[k] = row[k];
    double largest = 0;
    for (size_t i = first + 1; i < size; i++) largest = fmax(largest, fabs(row[i]));
    double head = row[first];
    if (largest == 0) {
      factors[k] = 0;
      beside[k] = head;
      for (size_t i = first; i < size; i++) row[i] = 0;
    } else {
      double scale = fmax(largest, fabs(head));
      for (size_t i = first; i < size; i++) row[i] /= scale;
      double norm = sqrt(NAME(dot)(row + first, row + first, length));
      double end = row[first] > 0 ? -norm : norm;
      beside[k] = end * scale;
      row[first] -= end;
      // The reflection is 1 - factor * v * v'.
      factors[k] = 2 / NAME(dot)(row + first, row + first, length);
    }
    reduction_work work = {size, k, matrix, row, last, weights, product};
    pieces_run(divided(length, REDUCED_ROWS), threads, NAME(reduce_rows), &work);
    double factor = factors[k];
    double half = 0.5 * factor * factor * NAME(dot)(row + first, product + first, length);
    for (size_t i = first; i < size; i++) {
      last[i] = row[i];
      weights[i] = factor * product[i] - half * row[i];
    }
  }
  double *corner = matrix + size * size - 1;
  if (size > 1) *corner = *corner - 2 * last[size - 1] * weights[size - 1];
  diagonal[size - 1] = *corner;
  beside[size - 1] = 0;
  factors[size - 1] = 0;
}

// Some components of all vectors, turned by all rotations that were gathered.
static void NAME(turn)(void *context, size_t piece, size_t worker) {
  (void)worker;
  const turn_work *w = context;
  span components = span_of(w->size, COMPONENTS, piece);
  for (const rotation *r = w->rotation; r < w->rotation + w->rotations; r++) {
    double *low = w->vectors + r->row * w->size, *high = low + w->size;
    double c = r->cosine, s = r->sine;
    for (size_t i = components.first; i < components.end; i++) {
      double a = low[i], b = high[i];
      high[i] = s * a + c * b;
      low[i] = c * a - s * b;
    }
  }
}

typedef struct {
  turn_work work;
  rotation *gathered;
  int threads;
} NAME(turner);

static void NAME(turn_gathered)(NAME(turner) *turner) {
  turner->work.rotation = turner->gathered;
  pieces_run(divided(turner->work.size, COMPONENTS), turner->threads, NAME(turn), &turner->work);
  turner->work.rotations = 0;
}

static void NAME(gather)(NAME(turner) *turner, size_t row, double cosine, double sine) {
  if (turner->work.rotations == ROTATIONS_MOST) NAME(turn_gathered)(turner);
  turner->gathered[turner->work.rotations++] = (rotation){row, cosine, sine};
}

static double NAME(length)(double a, double b) {
  double larger = fmax(fabs(a), fabs(b));
  if (larger == 0) return 0;
  a /= larger;
  b /= larger;
  return larger * sqrt(a * a + b * b);
}

// Implicit QL steps on the two diagonals; the vectors turn along. Returns whether all converged.
//
// An element beside the diagonal counts as 0 once it is lost in the largest row met so far, not in its
// neighbours: those of a matrix without full rank are rounding errors themselves, and nothing would ever
// be small beside them.
static bool NAME(iterate)(size_t size, double *d, double *e, NAME(turner) *turner) {
  double largest = 0;
  for (size_t l = 0; l < size; l++) {
    largest = fmax(largest, fabs(d[l]) + fabs(e[l]));
    for (size_t step = 0;; step++) {
      size_t m = l;
      while (m + 1 < size && largest + fabs(e[m]) != largest) m++;
      if (m == l) break;
      if (step == STEPS_MOST) return false;
      double g = (d[l + 1] - d[l]) / (2 * e[l]), r = NAME(length)(g, 1);
      g = d[m] - d[l] + e[l] / (g + copysign(r, g));
      double s = 1, c = 1, p = 0;
      size_t i = m;
      bool is_split = false;
      while (i-- > l) {
        double f = s * e[i], b = c * e[i];
        r = NAME(length)(f, g);
        e[i + 1] = r;
        if (r == 0) {
          d[i + 1] -= p;
          e[m] = 0;
          is_split = true;
          break;
        }
        s = f / r;
        c = g / r;
        g = d[i + 1] - p;
        r = (d[i] - g) * s + 2 * c * b;
        p = s * r;
        d[i + 1] = g + p;
        g = c * r - b;
        NAME(gather)(turner, i, c, s);
      }
      if (is_split) continue;
      d[l] -= p;
      e[l] = g;
      e[m] = 0;
    }
  }
  return true;
}

// Some vectors of the tridiagonal matrix, brought back through the reflections to those of the matrix.
static void NAME(bring_back)(void *context, size_t piece, size_t worker) {
  (void)worker;
  const return_work *w = context;
  span rows = span_of(w->size, VECTORS, piece);
  for (size_t k = w->size - 1; k-- > 0;) {
    if (w->factors[k] == 0) continue;
    size_t first = k + 1, length = w->size - first;
    const double *reflection = w->matrix + k * w->size + first;
    for (size_t r = rows.first; r < rows.end; r++) {
      double *vector = w->vectors + r * w->size + first;
      double share = w->factors[k] * NAME(dot)(vector, reflection, length);
      for (size_t i = 0; i < length; i++) vector[i] -= share * reflection[i];
    }
  }
}

static bool NAME(decompose)(size_t size, double *matrix, double *values, double *vectors,
                            double *scratch, int threads) {
  size_t stride = divided(size, 8) * 8;
  double *beside = scratch, *factors = beside + stride, *rest = factors + stride;
  NAME(reduce)(size, matrix, values, beside, factors, rest, threads);
  memset(vectors, 0, size * size * sizeof(double));
  for (size_t i = 0; i < size; i++) vectors[i * size + i] = 1;
  NAME(turner) turner = {.work = {.size = size, .vectors = vectors},
                         .gathered = (rotation *)(rest + 3 * stride),
                         .threads = threads};
  if (!NAME(iterate)(size, values, beside, &turner)) return false;
  NAME(turn_gathered)(&turner);
  return_work work = {size, matrix, factors, vectors};
  pieces_run(divided(size, VECTORS), threads, NAME(bring_back), &work);
  return true;
}

#undef FOUR
