#pragma once

// The loops that need the processor's widest vectors. Matrices are row-major, of float.
//
// A product of matrices takes its factors in panels: one of rows holds kernel_rows() rows of the
// left
// factor, inner x rows; one of columns kernel_columns() columns of the right one, inner x columns.
// Rows
// and columns that the last panel lacks are there, and what they hold does not matter.
//
// Each sum is formed in one order, that of the inner index, whatever is computed beside it.

#if defined(__cplusplus)
extern "C" {
#endif

/// What instructions the kernels use.
enum kernel_instructions { kernel_baseline, kernel_avx2, kernel_avx512 };

/// The instructions in use: the widest that the processor has, unless others were chosen.
enum kernel_instructions kernel_instructions_in_use(void);
/// Chooses instructions for the calling thread, or the widest below that the processor has; what was
/// packed for others is of no use then.
void kernel_use_instructions(enum kernel_instructions);

/// Rows of a panel.
long kernel_rows(void);
/// Columns of a panel.
long kernel_columns(void);
/// Elements of a vector.
long kernel_lanes(void);

/// What is done to each element of a result before it is written, in this order.
struct kernel_ending {
  /// What is added to each row; null for nothing.
  const float *bias;
  /// What each row is multiplied by, and what is added to it then; null for nothing.
  const float *scale, *shift;
  /// What is added to each element, lying as the result does; null for nothing.
  const float *addend;
  /// The limits that it is kept within; what is not a number stays.
  float low, high;
};

/// Packs the left factor of a product: element (row, k) is matrix[row * row_step + k * step].
void kernel_pack_rows(
    const float *matrix, long rows, long inner, long row_step, long step, float *panels);
/// Packs rows of the right factor, whose element (k, column) is matrix[k * step + column * column_step],
/// in panels of panel_inner rows.
void kernel_pack_columns(
    const float *matrix, long inner, long columns, long step, long column_step, float *panels,
    long panel_inner);

/// How a kernel slides over a map.
struct kernel_window {
  /// Extents of the map.
  long height, width;
  /// Extents of the kernel, and its steps down and to the right.
  long rows, columns, row_stride, column_stride, row_dilation, column_dilation;
  /// Rows above the map and columns on its left that it takes for 0.
  long top, left;
  /// Rows of the result, and positions in a row of it.
  long place_rows, places;
};

/// Packs rows of a receptive field matrix (channels * kernel rows * kernel columns x positions) as
/// the
/// right factor of a product.
/// - channels: channels x height x width.
/// - first_row, rows: which rows of the matrix.
/// - first_place, places: which of its columns.
/// - column: where in the panels the first of them is.
void kernel_pack_fields(
    const float *channels, const struct kernel_window *window, long first_row, long rows,
    long first_place, long places, float *panels, long column);

/// Writes a product, or adds it to what is there.
/// - rows_panels: each has panel_inner columns, of which inner count, from the address on.
/// - result: rows x columns, each row leading behind the other.
/// - ending: null where more is to be added.
void kernel_multiply(
    const float *rows_panels, long rows, long panel_inner, const float *columns_panels,
    long columns, long inner, float *result, long leading, int is_first,
    const struct kernel_ending *ending);

/// A matrix as it lies: element (row, column) is elements[row * row_step + column * column_step].
struct kernel_factor {
  const float *elements;
  long row_step, column_step;
};

/// How many rows and columns of a right factor are packed at a time.
enum { kernel_block = 256 };

/// Writes the product of two matrices that lie as they are; to the bit what kernel_multiply gives.
/// - inner: more than 0.
/// - room: for kernel_block * kernel_block numbers.
void kernel_multiply_strided(
    const struct kernel_factor *left, const struct kernel_factor *right, long rows, long inner,
    long columns, float *result, long leading, float *room);

/// Adds a row to another, each element behind the first step further.
void kernel_add_strided(float *result, long step, const float *source, long count);

/// The most elements of a kernel that slides over one map after the other.
enum { kernel_most_taps = 1024 };

/// How many numbers a window needs room for, beside its map and its result.
long kernel_slide_room(const struct kernel_window *window);
/// The sum of the elements of one map under a window, weighted, at each place.
/// - weights: kernel rows x kernel columns.
/// - result: place rows x places; what the ending has for rows is one number each, and its addend
///   lies
///   as the result.
void kernel_slide_sum(
    const float *map, const struct kernel_window *window, const float *weights, float *room,
    float *result, const struct kernel_ending *ending);
/// The largest element of one map under a window at each place; not a number where one of them is
/// none.
void kernel_slide_largest(
    const float *map, const struct kernel_window *window, float *room, float *result);

/// Writes a row of numbers with the ending, whose rows are one number each.
void kernel_end_row(
    float *result, const float *source, long count, const struct kernel_ending *ending);

// A convolution of 3 x 3 by F(4 x 4, 3 x 3) (Winograd; Lavin and Gray, 2016): tiles of 6 x 6
// elements,
// every 4 rows and columns, are transformed, each element becomes a product of matrices (filters x
// channels times channels x tiles), and the products are transformed into 4 x 4 results.

/// Transforms filters of 3 x 3, in double: element e of filter f is elements[e * count + f].
///
/// The transform's finite points are 0, 11/16, -11/16, 3/2 and -3/2, those of few bits that lose
/// the
/// least: results differ from exact ones by twice as much as those of sums in float.
void kernel_transform_filters(const float *filters, long count, float *elements);

/// Lays out tiles of one map: element (i, j) of the tile at (row, column) is that of the map at
/// (4 row + i - top, 4 column + j - left), 0 outside of it.
/// - planes: one for each of the 36 elements, plane_step apart; tiles row by row.
void kernel_lay_out_tiles(
    const float *map, long height, long width, long top, long left, long first_row, long rows,
    long columns, float *planes, long plane_step);
/// Transforms the tiles of one channel into panels of columns.
/// - planes: as above; readable up to a vector beyond the last tile.
/// - panels: for each element those of inner rows, element_step apart; row `channel` is written.
void kernel_transform_tiles(
    const float *planes, long plane_step, long tiles, float *panels, long element_step, long inner,
    long channel);
/// Transforms one filter's products into rows of its map.
/// - products: for each element one for each tile, element_step apart; readable up to a vector
///   beyond.
/// - ending: what it has for rows is one number each; its addend lies as the map.
void kernel_transform_products(
    const float *products, long element_step, long first_row, long rows, long columns, float *map,
    long height, long width, const struct kernel_ending *ending);

// Functions of single elements and of rows. The result may be where an operand is. What an element
// gives does not depend on what is computed beside it.

/// Functions of one element, for X(name): within a few units in the last place everywhere.
///
/// - limits: kept within a and b; what is not a number stays.
/// - swish: x times the logistic function of a x.
/// - gelu, gelu_by_tanh: x times the normal distribution function, and its approximation.
/// - elu: a (e^x - 1) below 0; celu: a (e^(x / a) - 1) below 0; selu: elu of a, times b.
/// - hard_sigmoid: a x + b kept within 0 and 1; hard_swish: x times that of 1/6 and 1/2.
/// - leaky_relu: a x below 0.
#define KERNEL_FUNCTIONS(X) \
  X(limits) X(exp) X(sigmoid) X(swish) X(tanh) X(softplus) X(mish) X(erf) X(gelu) X(gelu_by_tanh) \
  X(elu) X(celu) X(selu) X(hard_sigmoid) X(hard_swish) X(leaky_relu)

enum kernel_function {
  kernel_limits, kernel_exp, kernel_sigmoid, kernel_swish, kernel_tanh, kernel_softplus,
  kernel_mish, kernel_erf, kernel_gelu, kernel_gelu_by_tanh, kernel_elu, kernel_celu, kernel_selu,
  kernel_hard_sigmoid, kernel_hard_swish, kernel_leaky_relu
};

/// A function of each element; a and b are what the function has besides.
void kernel_apply(
    float *result, const float *source, long count, enum kernel_function function, float a,
    float b);

/// Functions of two elements, for X(name, operator).
#define KERNEL_OPERATIONS(X) X(add, +) X(subtract, -) X(times, *) X(divide, /)

enum kernel_operation { kernel_add, kernel_subtract, kernel_times, kernel_divide };

/// A function of the elements of two rows, each of which is one number where its step is 0, not 1.
void kernel_combine(
    float *result, enum kernel_operation operation, const float *a, long a_step, const float *b,
    long b_step, long count);

/// The sum of a row, in double.
double kernel_sum(const float *values, long count);
/// The sum of the squares of a row's distances from a mean, in double.
double kernel_sum_of_squares(const float *values, long count, double mean);
/// Whether the largest magnitude, finite, is at most 2^bits times the geometric mean of those that are
/// not 0, both by their exponents.
int kernel_is_even(const float *values, long count, int bits);
/// A row less its mean, divided by its deviation, then multiplied by scales; shifts are added,
/// unless null.
void kernel_normalize(
    float *result, const float *source, const float *scale, const float *shift, long count,
    double mean, double deviation);
/// A row times a factor plus a shift, in double.
void kernel_scale_in_double(
    float *result, const float *source, long count, double factor, double shift);
/// A map divided by a power of bias + factor * the sum of the squares of some maps, which lie one
/// behind the other.
void kernel_normalize_across(
    float *result, const float *map, const float *maps, long neighbours, long count, float factor,
    float bias, float power);
/// The exponentials of a row scaled to sum to one, or their logarithms.
void kernel_softmax(float *result, const float *source, long count, int is_logarithm);

/// Writes element (row, column) of a matrix to result[column * result_step + row].
void kernel_transpose(
    float *result, long result_step, const float *source, long source_step, long rows,
    long columns);

#if defined(__cplusplus)
}
#endif
