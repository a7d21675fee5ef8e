import Evaluation
import Extraction
import Images
import Kernels
import Retrieval
import Specs
import Steps

/// A ranking whose properties can be changed.
struct RankingDraft {
  var dataset = "set"
  var set = WorkCases.set(.miniOxford)
  var evaluationProtocol = EvaluationProtocol.revisited
  var database = [["a", "b"], ["d"]]
  var queries = ["q"]
  var whitening: String? = "whitening"
  var search = SearchSettings()
  var extent = RankingExtent.whole

  var work: RankingWork {
    func list(_ shards: [String]) -> RankingWork.RankedList {
      RankingWork.RankedList(list: WorkCases.list("a"), shards: shards.map(WorkCases.id))
    }
    return RankingWork(
      dataset: WorkCases.id(dataset), set: set, evaluationProtocol: evaluationProtocol,
      database: database.map(list), queries: list(queries), whitening: whitening.map(WorkCases.id),
      search: search, extent: extent)
  }
}

/// A fit of a whitening whose properties can be changed.
struct WhiteningDraft {
  var settings = WhiteningSettings.pca(PCAWhiteningSettings())
  var source = WorkCases.set(.miniLandmarks)
  var list = WorkCases.list("a", "b")
  var imageCount: Int? = 20
  var descriptors = ["d"]
  var labels: String?
  var row = "row"

  var work: WhiteningWork {
    WhiteningWork(
      settings: settings, source: source, list: list, imageCount: imageCount,
      descriptors: descriptors.map(WorkCases.id), labels: labels.map(WorkCases.id), row: row)
  }
}

/// An extraction whose properties can be changed.
struct DescriptorsDraft {
  /// Whether the pooling has an exponent.
  enum Exponent {
    case used
    case unused
  }

  var list = WorkCases.list("a", "b")
  var weights: String? = "w"
  var settings = DescriptorSettings()
  var pooling = Pooling.gem
  var fixedExponent: Double?
  var onDamaged = DamagedImagePolicy.fail
  var maxPixels = DecodingLimits().maxPixels

  var work: DescriptorsWork {
    DescriptorsWork(
      shard: list.shards()[0], weights: weights.map(WorkCases.id), settings: settings,
      pooling: pooling, fixedExponent: fixedExponent, onDamaged: onDamaged, maxPixels: maxPixels)
  }
}
