import Foundation
import FoundationXML
import Testing

/// Reads a page as XML, which it is too, and keeps what laws are about.
final class PageReader: NSObject, XMLParserDelegate {
  /// One element.
  struct Element {
    let name: String
    let attributes: [String: String]
    var text = ""
  }

  private(set) var elements: [Element] = []
  private var open: [Int] = []

  /// Reads a page.
  static func read(_ page: String) throws -> PageReader {
    let reader = PageReader()
    let parser = XMLParser(data: Data(page.utf8))
    parser.delegate = reader
    try #require(
      parser.parse(), "line \(parser.lineNumber): \(String(describing: parser.parserError))")
    return reader
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String] = [:]
  ) {
    open.append(elements.count)
    elements.append(Element(name: name, attributes: attributes))
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    for place in open { elements[place].text += string }
  }

  func parser(_ parser: XMLParser, foundCDATA block: Data) {
    for place in open { elements[place].text += String(decoding: block, as: UTF8.self) }
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) { open.removeLast() }

  /// Returns the texts of the elements of a name.
  func texts(_ name: String, where isMeant: (Element) -> Bool = { _ in true }) -> [String] {
    elements.filter { $0.name == name && isMeant($0) }.map(\.text)
  }
}
