package content

// A Writer writes the parts of an answer in one format, in the order of the calls. The content
// is written once; each Writer decides how it looks.
type Writer interface {
	// Line writes a line that is never broken.
	Line(text string)
	// Remark writes a paragraph, which may be broken into lines.
	Remark(text string)
	// Gap writes an empty line.
	Gap()
	// Item writes an entry of a list.
	Item(text string)
	// Command writes a label and a command for the reader to copy.
	Command(label, command string)
	// Table writes a table. Columns that do not fit are left out, as its keep says.
	Table(t Table) error
	// Shown returns the header of what Table shows of a table.
	Shown(t Table) []string
	// Legend writes what explains the table above.
	Legend(text string)
	// Plot draws curves.
	Plot(p Plot)
}

// A Plot is curves over equally spaced ticks.
type Plot struct {
	Title  string
	Curves []Curve // the most important first
	Ticks  []string
	Top    float64 // the least that the scale, which starts at 0, must reach
	Label  func(float64) string

	// Of a page alone: titles of the axes, where the ticks are on a logarithmic axis instead
	// of at equal distances, and a line across, such as a target, with its name.
	X, Y  string
	At    []float64
	Level float64
	Named string

	// Linear says that the axis is not logarithmic, and that its ticks are round numbers.
	Linear bool
}

// MostCurves is how many curves of a plot are drawn: more cannot be told apart.
const MostCurves = 10

// A Curve is drawn at the ticks of its plot, one value for each.
type Curve struct {
	Name   string
	Values []float64
	Char   string // to draw it with; empty: a letter of its own
}
