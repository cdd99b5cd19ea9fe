// Package tandem is the shared vocabulary: identifiers, who acts and may do
// what, the table of use cases, the audit catalogue, kinds of errors, days and
// the clock. It holds no rules of any one domain, knows no database, no web
// and no library beyond Go's own, so that every other package may import it.
package tandem
