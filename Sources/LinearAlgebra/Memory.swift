private import COpenBLAS

/// Lets arrays that are made have the memory of those let go, up to 64 MB of it.
///
/// By default the C library gives large blocks back to the system at once, which then clears each page
/// again: a third of the time of a product whose result is written to a file and forgotten. What threads
/// have, in parts of 64 MB, would go back whenever one of the parts is free: a tenth of the time of VGG-16.
package func reuseMemory() {
  _ = mallopt(M_MMAP_THRESHOLD, 32 << 20)
  _ = mallopt(M_TRIM_THRESHOLD, 64 << 20)
  // A part stays as long as the one before it has less than this to spare.
  _ = mallopt(M_TOP_PAD, 64 << 20)
}
