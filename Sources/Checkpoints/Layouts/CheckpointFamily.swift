/// The projects whose way to store a network is known.
///
/// All of them run a residual network as torchvision does, with a bottleneck's stride in its 3×3
/// convolution, so one graph serves for all. (OpenMMLab's `style="caffe"`, which is not its
/// default, is not told by the tensors.) Vision transformers they compute in different ways, which
/// `VisionTransformer.Conventions` names.
public enum CheckpointFamily: String, Sendable, CaseIterable {
  /// torchvision's own names, flat; also what timm, and the extracted backbones of Barlow Twins,
  /// DINO and OpenMMLab use, which cannot be told apart from it.
  case torchvision

  /// MoCo of any version, and PCL, which shares its layout; a vision transformer is version 3's.
  case moco

  /// SwAV and DeepCluster-v2.
  case swav

  /// Barlow Twins, the checkpoint of its training.
  case barlowTwins = "barlow-twins"

  /// DINO, the checkpoint of its training.
  case dino

  /// DINOv2, with and without registers.
  case dinov2

  /// timm's vision transformers; also what DINO's extracted ones use, which cannot be told apart from
  /// them.
  case timm

  /// SimSiam.
  case simSiam = "simsiam"

  /// VISSL: SimCLR, BYOL and others.
  case vissl

  /// OpenMMLab's self-supervised networks.
  case mmselfsup

  /// filipradenovic/cnnimageretrieval-pytorch: layers by position, GeM and whitening.
  case cirtorch

  /// naver/deep-image-retrieval: AP-GeM.
  case dirtorch

  /// Hugging Face's transformers: `ResNetModel`, `ViTModel`, `Dinov2Model` and
  /// `Dinov2WithRegistersModel`, and what contains one.
  case huggingFace = "huggingface"
}
