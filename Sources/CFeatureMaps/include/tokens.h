// What vision transformers compute (Dosovitskiy et al. 2021): tokens lie as (batch, token, channel), row by
// row.
//
// Every sum has an order that the shape alone decides, so that any number of threads, lanes and instruction
// set with FMA gives the same bits.
#pragma once
#include <stdbool.h>
#include <stddef.h>

// The sizes of images that are cut into patches. Pixels right of and below the last whole patch are left out.
typedef struct {
  size_t batch, channels, height, width;
  size_t patch;  // the side of a patch in pixels
} tokens_patches;

// Writes the pixels of each patch as a row, (batch * patch rows * patch columns, channel * patch * patch).
void tokens_gather(const tokens_patches *patches, const float *images, float *rows, int threads);

// Writes for each image the rows that all images begin with, (prefix, channel), and then its own, (count,
// channel), each plus its row of `added`.
void tokens_begin(size_t batch, size_t prefix, size_t count, size_t channels, const float *first,
                  const float *own, const float *added, float *tokens, int threads);

// Writes the tokens behind the first `prefix` of each image as maps, (batch, channel, count).
void tokens_maps(size_t batch, size_t prefix, size_t count, size_t channels, const float *tokens,
                 float *maps, int threads);

// Writes (x - mean) / sqrt(variance + epsilon) * scale + shift of each row. Element i of a row goes to sum
// i mod 16; the sums i and i + 8, then i + 4, i + 2 and i + 1 are added. Lanes are 8 or 16 here and below.
void tokens_normalise(size_t rows, size_t channels, float epsilon, size_t lanes, const float *source,
                      const float *scale, const float *shift, float *destination, int threads);

// The sizes of a linear layer.
typedef struct {
  size_t rows, inputs, outputs;
  size_t lanes;  // how the weights are packed: 8 or 16
} tokens_linear_shape;

// What happens to each result of a linear layer before it is stored, in this order.
typedef struct {
  bool is_gelu;           // whether it goes through the exact GELU, x / 2 * (1 + erf(x / sqrt(2)))
  bool adds_destination;  // whether what the destination held is added
} tokens_finish;

// The floats of packed weights; the number of rows plays no part.
size_t tokens_packed_count(const tokens_linear_shape *shape);

// Packs weights, (output, input), and biases, (output).
void tokens_pack(const tokens_linear_shape *shape, const float *weights, const float *biases,
                 float *packed);

// Writes source * weights, transposed, + biases: (row, output). Each element sums its terms one after
// another, each by one fused multiply-add, from 0 on, and then adds its bias.
void tokens_linear(const tokens_linear_shape *shape, const float *source, const float *packed,
                   tokens_finish finish, float *destination, int threads);

// The sizes of an attention.
typedef struct {
  size_t batch, tokens, heads;
  size_t depth;  // channels a head
  size_t lanes;  // of the working memory: 8 or 16
} tokens_attention_shape;

// The floats of working memory that an attention takes with a number of threads. It grows with the tokens,
// not with their square.
size_t tokens_attention_scratch_count(const tokens_attention_shape *shape, int threads);

// Writes softmax(q k^T / sqrt(depth)) v of each head, (batch, token, head * depth), from the queries, keys
// and values of each token, (batch, token, 3 * head * depth).
//
// A row of softmax is e^(s - largest s); its sum runs as in tokens_normalise. Weighted values are summed one
// after another, each by one fused multiply-add, from 0 on, and multiplied by the inverse of that sum.
// `scratch` is 64-byte aligned.
void tokens_attend(const tokens_attention_shape *shape, const float *source, float *destination,
                   float *scratch, int threads);

// Replaces values by e^x, 0 below -87; at most 88 is right. Within 2 units in the last place.
void tokens_exponential(size_t count, size_t lanes, float *values);

// Replaces values by the error function of them. Within 2 units in the last place.
void tokens_error_function(size_t count, size_t lanes, float *values);
