package import Failures
package import Formats
package import OrderedCollections
import Retrieval
package import Tensors

extension Projection {
  /// What is stored of a whitening, which has no offset: `mean` (dimension given) and `matrix`
  /// (dimension kept × dimension given).
  package var tensors: OrderedDictionary<String, Tensor> {
    [
      "mean": Tensor(shape: [mean.count], elements: mean),
      "matrix": Tensor(shape: [matrix.rows, matrix.columns], elements: matrix.elements),
    ]
  }

  /// Creates the whitening that a file holds.
  ///
  /// - Parameter file: what `tensors` were written to.
  /// - Throws: `Reason` for a file that holds anything else.
  package init(_ file: Safetensors) throws(Reason) {
    guard let mean = file.tensors["mean"], let matrix = file.tensors["matrix"],
      file.tensors.count == 2, file.leftOut.isEmpty
    else {
      let others = ["mean", "matrix"].compactMap { name in
        file.leftOut[name].map { "\(name) is of type \($0)" }
      }
      guard others.isEmpty else {
        throw Reason(
          "its \(others.joined(separator: ", and its ")); save float32, as by "
            + ".astype('float32')")
      }
      let names = Array(file.tensors.keys) + Array(file.leftOut.keys)
      throw Reason(
        "it holds \(names.prefix(4).joined(separator: ", ")), and a mean and a matrix "
          + "of float are expected")
    }
    let (given, lengths) = (mean.shape.lengths, matrix.shape.lengths)
    guard given.count == 1, lengths.count == 2, lengths[1] == given[0], !lengths.contains(0) else {
      throw Reason(
        "its mean has the shape \(given) and its matrix \(lengths); outputs × inputs "
          + "are expected, with a mean of inputs")
    }
    guard (mean.elements + matrix.elements).allSatisfy(\.isFinite) else {
      throw Reason("it holds values that are NaN or infinite")
    }
    self.init(
      mean: mean.elements,
      matrix: Matrix(rows: lengths[0], columns: lengths[1], elements: matrix.elements))
    guard matrix.elements.contains(where: { $0 != 0 }) else {
      throw Reason("its matrix holds nothing but zeros")
    }
    guard !scalesUpRounding else {
      throw Reason(
        "one of its directions is scaled up \(lengthRatio) times as much as another, "
          + "as rounding is where a whitening is fitted to fewer images than it has directions, or "
          + "to images that do not differ in all of them")
    }
  }
}
