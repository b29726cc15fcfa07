// Package markup shows runs and outcomes in GitHub's Markdown.
//
// [Write] shows a run for a pull request, with every column. For an outcome, [Summary] is what a
// workflow step adds to its summary, and [Comment] is kept up to date on a pull request; both
// stay below GitHub's limits. [NewWriter] is for other packages that write Markdown. All text
// is escaped, and no user is mentioned.
//
// Files, in the order of reading: comment.go, markdown.go, summary.go, writer.go.
package markup
