private import Glibc
private import Synchronization

/// The addresses of the files that are mapped.
///
/// A page that its file no longer has, as another program has shortened it, reads as zeros, where it would
/// else end the program (SIGBUS). The signal of any other page goes to whoever took it before.
enum MappedPages {
  /// The most maps that Linux lets a program have (vm.max_map_count), and some more.
  private static let capacity = 1 << 16
  private static let pageSize = UInt(sysconf(Int32(_SC_PAGESIZE)))

  /// The first address of each map and the one behind its last; 0 where there is none.
  ///
  /// Pages of it that no map has come to take no memory.
  nonisolated(unsafe) private static let bounds = {
    guard let bounds = unsafe calloc(2 * capacity, MemoryLayout<UInt>.stride) else {
      preconditionFailure("there are addresses for the bounds of maps")
    }
    return unsafe bounds.bindMemory(to: UInt.self, capacity: 2 * capacity)
  }()
  /// How many of the slots were ever taken.
  nonisolated(unsafe) private static var count = 0
  /// The slots that are free again.
  private static let free = Mutex<[Int]>([])
  /// What took the signal before.
  nonisolated(unsafe) private static var former = sigaction()

  /// Adds a map.
  /// - Returns: its slot.
  static func add(_ map: UnsafeRawBufferPointer) -> Int {
    takeSignal
    let start = UInt(bitPattern: map.baseAddress)
    return free.withLock { free in
      let slot = unsafe free.popLast() ?? count
      precondition(slot < capacity, "a program has no more maps")
      unsafe bounds[2 * slot] = start
      unsafe bounds[2 * slot + 1] = start + UInt(map.count)
      unsafe count = max(count, slot + 1)
      return slot
    }
  }

  /// Takes a map away.
  static func remove(_ slot: Int) {
    free.withLock { free in
      unsafe bounds[2 * slot + 1] = 0
      free.append(slot)
    }
  }

  /// Takes the signal once.
  private static let takeSignal: Void = {
    precondition(pageSize > 0)
    var action = sigaction()
    unsafe action.__sigaction_handler.sa_sigaction = { number, information, context in
      guard unsafe MappedPages.clear(information) else {
        return unsafe MappedPages.pass(number, information, context)
      }
    }
    action.sa_flags = SA_SIGINFO | SA_ONSTACK
    unsafe sigaction(SIGBUS, &action, &former)
  }()

  /// Puts zeros in the place of a page that is missing; false for one of another's.
  private static func clear(_ information: UnsafeMutablePointer<siginfo_t>?) -> Bool {
    let beyondTheFile: Int32 = 2  // BUS_ADRERR
    let address = unsafe UInt(bitPattern: information?.pointee._sifields._sigfault.si_addr)
    guard unsafe information?.pointee.si_code == beyondTheFile, holds(address) else { return false }
    let page = unsafe UnsafeMutableRawPointer(bitPattern: address / pageSize * pageSize)
    let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED
    return unsafe mmap(page, Int(pageSize), PROT_READ, flags, -1, 0) != MAP_FAILED
  }

  private static func holds(_ address: UInt) -> Bool {
    var slot = 0
    while unsafe slot < count {
      if unsafe bounds[2 * slot] <= address, unsafe address < bounds[2 * slot + 1] { return true }
      slot += 1
    }
    return false
  }

  /// Gives the signal to whoever took it before.
  private static func pass(
    _ number: Int32, _ information: UnsafeMutablePointer<siginfo_t>?,
    _ context: UnsafeMutableRawPointer?
  ) {
    if unsafe former.sa_flags & SA_SIGINFO != 0 {
      unsafe former.__sigaction_handler.sa_sigaction?(number, information, context)
      return
    }
    if let handler = unsafe former.__sigaction_handler.sa_handler,
      unsafe unsafeBitCast(handler, to: Int.self) != unsafeBitCast(SIG_IGN, to: Int.self)
    {
      return handler(number)
    }
    // The instruction at fault is run again, and ends the program; a signal that was sent is not.
    unsafe sigaction(SIGBUS, &former, nil)
    if unsafe information?.pointee.si_code ?? 0 <= 0 { raise(number) }
  }
}
