/// How the numbers of a file are kept.
public enum FloatStorage: String, Sendable, CaseIterable, Codable {
  /// 32 bits a number, as they were computed.
  case float32 = "f32"

  /// 16 bits a number, rounded to the nearest: half the size. The rows of unit length stay so within
  /// 0.0005, and every cosine similarity within 0.001.
  case float16 = "f16"
}
