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
  kernel_none = -1, kernel_limits, kernel_exp, kernel_sigmoid, kernel_swish, kernel_tanh, kernel_softplus,
  kernel_mish, kernel_erf, kernel_gelu, kernel_gelu_by_tanh, kernel_elu, kernel_celu, kernel_selu,
  kernel_hard_sigmoid, kernel_hard_swish, kernel_leaky_relu
};

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
  /// A function of it, and what that has besides.
  enum kernel_function function;
  float a, b;
};

/// Packs the left factor of a product: element (row, k) is matrix[row * row_step + k * step].
void kernel_pack_rows(
    const float *matrix, long rows, long inner, long row_step, long step, float *panels);
/// Packs rows of the right factor, whose element (k, column) is matrix[k * step + column * column_step],
/// in panels of panel_inner rows.
void kernel_pack_columns(
    const float *matrix, long inner, long columns, long step, long column_step, float *panels,
    long panel_inner);

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
enum { kernel_factor_block = 256 };

/// Writes the product of two matrices that lie as they are; to the bit what kernel_multiply gives.
/// - inner: more than 0.
/// - room: for kernel_factor_block * kernel_factor_block numbers.
void kernel_multiply_strided(
    const struct kernel_factor *left, const struct kernel_factor *right, long rows, long inner,
    long columns, float *result, long leading, float *room);

/// Adds a row to another, each element behind the first step further.
void kernel_add_strided(float *result, long step, const float *source, long count);

/// How many rows of a matrix are multiplied at a time.
enum { kernel_matrix_rows = 64 };
/// The inner products of each of some rows with each row of a matrix, which may lie at any address: summed
/// in 16 parts, by the rest of the inner index, whatever rows there are, and these in one order.
/// - rows: each is row_step behind the one before it.
/// - room: for count * kernel_matrix_rows * kernel_block numbers.
/// - result: rows x matrix_rows, each row leading behind the other.
void kernel_multiply_rows(
    const float *rows, long count, long row_step, const unsigned char *matrix, long matrix_rows,
    long inner, float *room, float *result, long leading);

/// Writes a row of numbers with the ending, whose rows are one number each.
void kernel_end_row(
    float *result, const float *source, long count, const struct kernel_ending *ending);

// Maps in blocks of channels: channels / kernel_block x places x kernel_block, so that the channels of
// a block at one place are a vector or a few. What the last block has beyond the channels does not
// matter. Endings have one number for each filter, whose number is rounded up to whole blocks, and an
// addend that lies as the result does.

enum {
  /// How many channels a block has.
  kernel_block = 16
};

/// How many blocks of filters a product takes at most.
long kernel_most_blocks(void);

/// Some numbers that follow one another, which a place of a product takes: how far the first is from
/// the place's own, and how many there are.
struct kernel_term {
  long offset, depth;
};
struct kernel_terms {
  const struct kernel_term *terms;
  long count;
};
/// Some filters of a block.
struct kernel_lanes {
  long first, count;
};

/// Packs filters for a product: number k of a filter is filters[k * step], and each begins filter_step
/// behind the one before it.
/// - lanes: where in the first block the first filter is, and how many filters there are; lanes
///   without one are 0.
/// - panel: inner x blocks * kernel_block.
void kernel_pack_filters(
    const float *filters, long inner, long step, long filter_step, struct kernel_lanes lanes,
    long blocks, float *panel);
/// Places times filters: sums over the terms in their order.
/// - input: of the first place; the next is `step` numbers further, kernel_block or 1.
/// - weights: a panel, whose inner numbers are those of the terms.
/// - result: of the first place and block; the next block is block_step further.
/// - lanes: the filters of the one block that are written; null for all.
/// - ending: null for none.
void kernel_multiply_places(
    const float *input, long step, const struct kernel_terms *terms, const float *weights,
    long blocks, long places, float *result, long block_step, const struct kernel_lanes *lanes,
    const struct kernel_ending *ending);
