internal import CKernels
import Formats
private import Glibc
import LinearAlgebra

extension OperatorTable {
  static let functionEntries = [
    Entry("Abs", opset: 1) { _ throws(OperatorFault) in
      Elementwise(integers: { $0 < 0 ? 0 &- $0 : $0 }) { abs($0) }
    },
    Entry("Neg", opset: 1) { _ throws(OperatorFault) in
      Elementwise(.negation, integers: { 0 &- $0 }) { -$0 }
    },
    Entry("Sqrt", opset: 1) { _ throws(OperatorFault) in
      Elementwise(.squareRoot) { $0.squareRoot() }
    },
    Entry("Reciprocal", opset: 1) { _ throws(OperatorFault) in
      Elementwise(.reciprocal) { 1 / $0 }
    },
    Entry("Exp", opset: 1) { _ throws(OperatorFault) in Elementwise(kernel_exp) },
    Entry("Log", opset: 1) { _ throws(OperatorFault) in Elementwise { log($0) } },
    Entry("Erf", opset: 9) { _ throws(OperatorFault) in Elementwise(kernel_erf) },
    Entry("Floor", opset: 1) { _ throws(OperatorFault) in Elementwise { $0.rounded(.down) } },
    Entry("Ceil", opset: 1) { _ throws(OperatorFault) in Elementwise { $0.rounded(.up) } },
    Entry("Round", opset: 11) { _ throws(OperatorFault) in
      Elementwise { $0.rounded(.toNearestOrEven) }
    },
    Entry("Sign", opset: 9) { _ throws(OperatorFault) in
      Elementwise(integers: { $0.signum() }) { $0 > 0 ? 1 : $0 < 0 ? -1 : $0 }
    },
    Entry("Sin", opset: 7) { _ throws(OperatorFault) in Elementwise { sin($0) } },
    Entry("Cos", opset: 7) { _ throws(OperatorFault) in Elementwise { cos($0) } },
  ]
}
