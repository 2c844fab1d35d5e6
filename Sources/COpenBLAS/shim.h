#pragma once
// C's complex types do not import into Swift; these stand in for them in the headers below.
typedef struct { float real, imaginary; } ComplexFloat;
typedef struct { double real, imaginary; } ComplexDouble;
#define LAPACK_COMPLEX_CUSTOM
#define lapack_complex_float ComplexFloat
#define lapack_complex_double ComplexDouble
#include <lapacke.h>
#include <cblas.h>
// LAPACK has it, its headers do not: the reduction of some columns of a symmetric matrix, as dsytrd
// takes them. Fortran takes everything by its place, and the length of text at the end.
void dlatrd_(
    const char *, const int *, const int *, double *, const int *, double *, double *, double *,
    const int *, size_t);
static inline void reduce_panel(
    char triangle, int order, int columns, double *matrix, int leading, double *off_diagonal,
    double *factors, double *work, int work_leading) {
  dlatrd_(
      &triangle, &order, &columns, matrix, &leading, off_diagonal, factors, work, &work_leading, 1);
}
// Swift's Glibc has no mallopt.
#include <malloc.h>

// Swift can't ask the processor. What it has, and the system keeps the registers of: a bit for each, in
// the order of ProcessorFeatures.
static inline unsigned processor_features(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  return !!__builtin_cpu_supports("avx2") | !!__builtin_cpu_supports("fma") << 1 |
      !!__builtin_cpu_supports("bmi") << 2 | !!__builtin_cpu_supports("bmi2") << 3 |
      !!__builtin_cpu_supports("avx512f") << 4 | !!__builtin_cpu_supports("avx512cd") << 5 |
      !!__builtin_cpu_supports("avx512bw") << 6 | !!__builtin_cpu_supports("avx512dq") << 7 |
      !!__builtin_cpu_supports("avx512vl") << 8 | !!__builtin_cpu_supports("avx512bf16") << 9;
#else
  return 0;
#endif
}
