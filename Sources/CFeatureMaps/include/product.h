// Products of matrices in row-major order. Every element sums its terms one after another, each by one
// fused multiply-add, from 0 on: the same bits at any number of threads, and on any processor with FMA.
#pragma once
#include <stdbool.h>
#include <stddef.h>

// The lengths of a product, (rows, inner) times (inner, columns).
typedef struct {
  size_t rows, inner, columns;
  bool transposes_left;   // the left factor lies as (inner, rows)
  bool transposes_right;  // the right factor lies as (columns, inner)
  bool accumulates;       // the product is added to what is there
} product_shape;

// The elements of working memory that a product takes with a number of threads.
size_t product_scratch_count(const product_shape *shape, int threads);

// Multiplies; `scratch` is 64-byte aligned.
void product_floats(const product_shape *shape, const float *left, const float *right, float *product,
                    float *scratch, int threads);
void product_doubles(const product_shape *shape, const double *left, const double *right,
                     double *product, double *scratch, int threads);
