#pragma once
#include <cblas.h>

// LAPACK's Fortran entry points that the kernels call; Debian's cblas.h declares only BLAS.
void ssyevd_(const char *jobz, const char *uplo, const int *n, float *a, const int *lda, float *w,
             float *work, const int *lwork, int *iwork, const int *liwork, int *info);
void spotrf_(const char *uplo, const int *n, float *a, const int *lda, int *info);
