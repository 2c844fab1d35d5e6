private import COpenBLAS

/// Sets how many threads every product and decomposition may use.
/// - Precondition: `count` is positive.
package func setLinearAlgebraThreads(_ count: Int) {
  precondition(count > 0, "at least one thread works")
  openblas_set_num_threads(Int32(clamping: count))
}
