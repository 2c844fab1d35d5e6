private import Glibc

/// The environment that the program was started in.
package enum Environment {
  /// What a variable is set to; nil where it is not set.
  package static subscript(_ name: String) -> String? {
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }
}
