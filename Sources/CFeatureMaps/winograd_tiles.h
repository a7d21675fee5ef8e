// The passes between feature maps and transformed tiles, for tiles of TILE x TILE outputs.
//
// A tile of outputs at (TILE * row, TILE * column) reads SIDE x SIDE inputs that begin one pixel
// above and to the left of it; pixels outside the map are 0.

#define SIDE (TILE + 2)
#define SIZED2(name, tile) NAME(name##tile)
#define SIZED1(name, tile) SIZED2(name, tile)
#define SIZED(name) SIZED1(name, TILE)

// Transforms the source of `count` tiles, beginning with tile `first` of the batch. Place t of tile
// i and channel c goes to t * plane + i * channels + c.
static void SIZED(transform_source)(const winograd_geometry *g, const float *source, size_t first,
                                    size_t count, float *transformed, size_t plane) {
  size_t area = g->height * g->width, blocks = g->channels / LANES;
  for (size_t i = 0; i < count; i++) {
    tile_place place = place_of(g, first + i);
    bool is_inside =
        place.y >= 1 && place.x >= 1 && place.y + TILE < g->height && place.x + TILE < g->width;
    for (size_t block = 0; block < blocks; block++) {
      const float *map = source + (place.image * blocks + block) * area * LANES;
      VECTOR d[SIDE * SIDE];
      if (is_inside) {
        const float *corner = map + ((place.y - 1) * g->width + place.x - 1) * LANES;
        _Pragma("unroll") for (size_t v = 0; v < SIDE; v++) {
          _Pragma("unroll") for (size_t u = 0; u < SIDE; u++) {
            d[v * SIDE + u] = *(const VECTOR *)(corner + (v * g->width + u) * LANES);
          }
        }
      } else {
        for (size_t v = 0; v < SIDE; v++) {
          size_t y = place.y + v - 1;  // wraps above the map, and so fails the test below
          for (size_t u = 0; u < SIDE; u++) {
            size_t x = place.x + u - 1;
            bool inside = y < g->height && x < g->width;
            d[v * SIDE + u] =
                inside ? *(const VECTOR *)(map + (y * g->width + x) * LANES) : (VECTOR){0};
          }
        }
      }
      SQUARE(SIZED(source_line), d, SIDE, SIDE);
      float *out = transformed + i * g->channels + block * LANES;
      _Pragma("unroll") for (size_t t = 0; t < SIDE * SIDE; t++) *(VECTOR *)(out + t * plane) = d[t];
    }
  }
}

// Transforms results back, finishes them and stores them.
static void SIZED(finish_result)(const forward_work *work, size_t first, size_t count,
                                 const float *results, size_t plane) {
  const winograd_geometry *g = work->geometry;
  size_t area = g->height * g->width, blocks = g->filters / LANES;
  for (size_t block = 0; block < blocks; block++) {
    VECTOR bias = {0};
    if (work->finish.bias) bias = *(const LOOSE *)(work->finish.bias + block * LANES);
    for (size_t i = 0; i < count; i++) {
      tile_place place = place_of(g, first + i);
      VECTOR m[SIDE * SIDE];
      const float *in = results + i * g->filters + block * LANES;
      _Pragma("unroll") for (size_t t = 0; t < SIDE * SIDE; t++) {
        m[t] = *(const VECTOR *)(in + t * plane);
      }
      SQUARE(SIZED(result_line), m, SIDE, TILE);
      float *map = work->destination + (place.image * blocks + block) * area * LANES;
      size_t rows = g->height - place.y < TILE ? g->height - place.y : TILE;
      size_t columns = g->width - place.x < TILE ? g->width - place.x : TILE;
      for (size_t v = 0; v < rows; v++) {
        float *row = map + ((place.y + v) * g->width + place.x) * LANES;
        for (size_t u = 0; u < columns; u++) {
          VECTOR value = m[v * SIDE + u] + bias;
          VECTOR *out = (VECTOR *)(row + u * LANES);
          if (work->finish.adds_destination) value += *out;
          if (work->finish.rectifies) NAME(rectify)(&value);
          *out = value;
        }
      }
    }
  }
}

// Transforms the gradient of the destination for `count` tiles, as `transform_source` lays it out.
static void SIZED(transform_gradient)(const winograd_geometry *g, const float *result_gradient, size_t first,
                                   size_t count, float *transformed, size_t plane) {
  size_t area = g->height * g->width, blocks = g->filters / LANES;
  for (size_t i = 0; i < count; i++) {
    tile_place place = place_of(g, first + i);
    for (size_t block = 0; block < blocks; block++) {
      const float *map = result_gradient + (place.image * blocks + block) * area * LANES;
      VECTOR y[SIDE * SIDE];
      for (size_t v = 0; v < TILE; v++) {
        for (size_t u = 0; u < TILE; u++) {
          bool inside = place.y + v < g->height && place.x + u < g->width;
          const float *pixel = map + ((place.y + v) * g->width + place.x + u) * LANES;
          y[v * SIDE + u] = inside ? *(const VECTOR *)pixel : (VECTOR){0};
        }
      }
      SQUARE(SIZED(result_gradient_line), y, TILE, SIDE);
      float *out = transformed + i * g->filters + block * LANES;
      _Pragma("unroll") for (size_t t = 0; t < SIDE * SIDE; t++) *(VECTOR *)(out + t * plane) = y[t];
    }
  }
}

// Transforms 2 * LANES filters of one channel. They go where `panel` reads them: place, then blocks
// of 2 * LANES filters, then channels.
static void SIZED(transform_filters)(const filter_work *work, size_t f, size_t c) {
  const winograd_geometry *g = work->geometry;
  for (size_t half = 0; half < 2; half++) {
    VECTOR w[SIDE * SIDE];
    for (size_t lane = 0; lane < LANES; lane++) {
      size_t filter = f + half * LANES + lane;
      const float *kernel = work->transposed ? work->filters + (c * g->filters + filter) * 9
                                             : work->filters + (filter * g->channels + c) * 9;
      for (size_t v = 0; v < 3; v++) {
        for (size_t u = 0; u < 3; u++) {
          w[v * SIDE + u][lane] = kernel[work->transposed ? 8 - (v * 3 + u) : v * 3 + u];
        }
      }
    }
    SQUARE(SIZED(filter_line), w, 3, SIDE);
    for (size_t t = 0; t < SIDE * SIDE; t++) {
      float *out = work->transformed + (t * g->filters + f) * g->channels + c * 2 * LANES;
      *(VECTOR *)(out + half * LANES) = w[t];
    }
  }
}

// Transforms the summed products of LANES filters and one channel back to 3x3 gradients. Place t lies
// at t * plane.
static void SIZED(finish_gradient)(const gradient_work *work, const float *sums, size_t plane,
                                   size_t f, size_t c, bool accumulates) {
  VECTOR u[SIDE * SIDE];
  _Pragma("unroll") for (size_t t = 0; t < SIDE * SIDE; t++) {
    u[t] = *(const VECTOR *)(sums + t * plane);
  }
  SQUARE(SIZED(gradient_line), u, SIDE, 3);
  for (size_t lane = 0; lane < LANES; lane++) {
    float *kernel = work->gradient + ((f + lane) * work->geometry->channels + c) * 9;
    for (size_t v = 0; v < 3; v++) {
      for (size_t x = 0; x < 3; x++) {
        float value = u[v * SIDE + x][lane];
        kernel[v * 3 + x] = accumulates ? kernel[v * 3 + x] + value : value;
      }
    }
  }
}

#undef SIZED
#undef SIZED1
#undef SIZED2
#undef SIDE
