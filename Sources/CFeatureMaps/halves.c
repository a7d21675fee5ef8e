#include "halves.h"

#include <stdint.h>
#include <string.h>

#include "processor.h"

typedef _Float16 halves_vector __attribute__((vector_size(16), aligned(2)));
typedef float float_vector __attribute__((vector_size(32), aligned(4)));

// Puts the bits where float has them, where they mean 2^112 times too little.
static float widened(uint16_t half) {
  uint32_t bits = (uint32_t)(half & 0x7FFF) << 13;
  float value;
  memcpy(&value, &bits, sizeof value);
  value *= 0x1p112f;
  memcpy(&bits, &value, sizeof bits);
  // Infinity and what is not a number have the largest exponent in either width.
  if ((half & 0x7C00) == 0x7C00) bits |= 0x7F800000;
  bits |= (uint32_t)(half & 0x8000) << 16;
  memcpy(&value, &bits, sizeof value);
  return value;
}

// Eight at a time, with the instruction for it.
__attribute__((target("avx2,f16c"))) static size_t widen_eights(const uint16_t *halves, size_t count,
                                                               float *values) {
  size_t done = 0;
  for (; done + 8 <= count; done += 8) {
    *(float_vector *)(values + done) =
        __builtin_convertvector(*(const halves_vector *)(halves + done), float_vector);
  }
  return done;
}

void halves_widen(const void *halves, size_t count, float *values) {
  const uint16_t *bits = halves;
  size_t done = processor_has_kernels() && __builtin_cpu_supports("f16c")
                    ? widen_eights(bits, count, values)
                    : 0;
  for (; done < count; done++) values[done] = widened(bits[done]);
}
