/// Rankings to score: as a file holds them, or yet to be made from descriptors.
public enum EvaluationSource: Sendable, Equatable {
  /// A file of rankings: HDF5, or a run of TREC where it ends in `.run` or `.trec`.
  case ranks(String)

  /// Files of descriptors: those of the database, whose rows follow each other, and of the queries.
  case descriptors(databases: [DescriptorSource], queries: DescriptorSource)
}

/// Where the positives are.
public enum GroundTruthSource: Sendable, Equatable {
  /// A pickled ground truth, a folder of classic text files, or judgements of TREC where it ends in `.qrels`
  /// or `.trec`.
  case groundTruth(String)

  /// A manifest, or one split of it.
  case manifest(String, split: String?)
}
