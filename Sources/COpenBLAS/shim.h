#pragma once
// C's complex types do not import into Swift; these stand in for them in the headers below.
typedef struct { float real, imaginary; } ComplexFloat;
typedef struct { double real, imaginary; } ComplexDouble;
#define LAPACK_COMPLEX_CUSTOM
#define lapack_complex_float ComplexFloat
#define lapack_complex_double ComplexDouble
#include <lapacke.h>
#include <cblas.h>
// Swift's Glibc has no mallopt.
#include <malloc.h>
