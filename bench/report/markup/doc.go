// Package markup shows runs and outcomes in GitHub's Markdown.
//
// [Write] shows a run for a pull request, with every column. Of an outcome, [Summary] is what
// a step of a workflow adds to its page, and [Comment] is kept up to date below a pull
// request; both stay as short as GitHub wants them. [NewWriter] is for whoever has something
// else to say. All text is escaped, and nobody is mentioned.
//
// Files, in the order of reading: comment.go, markdown.go, summary.go, writer.go.
package markup
