#include "CKernels.h"

#include <math.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

/// The points of the transforms besides 0 and infinity: these and their negatives.
#define FIRST (11.0f / 16)
#define SECOND 1.5f

#define JOIN_(a, b) a##_##b
#define JOIN(a, b) JOIN_(a, b)

/// The kernels for one set of instructions.
struct kernels {
  enum kernel_instructions instructions;
  long rows, columns, most_blocks;
  __typeof__(&kernel_pack_rows) pack_rows;
  __typeof__(&kernel_pack_columns) pack_columns;
  __typeof__(&kernel_multiply) multiply;
  __typeof__(&kernel_multiply_rows) multiply_rows;
  __typeof__(&kernel_multiply_strided) multiply_strided;
  __typeof__(&kernel_add_strided) add_strided;
  __typeof__(&kernel_end_row) end_row;
  __typeof__(&kernel_multiply_places) multiply_places;
  __typeof__(&kernel_slide) slide;
  __typeof__(&kernel_end_places) end_places;
  __typeof__(&kernel_end_columns) end_columns;
  __typeof__(&kernel_gather_lanes) gather_lanes;
  __typeof__(&kernel_combine_lanes) combine_lanes;
  __typeof__(&kernel_sum_lanes) sum_lanes;
  __typeof__(&kernel_lay_out_strip) lay_out_strip;
  __typeof__(&kernel_transform_filters) transform_filters;
  __typeof__(&kernel_transform_block) transform_block;
  __typeof__(&kernel_transform_block_back) transform_block_back;
  __typeof__(&kernel_apply) apply;
  __typeof__(&kernel_combine) combine;
  __typeof__(&kernel_sum) sum;
  __typeof__(&kernel_sum_of_squares) sum_of_squares;
  __typeof__(&kernel_is_even) is_even;
  __typeof__(&kernel_normalize) normalize;
  __typeof__(&kernel_scale_in_double) scale_in_double;
  __typeof__(&kernel_normalize_across) normalize_across;
  __typeof__(&kernel_softmax) softmax;
};

#define KERNELS \
  { \
    .instructions = INSTRUCTIONS, .rows = ROWS, .columns = VECTORS * LANES, \
    .most_blocks = MOST_BLOCKS, .pack_rows = NAME(pack_rows), \
    .pack_columns = NAME(pack_columns), .multiply = NAME(multiply), .multiply_rows = NAME(multiply_rows), \
    .multiply_strided = NAME(multiply_strided), .add_strided = NAME(add_strided), \
    .end_row = NAME(end_row), .multiply_places = NAME(multiply_places), \
    .slide = NAME(slide), .end_places = NAME(end_places), .end_columns = NAME(end_columns), \
    .gather_lanes = NAME(gather_lanes), .combine_lanes = NAME(combine_lanes), \
    .lay_out_strip = NAME(lay_out_strip), .transform_filters = NAME(transform_filters), \
    .transform_block = NAME(transform_block), .transform_block_back = NAME(transform_block_back), \
    .apply = NAME(apply), \
    .combine = NAME(combine), .sum = NAME(sum), .sum_lanes = NAME(sum_lanes), \
    .sum_of_squares = NAME(sum_of_squares), .is_even = NAME(is_even), \
    .normalize = NAME(normalize), .scale_in_double = NAME(scale_in_double), \
    .normalize_across = NAME(normalize_across), .softmax = NAME(softmax), \
  }

#if defined(__aarch64__)
#define FMA(a, b, c) __builtin_elementwise_fma(a, b, c)
#define ROWS 8
#define VECTORS 3
#define PLACES 6
#else
#define FMA(a, b, c) ((a) * (b) + (c))
#define ROWS 6
#define VECTORS 2
#define PLACES 2
#endif
#define MOST_BLOCKS 1
#define LANES 4
#define NAME(name) JOIN(name, baseline)
#define INSTRUCTIONS kernel_baseline
#include "kernels.inc"
#include "blocks.inc"
#include "windows.inc"
#include "functions.inc"
#include "rows.inc"
#include "products.inc"
static const struct kernels baseline = KERNELS;
#undef FMA
#undef ROWS
#undef VECTORS
#undef PLACES
#undef MOST_BLOCKS
#undef LANES
#undef NAME
#undef INSTRUCTIONS

