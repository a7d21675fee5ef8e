import Doctor
import Testing

@Suite struct FolderDiagnosisTests {
  @Test func aFolderThatIsNotThereIsMeasuredWhereItWouldBeMade() {
    let folder = FolderDiagnosis(lookingAt: "/tmp/no/such/folder")
    #expect(!folder.exists)
    #expect(folder.isWritable)
    #expect((folder.freeBytes ?? 0) > 0)
  }

  @Test func aFileIsNoFolder() {
    #expect(!FolderDiagnosis(lookingAt: "/proc/cpuinfo/cache").isWritable)
  }
}
