internal import COpenSSL

/// The SHA-256 of bytes that are given piece by piece (FIPS 180-4), computed by OpenSSL.
@safe struct SHA256: ~Copyable {
  private let state: OpaquePointer

  /// Creates the digest of no bytes so far.
  init() {
    guard let state = unsafe EVP_MD_CTX_new() else {
      preconditionFailure("expected memory for a digest, found none")
    }
    unsafe self.state = state
    let isBegun = unsafe EVP_DigestInit_ex(state, EVP_sha256(), nil)
    precondition(isBegun == 1, "expected a libcrypto with SHA-256, found one without")
  }

  deinit { unsafe EVP_MD_CTX_free(state) }

  /// Takes more bytes in.
  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    let isTaken = unsafe EVP_DigestUpdate(state, bytes.baseAddress, bytes.count)
    precondition(isTaken == 1, "expected OpenSSL to take bytes in, found an error")
  }

  /// Returns the 32 bytes of the digest; nothing may be taken in after it.
  consuming func finalize() -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: 32) { digest, count in
      let isEnded = unsafe EVP_DigestFinal_ex(state, digest.baseAddress, nil)
      precondition(isEnded == 1, "expected OpenSSL to end a digest, found an error")
      count = 32
    }
  }
}
