package import Retrieval
import Specs
package import Tensors

extension SearchSettings {
  /// Returns the rankings of a whole database for each query.
  ///
  /// The database is augmented first, then the queries are expanded from it, then all of it is ranked
  /// (the order of dirtorch's `test_dir.py`). Under diffusion, images of equal score, such as those
  /// that no path joins to a query, stand in the order of the database.
  ///
  /// - Parameters:
  ///   - queries: unit-length descriptors, (query, dimension).
  ///   - database: unit-length descriptors, (image, dimension).
  /// - Returns: one ranking a query, as long as the database.
  /// - Throws: what `ExactSearch` throws.
  package func rankings(
    queries: Matrix, database: Matrix
  ) throws(RetrievalError) -> Rankings {
    let searched = try augmentation.mean?.augment(database) ?? database
    switch expansion {
    case .diffusion(let diffusion):
      let scores = try diffusion.scores(
        queries: queries, database: searched, graph: diffusion.graph(of: searched))
      return Rankings(scores: scores, top: searched.rows)
    case .none, .aqe, .alphaQE:
      let asked = try expansion.mean?(queries: queries, database: searched) ?? queries
      return try ExactSearch(top: searched.rows)(queries: asked, database: searched)
    }
  }
}

extension QueryExpansionSettings {
  /// The mean that a query is replaced by, or nil when it stays as it is.
  fileprivate var mean: QueryExpansion? {
    switch self {
    case .none, .diffusion: nil
    case .aqe(let images): QueryExpansion(neighbours: images)
    case .alphaQE(let images, let alpha):
      QueryExpansion(neighbours: images, exponent: Float(alpha))
    }
  }
}

extension DatabaseAugmentationSettings {
  /// The mean that an image is replaced by, or nil when it stays as it is.
  fileprivate var mean: QueryExpansion? {
    switch self {
    case .none: nil
    case .dba(let images): QueryExpansion(neighbours: images)
    case .alphaDBA(let images, let alpha):
      QueryExpansion(neighbours: images, exponent: Float(alpha))
    }
  }
}
