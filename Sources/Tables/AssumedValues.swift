package import JSON
package import Specs

extension ResolvedExperiment {
  /// Returns what the rows of the table have in a field that an assumption names, in words.
  ///
  /// A note that is inherited then says what this table shows, and not what the one did that it was
  /// written for.
  ///
  /// - Parameter field: the path, such as "descriptor.pooling".
  /// - Returns: each value once, in the order of the rows, as "spoc and gem"; nil for a field of anything
  ///   else than rows, or one whose values are no names or numbers.
  package func assumedValues(of field: String) -> String? {
    let keys = field.split(separator: ".").map(String.init)
    guard keys.count > 1, ["descriptor", "search"].contains(keys[0]) else { return nil }
    let values = rows.filter { $0.model != nil }.map { row -> String? in
      do {
        let settings: CanonicalJSON =
          keys[0] == "search" ? try .encoding(row.search) : try .encoding(row.descriptor)
        return keys.dropFirst().reduce(settings) { $0?.members?[$1] }?.shortWords
      } catch {
        return nil
      }
    }
    let known = values.compactMap(\.self)
    guard known.count == values.count, !known.isEmpty else { return nil }
    let last = known.unique.suffix(2).joined(separator: " and ")
    return (known.unique.dropLast(2) + [last]).joined(separator: ", ")
  }
}

extension CanonicalJSON {
  /// A name, a number, a list of those, or the kind of an object, in words; else nil.
  package var shortWords: String? {
    switch self {
    case .string(let text): return text
    case .integer(let number): return "\(number)"
    case .double(let number):
      return number == number.rounded() && abs(number) < 1e6 ? "\(Int(number))" : "\(number)"
    case .array(let elements):
      let words = elements.compactMap(\.shortWords)
      guard words.count == elements.count else { return nil }
      return words.count == 1 ? words[0] : "[\(words.joined(separator: ", "))]"
    case .object(let members): return members["kind"]?.text
    case .null, .bool: return nil
    }
  }
}
