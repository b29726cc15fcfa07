package text

// Escape sequences of the colors in use; bold, so that they are not the only
// mark.
const (
	green  = "\x1b[1;32m"
	yellow = "\x1b[1;33m"
	red    = "\x1b[1;31m"
	reset  = "\x1b[0m"
)

// paint colors s if that was asked for.
func (o Options) paint(color, s string) string {
	if !o.Color {
		return s
	}
	return color + s + reset
}