#if defined(__x86_64__)
#define FMA(a, b, c) __builtin_elementwise_fma(a, b, c)

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define LANES 8
#define ROWS 6
#define VECTORS 2
#define PLACES 6
#define MOST_BLOCKS 1
#define NAME(name) JOIN(name, avx2)
#define INSTRUCTIONS kernel_avx2
#include "kernels.inc"
#include "blocks.inc"
#include "windows.inc"
#include "functions.inc"
#include "rows.inc"
#include "products.inc"
static const struct kernels avx2 = KERNELS;
#undef ROWS
#undef VECTORS
#undef PLACES
#undef MOST_BLOCKS
#undef LANES
#undef NAME
#undef INSTRUCTIONS
#pragma clang attribute pop

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw"))), apply_to = function)
#define LANES 16
#define ROWS 8
#define VECTORS 3
#define PLACES 14
#define MOST_BLOCKS 2
#define NAME(name) JOIN(name, avx512)
#define INSTRUCTIONS kernel_avx512
#include "kernels.inc"
#include "blocks.inc"
#include "windows.inc"
#include "functions.inc"
#include "rows.inc"
#include "products.inc"
static const struct kernels avx512 = KERNELS;
#pragma clang attribute pop
#endif

/// The widest that the processor has, and what a thread uses in its stead.
static const struct kernels *widest = &baseline;
static _Thread_local const struct kernels *chosen;

