#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <math.h>
#include <time.h>
#include "eigen.h"
#include "product.h"
static double now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec + 1e-9 * t.tv_nsec; }
int main(int argc, char **argv) {
  size_t sizes[] = {1, 2, 3, 5, 17, 64, 128, 256, 512, 2048};
  for (int q = 0; q < (argc > 1 ? 10 : 9); q++) {
    size_t n = sizes[q]; srand(1);
    double *a = malloc(n*n*8), *m = malloc(n*n*8), *v = malloc(n*n*8), *w = malloc(n*8), *s = aligned_alloc(64, (eigen_scratch_count(n)*8+127)/64*64);
    double *v1 = malloc(n*n*8);
    // rank-deficient-ish covariance with decaying spectrum
    for (size_t i = 0; i < n; i++) for (size_t j = 0; j <= i; j++) { double x = (rand()/(double)RAND_MAX-0.5)*pow(0.97,(i+j)/2.0); if (q==4 && (i+j)%3) x=0; a[i*n+j]=a[j*n+i]=x; }
    for (int t = 1; t <= 2; t++) {
      memcpy(m, a, n*n*8);
      double t0 = now(); bool ok = eigen_symmetric(n, m, w, v, s, t); double t1 = now();
      double res = 0, orth = 0;
      if (n <= 512) for (size_t i = 0; i < n; i++) { for (size_t j = 0; j < n; j++) { double r = 0; for (size_t k = 0; k < n; k++) r += a[j*n+k]*v[i*n+k]; res = fmax(res, fabs(r - w[i]*v[i*n+j])); }
        for (size_t j = 0; j <= i; j++) { double r = 0; for (size_t k = 0; k < n; k++) r += v[j*n+k]*v[i*n+k]; orth = fmax(orth, fabs(r - (i==j))); } }
      printf("n %zu threads %d ok %d residual %.2e orthogonality %.2e %.3f s%s\n", n, t, ok, res, orth, t1-t0, t == 2 ? (memcmp(v, v1, n*n*8) ? " DIFFERS" : " same") : "");
      if (t == 1) memcpy(v1, v, n*n*8);
    }
  }
  // products
  for (int trial = 0; trial < 200; trial++) { srand(trial);
    product_shape p = {1+rand()%200, 1+rand()%100, 1+rand()%100, rand()%2, rand()%2, rand()%2};
    if (trial == 0) p = (product_shape){300, 0, 7, 0, 0, 0};
    float *l = malloc(p.rows*p.inner*4+4), *r = malloc(p.inner*p.columns*4+4), *o = malloc(p.rows*p.columns*4), *x = malloc(p.rows*p.columns*4);
    for (size_t i = 0; i < p.rows*p.inner; i++) l[i] = rand()/(float)RAND_MAX-0.5f; for (size_t i = 0; i < p.inner*p.columns; i++) r[i] = rand()/(float)RAND_MAX-0.5f;
    for (size_t i = 0; i < p.rows*p.columns; i++) o[i] = i;
    for (size_t i = 0; i < p.rows; i++) for (size_t j = 0; j < p.columns; j++) { float s = 0; for (size_t k = 0; k < p.inner; k++) s = fmaf(p.transposes_left ? l[k*p.rows+i] : l[i*p.inner+k], p.transposes_right ? r[j*p.inner+k] : r[k*p.columns+j], s); x[i*p.columns+j] = (p.accumulates ? o[i*p.columns+j] : 0) + s; }
    int threads = 1 + trial % 3;
    float *s = aligned_alloc(64, (product_scratch_count(&p, threads)*4+127)/64*64);
    product_floats(&p, l, r, o, s, threads);
    if (memcmp(o, x, p.rows*p.columns*4)) printf("product %d differs %zu %zu %zu %d %d %d\n", trial, p.rows, p.inner, p.columns, p.transposes_left, p.transposes_right, p.accumulates);
    double *ld = malloc(p.rows*p.inner*8+8), *rd = malloc(p.inner*p.columns*8+8), *od = malloc(p.rows*p.columns*8), *sd = aligned_alloc(64, (product_scratch_count(&p, threads)*8+127)/64*64);
    for (size_t i = 0; i < p.rows*p.inner; i++) ld[i] = l[i]; for (size_t i = 0; i < p.inner*p.columns; i++) rd[i] = r[i];
    for (size_t i = 0; i < p.rows*p.columns; i++) od[i] = i;
    product_doubles(&p, ld, rd, od, sd, threads);
    for (size_t i = 0; i < p.rows; i++) for (size_t j = 0; j < p.columns; j++) { double q = 0; for (size_t k = 0; k < p.inner; k++) q = fma(p.transposes_left ? ld[k*p.rows+i] : ld[i*p.inner+k], p.transposes_right ? rd[j*p.inner+k] : rd[k*p.columns+j], q); q = (p.accumulates ? (double)(i*p.columns+j) : 0) + q; if (q != od[i*p.columns+j]) { printf("double %d differs\n", trial); i = p.rows; break; } }
  }
  product_shape p = {1024, 1024, 1024, 0, 0, 0}; float *l = calloc(1<<20, 4), *r = calloc(1<<20,4), *o = calloc(1<<20,4), *s = aligned_alloc(64, (product_scratch_count(&p,2)*4+127)/64*64);
  for (int t = 1; t <= 2; t++) { double b = 1e9; for (int i = 0; i < 5; i++) { double t0 = now(); product_floats(&p, l, r, o, s, t); double d = now()-t0; if (d < b) b = d; } printf("sgemm 1024 %d threads %.1f GFLOP/s\n", t, 2.147/b); }
}
