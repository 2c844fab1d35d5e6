private import COpenBLAS

/// Lets arrays that are made have the memory of those let go, up to 64 MB of it.
///
/// By default the C library gives large blocks back to the system at once, which then clears each page
/// again: a third of the time of a product whose result is written to a file and forgotten. An arena for
/// each thread would do so, too, as it is made of parts of 64 MB: all threads take memory from one.
package func reuseMemory() {
  _ = mallopt(M_MMAP_THRESHOLD, 32 << 20)
  _ = mallopt(M_TRIM_THRESHOLD, 64 << 20)
  _ = mallopt(M_ARENA_MAX, 1)
}
