#pragma once
#include <oneapi/dnnl/dnnl.h>

// The OpenMP runtime that oneDNN computes on; the number belongs to the calling thread.
void omp_set_num_threads(int count);
int omp_get_max_threads(void);
