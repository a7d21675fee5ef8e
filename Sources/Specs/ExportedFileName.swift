/// Returns a name that no shell takes apart: everything but letters, digits, "." and "_" becomes "-".
package func exportedFileName(_ name: String) -> String {
  name.split { !($0.isLetter || $0.isNumber || "._".contains($0)) }.joined(separator: "-")
}
