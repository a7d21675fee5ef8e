/// Why a value is refused, as a clause.
struct Reason: Error, Equatable {
  let text: String

  init(_ text: String) { self.text = text }
}
