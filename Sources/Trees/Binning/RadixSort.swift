/// Sorts numbers, none of them NaN, ascending; negative zero before zero.
///
/// Their bits, with the sign turned over and those of negative numbers all turned over, have the order of the numbers; six
/// passes distribute them by eleven bits each.
func radixSort(_ numbers: inout [Double]) {
  let count = numbers.count
  guard count > 1 else { return }
  var keys = numbers.map { number in
    let bits = number.bitPattern
    return bits ^ (bits >> 63 == 1 ? ~0 : 1 << 63)
  }
  var other = [UInt64](repeating: 0, count: count)
  for shift in stride(from: 0, to: 64, by: 11) {
    var starts = [Int](repeating: 0, count: 2049)
    keys.withUnsafeBufferPointer { keys in
      starts.withUnsafeMutableBufferPointer { starts in
        for key in keys { starts[Int(key >> UInt64(shift) & 2047) + 1] += 1 }
      }
    }
    // A digit that all keys share changes nothing.
    if starts.contains(count) { continue }
    for digit in 0..<2048 { starts[digit + 1] += starts[digit] }
    keys.withUnsafeBufferPointer { keys in
      other.withUnsafeMutableBufferPointer { other in
        starts.withUnsafeMutableBufferPointer { starts in
          for key in keys {
            let digit = Int(key >> UInt64(shift) & 2047)
            other[starts[digit]] = key
            starts[digit] += 1
          }
        }
      }
    }
    swap(&keys, &other)
  }
  for i in 0..<count {
    let key = keys[i]
    numbers[i] = Double(bitPattern: key ^ (key >> 63 == 1 ? 1 << 63 : ~0))
  }
}