/// How a window slides over a map.
struct kernel_window {
  /// Extents of the map.
  long height, width;
  /// Its rows and columns.
  long rows, columns;
  /// From one of its rows and columns to the next.
  long row_step, column_step;
  /// From one place to the next.
  long row_stride, column_stride;
  /// Rows and columns of the first place that are before the map.
  long top, left;
};
/// What is made of the elements of a window over one block at each place of one row of the result: their
/// sum, each times its weights (rows x columns x kernel_block), row by row; or, where the weights are
/// null, the largest, which is not a number where one of them is none.
///
/// Elements beyond the map are left out.
void kernel_slide(
    const float *map, const struct kernel_window *window, long row, const float *weights,
    long places, float *result, const struct kernel_ending *ending);
/// Writes places of one block with an ending.
void kernel_end_places(
    float *result, const float *source, long places, const struct kernel_ending *ending);
/// Ends a row of a product, multiplied by a factor first, in place: the ending has one number for each
/// column, whose number is rounded up to whole blocks.
void kernel_end_columns(
    float *row, long count, float factor, const struct kernel_ending *ending);
/// Writes a block whose channels are of several others.
/// - offsets: of each lane, how far its channel's first element is from the maps'; below 0 for a lane of
///   zeros.
void kernel_gather_lanes(const float *maps, const long *offsets, long places, float *result);
/// The sums over places of the channels of a block, in double, as kernel_sum has them.
void kernel_sum_lanes(const float *source, long places, double *sums);

/// How rows of a map are laid out so that a window slides over them by one place.
struct kernel_strip {
  /// Extents of the map, and numbers at each of its places.
  long height, width, unit;
  /// Columns that lie left of the map.
  long left;
  /// From one row of the strip to the next, and from one of its columns to the next.
  long row_stride, column_stride;
  /// Columns of a row, which is there for each of some phases: the column of the first, with those on
  /// the left.
  long columns;
  const long *phases;
  long phase_count;
};
/// Lays out rows, with zeros where the map is not: rows x phases x columns x unit.
/// - first_row: of the map; it may be negative.
void kernel_lay_out_strip(
    const float *map, const struct kernel_strip *strip, long first_row, long rows,
    float *result);

// A convolution of 3 x 3 by F(4 x 4, 3 x 3) (Winograd; Lavin and Gray, 2016): tiles of 6 x 6
// elements,
// every 4 rows and columns, are transformed, each element becomes a product of matrices (filters x
// channels times channels x tiles), and the products are transformed into 4 x 4 results.

/// Transforms one of the 6 rows of a panel of filters of 3 x 3.
///
/// The transform's finite points are 0, 11/16, -11/16, 3/2 and -3/2, those of few bits that lose the
/// least: results differ from exact ones by 2.2 to 2.4 times as much as those of sums in float.
/// - panel: channels / kernel_block x 9 x kernel_block x blocks * kernel_block.
/// - elements: 6, element_step apart, each channels x blocks * kernel_block.
void kernel_transform_filters(
    const float *panel, long channels, long blocks, long row, float *elements,
    long element_step);
/// Transforms tiles of one block of channels: element (i, j) of the tile at (row, column) is that of the
/// map at (4 row + i - top, 4 column + j - left), 0 outside of it.
/// - elements: 36, element_step apart, each tiles x kernel_block.
void kernel_transform_block(
    const float *map, long height, long width, long top, long left, long first_row, long rows,
    long columns, float *elements, long element_step);
/// Transforms products of one block of filters into rows of its maps.
void kernel_transform_block_back(
    const float *elements, long element_step, long first_row, long rows, long columns, float *map,
    long height, long width, const struct kernel_ending *ending);

// Functions of single elements and of rows. The result may be where an operand is. What an element
// gives does not depend on what is computed beside it.

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

/// The same of the channels of a block at some places and one number for each channel.
/// - is_first: whether the numbers are the first operand.
void kernel_combine_lanes(
    float *result, enum kernel_operation operation, const float *maps, const float *numbers,
    int is_first, long places);

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
