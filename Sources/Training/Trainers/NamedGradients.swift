internal import OrderedCollections
internal import Tensors

extension OrderedDictionary<String, Tensor> {
  /// Adds tensors to those of the same names, in place; names met for the first time are taken over.
  mutating func add(_ others: OrderedDictionary<String, Tensor>) {
    for (name, other) in others {
      guard let index = index(forKey: name) else {
        self[name] = other
        continue
      }
      let count = values[index].elements.count
      precondition(
        count == other.elements.count,
        "expected \(count) values of “\(name)”, found \(other.elements.count)")
      var sums = values[index].elements.mutableSpan
      let terms = other.elements.span
      for place in 0..<count {
        // Both counts are equal, checked above.
        unsafe sums[unchecked: place] += terms[unchecked: place]
      }
    }
  }

  /// Replaces every element by `kept` times itself and `taken` times that of the same name and place.
  mutating func average(
    with others: OrderedDictionary<String, Tensor>, keeping kept: Float, taking taken: Float
  ) {
    for index in values.indices {
      let count = values[index].elements.count
      guard let other = others[keys[index]], other.elements.count == count else {
        preconditionFailure("expected \(count) values of “\(keys[index])” to average with")
      }
      var means = values[index].elements.mutableSpan
      let terms = other.elements.span
      for place in 0..<count {
        // Both counts are equal, checked above.
        unsafe means[unchecked: place] =
          kept * means[unchecked: place] + taken * terms[unchecked: place]
      }
    }
  }

  /// Multiplies every element of every tensor by one factor, in place.
  mutating func scale(by factor: Float) {
    for index in values.indices {
      var elements = values[index].elements.mutableSpan
      for place in elements.indices { elements[place] *= factor }
    }
  }
}
