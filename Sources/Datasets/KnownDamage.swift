/// Images that are damaged at their source.
public enum KnownDamage {
  /// The 20 files of Paris6k that hold no picture, as the dataset's own page lists them
  /// (https://www.robots.ox.ac.uk/~vgg/data/parisbuildings/corrupt.txt); evaluations leave them out.
  public static let parisNames: Set<String> = [
    "paris_louvre_000136", "paris_louvre_000146", "paris_moulinrouge_000422",
    "paris_museedorsay_001059", "paris_notredame_000188", "paris_pantheon_000284",
    "paris_pantheon_000960", "paris_pantheon_000974", "paris_pompidou_000195",
    "paris_pompidou_000196", "paris_pompidou_000201", "paris_pompidou_000467",
    "paris_pompidou_000640", "paris_sacrecoeur_000299", "paris_sacrecoeur_000330",
    "paris_sacrecoeur_000353", "paris_triomphe_000662", "paris_triomphe_000833",
    "paris_triomphe_000863", "paris_triomphe_000867",
  ]
}
