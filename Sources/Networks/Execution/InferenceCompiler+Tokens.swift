internal import Kernels
internal import Tensors

/// The part of a network behind its patches.
extension InferenceCompiler {
  /// Compiles a node that computes tokens.
  ///
  /// A sum is done in the pass of the linear layer before it, which adds to the tokens where they stand:
  /// nothing reads them as they were after the block.
  func compileTokens(_ index: Int, with tokens: PreparedTokens) throws(KernelError) {
    let node = graph.nodes[index]
    let source = values.memory(of: node.inputs[0])
    let shape = shapes[index + 1]
    switch node.operation {
    case .embedding(let embedding): try compileEmbedding(embedding, index, tokens)
    case .layerNormalisation(let name, let epsilon):
      let destination = try plan.memory(Layout(shape))
      values.append(
        TokenSteps.normalisation(
          shape, epsilon: epsilon, source: source, scale: tokens.vector("\(name).weight"),
          shift: tokens.vector("\(name).bias"), destination: destination))
      values.define(index + 1, as: destination)
    case .linear(let name, _, let isGELU):
      try compileLinear(tokens.layer(name), isGELU: isGELU, index)
    case .attention(let heads):
      let destination = try plan.memory(Layout(shape))
      values.append(
        TokenSteps.attention(
          shape, heads: heads, source: source, destination: destination, in: context))
      values.define(index + 1, as: destination)
    case .tokenMaps(let prefix):
      let destination = try plan.memory(Layout(shape))
      values.append(
        TokenSteps.maps(
          shapes[node.inputs[0]], prefix: prefix, source: source, destination: destination))
      values.define(index + 1, as: destination)
    default: preconditionFailure("expected node \(index) to follow a linear layer")
    }
  }

  private func compileEmbedding(
    _ embedding: TokenEmbedding, _ index: Int, _ tokens: PreparedTokens
  ) throws(KernelError) {
    let (images, shape) = (shapes[0], shapes[index + 1])
    let layer = tokens.layer(embedding.layerName)
    let rows = images.batch * (shape[1] - embedding.prefix)
    let pixels = try plan.memory(Layout([rows, layer.linear.inputs]))
    values.append(
      TokenSteps.patches(
        of: images, patchSize: embedding.patchSize, source: values.memory(of: 0),
        destination: pixels))
    let patches = try plan.memory(Layout([rows, embedding.width]))
    values.append(
      layer.linear.step(rows: rows, source: pixels, packed: layer.packed, destination: patches))
    let added = try plan.memory(Layout([shape[1], embedding.width]))
    values.append(
      TokenSteps.positions(
        tokens.places, prefix: embedding.prefix, resampling: embedding.places(for: images),
        destination: added))
    let destination = try plan.memory(Layout(shape))
    values.append(
      TokenSteps.beginning(
        shape, first: tokens.first, patches: patches, added: added, destination: destination))
    values.define(index + 1, as: destination)
  }

  private func compileLinear(
    _ layer: PreparedTokens.Layer, isGELU: Bool, _ index: Int
  ) throws(KernelError) {
    let shape = shapes[index + 1]
    var finish = TokenLinear.Finish()
    finish.isGELU = isGELU
    let result: Int
    let destination: Memory
    if let sum = graph.residualSum(behind: index) {
      finish.addsDestination = true
      fusedNodes.insert(sum)
      result = sum + 1
      destination = values.memory(of: graph.nodes[sum].inputs[0])
    } else {
      result = index + 1
      destination = try plan.memory(Layout(shape))
    }
    values.append(
      layer.linear.step(
        rows: shape[0] * shape[1], source: values.memory(of: graph.nodes[index].inputs[0]),
        packed: layer.packed, finish: finish, destination: destination))
    values.define(result, as: destination)
  }
}
