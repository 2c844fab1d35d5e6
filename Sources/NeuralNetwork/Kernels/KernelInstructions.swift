internal import CKernels

/// The instructions that the project's own kernels use on this processor.
package var kernelInstructions: String {
  switch kernel_instructions_in_use() {
  case kernel_avx512: "AVX-512"
  case kernel_avx2: "AVX2"
  default: "baseline"
  }
}
