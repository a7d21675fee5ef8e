import Scenes
import Testing

@Suite struct CategoryTests {
  @Test func everyCategoryHasFourTypes() {
    #expect(Category.allCases.allSatisfy { $0.types.count == 4 })
  }

  @Test func noTwoTypesShareAName() {
    let names = Category.allCases.flatMap(\.types)
    #expect(Set(names).count == names.count)
  }

  @Test func namesOfCategoriesAreSmallLettersAsNamesOfFilesAre() {
    #expect(Category.allCases.allSatisfy { $0.rawValue.allSatisfy { ("a"..."z").contains($0) } })
  }

  @Test func namesOfTypesAreSingleWords() {
    let names = Category.allCases.flatMap(\.types)
    #expect(names.allSatisfy { $0.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) } })
  }

  @Test func noTypeIsNamedLikeAnotherOrLikeACategory() {
    let names = Category.allCases.map(\.rawValue) + Category.allCases.flatMap(\.types)
    #expect(Set(names).count == names.count)
  }

  @Test func theFirstTenCategoriesKeepTheirOrder() {
    let names = Category.allCases.prefix(10).map(\.rawValue)
    #expect(
      names == [
        "church", "castle", "temple", "skyscraper", "lighthouse", "domed", "pagoda", "gate",
        "palace", "factory",
      ])
  }

  @Test func everyFunctionHasACategory() {
    #expect(Set(Category.allCases.map(\.function)) == Set(Category.Function.allCases))
    #expect(Set(Category.base.map(\.function)).count == 4)
    #expect(Set(Category.novel.map(\.function)).count == 5)
  }
}