static const struct kernels *kernels_up_to(enum kernel_instructions wanted) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (wanted >= kernel_avx512 && __builtin_cpu_supports("avx512f") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512bw"))
    return &avx512;
  if (wanted >= kernel_avx2 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    return &avx2;
#endif
  (void)wanted;
  return &baseline;
}

__attribute__((constructor)) static void find_the_widest(void) {
  widest = kernels_up_to(kernel_avx512);
}

void kernel_use_instructions(enum kernel_instructions wanted) { chosen = kernels_up_to(wanted); }

static inline const struct kernels *in_use(void) { return chosen ? chosen : widest; }

enum kernel_instructions kernel_instructions_in_use(void) { return in_use()->instructions; }
long kernel_rows(void) { return in_use()->rows; }
long kernel_columns(void) { return in_use()->columns; }

void kernel_pack_rows(
    const float *matrix, long rows, long inner, long row_step, long step, float *panels) {
  in_use()->pack_rows(matrix, rows, inner, row_step, step, panels);
}

void kernel_pack_columns(
    const float *matrix, long inner, long columns, long step, long column_step, float *panels,
    long panel_inner) {
  in_use()->pack_columns(matrix, inner, columns, step, column_step, panels, panel_inner);
}

void kernel_multiply(
    const float *rows_panels, long rows, long panel_inner, const float *columns_panels,
    long columns, long inner, float *result, long leading, int is_first,
    const struct kernel_ending *ending) {
  in_use()->multiply(
      rows_panels, rows, panel_inner, columns_panels, columns, inner,
      result, leading, is_first, ending);
}

void kernel_multiply_rows(
    const float *rows, long count, long row_step, const unsigned char *matrix, long matrix_rows,
    long inner, float *room, float *result, long leading) {
  in_use()->multiply_rows(rows, count, row_step, matrix, matrix_rows, inner, room, result, leading);
}

void kernel_multiply_strided(
    const struct kernel_factor *left, const struct kernel_factor *right, long rows, long inner,
    long columns, float *result, long leading, float *room) {
  in_use()->multiply_strided(left, right, rows, inner, columns, result, leading, room);
}

void kernel_add_strided(float *result, long step, const float *source, long count) {
  in_use()->add_strided(result, step, source, count);
}

void kernel_end_row(
    float *result, const float *source, long count, const struct kernel_ending *ending) {
  in_use()->end_row(result, source, count, ending);
}

long kernel_most_blocks(void) { return in_use()->most_blocks; }

void kernel_pack_filters(
    const float *filters, long inner, long step, long filter_step, struct kernel_lanes lanes,
    long blocks, float *panel) {
  long width = blocks * kernel_block;
  memset(panel, 0, 4 * inner * width);
  // Some numbers at a time, so that what is written stays in the cache.
  for (long first = 0; first < inner; first += 64) {
    long end = first + 64 < inner ? first + 64 : inner;
    for (long i = 0; i < lanes.count; i++) {
      const float *filter = filters + i * filter_step;
      float *target = panel + lanes.first + i;
      for (long k = first; k < end; k++) target[k * width] = filter[k * step];
    }
  }
}

void kernel_multiply_places(
    const float *input, long step, const struct kernel_terms *terms, const float *weights,
    long blocks, long places, float *result, long block_step, const struct kernel_lanes *lanes,
    const struct kernel_ending *ending) {
  in_use()->multiply_places(
      input, step, terms, weights, blocks, places, result, block_step, lanes, ending);
}

void kernel_slide(
    const float *map, const struct kernel_window *window, long row, const float *weights,
    long places, float *result, const struct kernel_ending *ending) {
  in_use()->slide(map, window, row, weights, places, result, ending);
}

void kernel_end_places(
    float *result, const float *source, long places, const struct kernel_ending *ending) {
  in_use()->end_places(result, source, places, ending);
}

void kernel_end_columns(
    float *row, long count, float factor, const struct kernel_ending *ending) {
  in_use()->end_columns(row, count, factor, ending);
}

void kernel_gather_lanes(const float *maps, const long *offsets, long places, float *result) {
  in_use()->gather_lanes(maps, offsets, places, result);
}

void kernel_combine_lanes(
    float *result, enum kernel_operation operation, const float *maps, const float *numbers,
    int is_first, long places) {
  in_use()->combine_lanes(result, operation, maps, numbers, is_first, places);
}

void kernel_sum_lanes(const float *source, long places, double *sums) {
  in_use()->sum_lanes(source, places, sums);
}

void kernel_lay_out_strip(
    const float *map, const struct kernel_strip *strip, long first_row, long rows,
    float *result) {
  in_use()->lay_out_strip(map, strip, first_row, rows, result);
}

void kernel_transform_filters(
    const float *panel, long channels, long blocks, long row, float *elements,
    long element_step) {
  in_use()->transform_filters(panel, channels, blocks, row, elements, element_step);
}

void kernel_transform_block(
    const float *map, long height, long width, long top, long left, long first_row, long rows,
    long columns, float *elements, long element_step) {
  in_use()->transform_block(
      map, height, width, top, left, first_row, rows, columns, elements, element_step);
}

void kernel_transform_block_back(
    const float *elements, long element_step, long first_row, long rows, long columns, float *map,
    long height, long width, const struct kernel_ending *ending) {
  in_use()->transform_block_back(
      elements, element_step, first_row, rows, columns, map, height, width, ending);
}

void kernel_apply(
    float *result, const float *source, long count, enum kernel_function function, float a,
    float b) {
  in_use()->apply(result, source, count, function, a, b);
}

void kernel_combine(
    float *result, enum kernel_operation operation, const float *a, long a_step, const float *b,
    long b_step, long count) {
  in_use()->combine(result, operation, a, a_step, b, b_step, count);
}

double kernel_sum(const float *values, long count) { return in_use()->sum(values, count); }

int kernel_is_even(const float *values, long count, int bits) {
  return in_use()->is_even(values, count, bits);
}

double kernel_sum_of_squares(const float *values, long count, double mean) {
  return in_use()->sum_of_squares(values, count, mean);
}

void kernel_normalize(
    float *result, const float *source, const float *scale, const float *shift, long count,
    double mean, double deviation) {
  in_use()->normalize(result, source, scale, shift, count, mean, deviation);
}

void kernel_scale_in_double(
    float *result, const float *source, long count, double factor, double shift) {
  in_use()->scale_in_double(result, source, count, factor, shift);
}

void kernel_normalize_across(
    float *result, const float *map, const float *maps, long neighbours, long count, float factor,
    float bias, float power) {
  in_use()->normalize_across(result, map, maps, neighbours, count, factor, bias, power);
}

void kernel_softmax(float *result, const float *source, long count, int is_logarithm) {
  in_use()->softmax(result, source, count, is_logarithm);
}

typedef float four __attribute__((ext_vector_type(4)));
typedef float loose_four __attribute__((ext_vector_type(4), aligned(4)));

void kernel_transpose(
    float *result, long result_step, const float *source, long source_step, long rows,
    long columns) {
  for (long row = 0; row < rows; row += 4) {
    long height = rows - row < 4 ? rows - row : 4, column = 0;
    const float *from = source + row * source_step;
    float *to = result + row;
    for (; height == 4 && column + 4 <= columns; column += 4) {
      four a = *(const loose_four *)(from + column);
      four b = *(const loose_four *)(from + source_step + column);
      four c = *(const loose_four *)(from + 2 * source_step + column);
      four d = *(const loose_four *)(from + 3 * source_step + column);
      four ac = __builtin_shufflevector(a, c, 0, 4, 1, 5);
      four bd = __builtin_shufflevector(b, d, 0, 4, 1, 5);
      four ac2 = __builtin_shufflevector(a, c, 2, 6, 3, 7);
      four bd2 = __builtin_shufflevector(b, d, 2, 6, 3, 7);
      float *target = to + column * result_step;
      *(loose_four *)target = __builtin_shufflevector(ac, bd, 0, 4, 1, 5);
      *(loose_four *)(target + result_step) = __builtin_shufflevector(ac, bd, 2, 6, 3, 7);
      *(loose_four *)(target + 2 * result_step) = __builtin_shufflevector(ac2, bd2, 0, 4, 1, 5);
      *(loose_four *)(target + 3 * result_step) = __builtin_shufflevector(ac2, bd2, 2, 6, 3, 7);
    }
    for (; column < columns; column++)
      for (long i = 0; i < height; i++)
        to[column * result_step + i] = from[i * source_step + column];
  }
}
