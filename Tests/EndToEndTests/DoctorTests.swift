import Foundation
import Testing

extension EndToEndTests {
  @Suite struct DoctorTests {
    @Test func aSoundMachineEndsWithZero() throws {
      let workspace = try Workspace()
      let run = try workspace.iir("doctor")
      #expect(run.status == 0)
      #expect(run.messages == "")
      #expect(run.output.hasPrefix("Processor: "))
      #expect(run.output.hasSuffix("\nAll is right.\n"))
      #expect(!workspace.exists("Cache"))
    }

    @Test func aFolderThatCannotBeWrittenEndsWithFive() throws {
      let workspace = try Workspace()
      try workspace.write("a file", to: "Cache")
      let run = try workspace.iir("doctor", "--json")
      #expect(run.status == 5)
      let findings = try #require(
        try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
      let folders = try #require(findings["folders"] as? [[String: Any]])
      #expect(folders.map { $0["isWritable"] as? Bool } == [true, false, true])
    }
  }
}
