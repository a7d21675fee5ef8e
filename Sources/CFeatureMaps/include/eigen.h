// Eigenvalues and eigenvectors of symmetric matrices in double precision, in an order of operations that
// the size alone decides: the same bits at any number of threads, and on any processor with AVX2 and FMA.
#pragma once
#include <stdbool.h>
#include <stddef.h>

// The doubles of working memory that a decomposition takes.
size_t eigen_scratch_count(size_t size);

// Decomposes a symmetric matrix, (size, size), all of which is read and overwritten. Eigenvalues come out in
// no order; row i of the vectors belongs to value i. `scratch` is 64-byte aligned.
//
// Householder's reduction to a tridiagonal matrix, then implicit QL steps (Golub and Van Loan, Matrix
// Computations, 4th edition, sections 8.3.1 and 8.3.3; Wilkinson's shift). Returns whether it converged:
// an eigenvalue is given up after 60 steps.
bool eigen_symmetric(size_t size, double *matrix, double *values, double *vectors, double *scratch,
                     int threads);
