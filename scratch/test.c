#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "direct.h"


int force=0; bool processor_has_kernels(void) { return true; } bool processor_pairs_lanes(void) { return force == 1; } size_t processor_lanes(void) { return force == 0 || force==2 ? 16 : 8; }
static float rnd(void) { return (float)(rand() / (double)RAND_MAX - 0.5); }
static size_t up(size_t a, size_t b) { return (a + b - 1) / b; }
static float *blocked(const float *p, size_t n, size_t c, size_t area, size_t L) {
  float *o = aligned_alloc(64, (n * up(c, L) * area * L * 4 + 127) / 64 * 64);
  memset(o, 0, n * up(c, L) * area * L * 4);
  for (size_t i = 0; i < n; i++) for (size_t k = 0; k < c; k++) for (size_t a = 0; a < area; a++)
    o[((i * up(c, L) + k / L) * area + a) * L + k % L] = p[(i * c + k) * area + a];
  return o;
}
static void plain(const float *b, float *p, size_t n, size_t c, size_t area, size_t L) {
  for (size_t i = 0; i < n; i++) for (size_t k = 0; k < c; k++) for (size_t a = 0; a < area; a++)
    p[(i * c + k) * area + a] = b[((i * up(c, L) + k / L) * area + a) * L + k % L];
}
static double now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec + 1e-9 * t.tv_nsec; }
typedef struct { float *y, *dx, *dw, *db; size_t ny, nx, nw; } out;
static out run(direct_geometry g, const float *x, const float *w, const float *bias, const float *dy, int threads, double *times, int reps) {
  size_t oh = (g.height + 2 * g.padding - g.kernel) / g.stride + 1, ow = (g.width + 2 * g.padding - g.kernel) / g.stride + 1;
  size_t L = g.lanes, A = g.height * g.width, OA = oh * ow;
  float *bx = g.has_plain_source ? (float *)x : blocked(x, g.batch, g.channels, A, L);
  float *bdy = blocked(dy, g.batch, g.filters, OA, L);
  float *by = aligned_alloc(64, g.batch * up(g.filters, L) * OA * L * 4 + 64 - (g.batch * up(g.filters, L) * OA * L * 4) % 64);
  float *bdx = aligned_alloc(64, g.batch * up(g.channels, L) * A * L * 4 + 64 - (g.batch * up(g.channels, L) * A * L * 4) % 64);
  float *pk = aligned_alloc(64, (direct_filter_count(&g, false) * 4 + 127) / 64 * 64), *pt = aligned_alloc(64, (direct_filter_count(&g, true) * 4 + 127) / 64 * 64);
  direct_pack_filters(&g, w, false, pk, threads); direct_pack_filters(&g, w, true, pt, threads);
  size_t sc = direct_forward_scratch_count(&g, threads), s2 = direct_input_scratch_count(&g, threads), s3 = direct_filter_scratch_count(&g, threads);
  size_t s = sc > s2 ? sc : s2; if (s3 > s) s = s3;
  float *scratch = aligned_alloc(64, (s * 4 + 127) / 64 * 64);
  out o = {0}; o.ny = g.batch * g.filters * OA; o.nx = g.batch * g.channels * A; o.nw = g.filters * g.channels * g.kernel * g.kernel;
  o.y = malloc(o.ny * 4); o.dx = malloc(o.nx * 4); o.dw = malloc(o.nw * 4); o.db = malloc(g.filters * 4);
  map_finish f = {bias, false, false};
  for (int r = 0; r < reps; r++) {
    double t0 = now(); direct_convolve(&g, bx, pk, f, by, scratch, threads);
    double t1 = now(); direct_input_gradient(&g, bdy, pt, bdx, scratch, threads);
    double t2 = now(); direct_filter_gradient(&g, bx, bdy, o.dw, o.db, scratch, threads);
    double t3 = now();
    double d[3] = {t1 - t0, t2 - t1, t3 - t2};
    for (int i = 0; i < 3; i++) if (r == 0 || d[i] < times[i]) times[i] = d[i];
  }
  plain(by, o.y, g.batch, g.filters, OA, L); plain(bdx, o.dx, g.batch, g.channels, A, L);
  if (!g.has_plain_source) free(bx);
  free(bdy); free(by); free(bdx); free(pk); free(pt); free(scratch);
  return o;
}
static int same(const float *a, const float *b, size_t n) { return memcmp(a, b, n * 4) == 0; }
int main(int argc, char **argv) {
  if (argc > 1) {  // timing: n c f h w k s p
    direct_geometry g = {atoi(argv[1]), atoi(argv[2]), atoi(argv[3]), atoi(argv[4]), atoi(argv[5]), atoi(argv[6]), atoi(argv[7]), atoi(argv[8]), 16, atoi(argv[2]) == 3};
    size_t oh = (g.height + 2 * g.padding - g.kernel) / g.stride + 1, ow = (g.width + 2 * g.padding - g.kernel) / g.stride + 1;
    size_t nx = g.batch * g.channels * g.height * g.width, nw = g.filters * g.channels * g.kernel * g.kernel, ny = g.batch * g.filters * oh * ow;
    float *x = malloc(nx * 4), *w = malloc(nw * 4), *dy = malloc(ny * 4), *b = calloc(g.filters, 4);
    for (size_t i = 0; i < nx; i++) x[i] = rnd(); for (size_t i = 0; i < nw; i++) w[i] = rnd(); for (size_t i = 0; i < ny; i++) dy[i] = rnd();
    double flops = 2.0 * ny * g.channels * g.kernel * g.kernel;
    for (int t = 1; t <= 2; t++) for (int l = 8; l <= 16; l += 8) {
      g.lanes = l; force = 0; double times[3];
      run(g, x, w, b, dy, t, times, 7);
      printf("threads %d lanes %2d: forward %7.1f input %7.1f filter %7.1f GFLOP/s\n", t, l, flops / times[0] / 1e9, flops / times[1] / 1e9, flops / times[2] / 1e9);
    }
    return 0;
  }
  for (int trial = 0; trial < 400; trial++) {
    srand(trial);
    direct_geometry g = {1 + rand() % 5, 1 + rand() % 40, 1 + rand() % 50, 1 + rand() % 20, 1 + rand() % 20, 1 + rand() % 4, 1 + rand() % 3, 0, 8, false};
    if (trial % 7 == 0) { g.channels = 16 * (1 + rand() % 4); g.filters = 16 * (1 + rand() % 4); }
    if (trial % 31 == 0) { g.height = g.width = 40; g.channels = 3; g.kernel = 7; g.stride = 2; }
    if (trial % 5 == 0) { g.channels = 3; g.has_plain_source = true; if (g.stride > 2) g.stride = 2; }
    g.padding = rand() % (g.kernel + 1);
    if (g.height + 2 * g.padding < g.kernel || g.width + 2 * g.padding < g.kernel) continue;
    size_t oh = (g.height + 2 * g.padding - g.kernel) / g.stride + 1, ow = (g.width + 2 * g.padding - g.kernel) / g.stride + 1;
    size_t nx = g.batch * g.channels * g.height * g.width, nw = g.filters * g.channels * g.kernel * g.kernel, ny = g.batch * g.filters * oh * ow;
    float *x = malloc(nx * 4), *w = malloc(nw * 4), *dy = malloc(ny * 4), *b = malloc(g.filters * 4);
    for (size_t i = 0; i < nx; i++) x[i] = rnd(); for (size_t i = 0; i < nw; i++) w[i] = rnd(); for (size_t i = 0; i < ny; i++) dy[i] = rnd(); for (size_t i = 0; i < g.filters; i++) b[i] = rnd();
    // reference in the stated order
    float *y = malloc(ny * 4), *dx = malloc(nx * 4); double *dw = calloc(nw, 8);
    for (size_t n = 0; n < g.batch; n++) for (size_t f = 0; f < g.filters; f++) for (size_t i = 0; i < oh; i++) for (size_t j = 0; j < ow; j++) {
      float s = 0; float gr = dy[((n * g.filters + f) * oh + i) * ow + j];
      for (size_t v = 0; v < g.kernel; v++) for (size_t u = 0; u < g.kernel; u++) for (size_t c = 0; c < g.channels; c++) {
        size_t r = i * g.stride + v - g.padding, q = j * g.stride + u - g.padding;
        float in = r < g.height && q < g.width ? x[((n * g.channels + c) * g.height + r) * g.width + q] : 0;
        s = fmaf(in, w[((f * g.channels + c) * g.kernel + v) * g.kernel + u], s);
        dw[((f * g.channels + c) * g.kernel + v) * g.kernel + u] += (double)in * gr;
      }
      y[((n * g.filters + f) * oh + i) * ow + j] = s + b[f];
    }
    for (size_t n = 0; n < g.batch; n++) for (size_t c = 0; c < g.channels; c++) for (size_t i = 0; i < g.height; i++) for (size_t j = 0; j < g.width; j++) {
      float s = 0;
      for (size_t v = 0; v < g.kernel; v++) for (size_t u = 0; u < g.kernel; u++) {
        long r = (long)(i + g.padding) - (long)v, q = (long)(j + g.padding) - (long)u;
        if (r % (long)g.stride || q % (long)g.stride) continue;
        r /= (long)g.stride; q /= (long)g.stride;
        for (size_t f = 0; f < g.filters; f++) {
          float in = r >= 0 && q >= 0 && (size_t)r < oh && (size_t)q < ow ? dy[((n * g.filters + f) * oh + r) * ow + q] : 0;
          s = fmaf(in, w[((f * g.channels + c) * g.kernel + v) * g.kernel + u], s);
        }
      }
      dx[((n * g.channels + c) * g.height + i) * g.width + j] = s;
    }
    out first = {0}; double times[3];
    int modes[3][2] = {{8, 0}, {16, 1}, {16, 2}};
    for (int m = 0; m < 3; m++) for (int t = 1; t <= 4; t++) {
      g.lanes = modes[m][0]; force = modes[m][1];
      out o = run(g, x, w, b, dy, t, times, 1);
      if (!first.y) {
        first = o;
        if (!same(o.y, y, ny)) printf("trial %d forward differs\n", trial);
        if (!same(o.dx, dx, nx)) printf("trial %d input differs\n", trial);
        for (size_t i = 0; i < nw; i++) if (fabs(o.dw[i] - dw[i]) > 1e-4 * (1 + fabs(dw[i]))) { printf("trial %d filter %g %g\n", trial, o.dw[i], dw[i]); break; }
      } else {
        if (!same(o.y, first.y, ny) || !same(o.dx, first.dx, nx) || !same(o.dw, first.dw, nw) || !same(o.db, first.db, g.filters)) printf("trial %d mode %d threads %d differs\n", trial, m, t);
        free(o.y); free(o.dx); free(o.dw); free(o.db);
      }
    }
    free(first.y); free(first.dx); free(first.dw); free(first.db); free(x); free(w); free(dy); free(b); free(y); free(dx); free(dw);
  }
  puts("done");
}
