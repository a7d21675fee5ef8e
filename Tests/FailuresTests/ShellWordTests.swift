import Failures
import Testing

@Suite struct ShellWordTests {
  @Test func wordsOfAShellAreQuotedWhereACharacterMeansSomething() {
    #expect("a-b_c/d.e:f,g=h%i+j@k1".shellWord == "a-b_c/d.e:f,g=h%i+j@k1")
    #expect("".shellWord == "''")
    #expect("a b".shellWord == "'a b'")
    #expect("it's".shellWord == "'it'\\''s'")
    #expect("$HOME\n`x`\"".shellWord == "'$HOME\n`x`\"'")
    #expect("~".shellWord == "'~'")
  }
}
