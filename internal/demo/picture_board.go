package demo

import (
	"cmp"
	"fmt"
	"html"
	"math"
	"slices"
	"strconv"
	"strings"
)

// The grid of a dashboard: its columns and rows, in pixels.
const (
	gridColumn = pictureWidth / 24
	gridRow    = 36
)

func escaped(text string) string { return html.EscapeString(text) }

// picture shows the dashboard as CloudWatch would.
func (b board) picture() string {
	var s svg
	height := 0
	var titles []string
	for _, w := range b.widgets {
		w.draw(&s)
		height = max(height, (w.Y+w.Height)*gridRow)
		if w.Properties.Title != "" {
			titles = append(titles, w.Properties.Title)
		}
	}
	return picture(fmt.Sprintf("Dashboard %s: %s", b.Name, strings.Join(titles, ", ")), height+4, s.String())
}

// area is where something is drawn.
type area struct{ x, y, width, height int }

func (w *widget) draw(s *svg) {
	in := area{w.X*gridColumn + 3, w.Y*gridRow + 3, w.Width*gridColumn - 6, w.Height*gridRow - 6}
	if w.Type == "text" {
		for i, line := range strings.Split(strings.TrimSpace(w.Properties.Markdown), "\n") {
			class := ""
			if strings.HasPrefix(line, "#") {
				class = "big"
			}
			s.text(in.x+4, in.y+22+i*18, class, strings.TrimLeft(line, "# "), in.width)
		}
		return
	}
	s.add(`<rect x="%d" y="%d" width="%d" height="%d" rx="4" class="frame"/>`, in.x, in.y, in.width, in.height)
	s.text(in.x+10, in.y+18, "head", w.Properties.Title, in.width-20)
	in = area{in.x + 10, in.y + 28, in.width - 20, in.height - 36}
	switch {
	case w.Type == "log":
		w.answer.draw(s, in)
	case w.Properties.View == "bar":
		drawBars(s, in, w.series)
	default:
		drawLines(s, in, w.Properties.YAxis.Left.Label, w.series)
	}
}

// draw draws the first rows of an answer.
func (a answer) draw(s *svg, in area) {
	if len(a.Rows) == 0 {
		s.text(in.x, in.y+16, "small", "No result", in.width)
		return
	}
	width := in.width / len(a.Columns)
	for i := range min(len(a.Rows)+1, in.height/20) {
		row, class := a.Columns, "small"
		if i > 0 {
			row, class = a.Rows[i-1], ""
		}
		s.add(`<path d="M%d %dh%d" class="grid"/>`, in.x, in.y+i*20+20, in.width)
		for column, cell := range row {
			s.text(in.x+column*width, in.y+i*20+14, class, cell, width-6)
		}
	}
}

// drawBars draws a bar for the sum of each series.
func drawBars(s *svg, in area, all []series) {
	const label, value, height = 130, 50, 22
	largest := 0.0
	for _, one := range all {
		largest = max(largest, one.total())
	}
	for i, one := range all[:min(len(all), in.height/height)] {
		y, width := in.y+i*height, 1
		if largest > 0 {
			width = max(1, int(one.total()/largest*float64(in.width-label-value)))
		}
		s.text(in.x+label-8, y+15, "end", one.label, label)
		s.add(`<rect x="%d" y="%d" width="%d" height="%d" fill="%s"/>`, in.x+label, y+2, width, height-5, colors[i%len(colors)])
		s.text(in.x+label+width+6, y+15, "small", number(one.total()), value)
	}
}

func (s series) total() float64 {
	total := 0.0
	for _, p := range s.points {
		total += p.value
	}
	return total
}

func number(n float64) string { return strconv.FormatFloat(math.Round(n*1000)/1000, 'f', -1, 64) }

// drawLines draws the series over the hours of the day, with a legend.
func drawLines(s *svg, in area, unit string, all []series) {
	const left, keyHeight = 40, 15
	keys, rows := legend(all, in.width)
	top := 0.0
	for _, one := range all {
		for _, p := range one.points {
			top = max(top, p.value)
		}
	}
	step := gridStep(top)
	top = max(step, math.Ceil(top/step)*step)
	plot := area{in.x + left, in.y + 12, in.width - left - 4, in.height - rows*keyHeight - 36}
	x := func(hours float64) float64 { return float64(plot.x) + hours/dayLength.Hours()*float64(plot.width) }
	y := func(value float64) float64 { return float64(plot.y) + (1-value/top)*float64(plot.height) }
	s.text(in.x, in.y+4, "small", unit, in.width)
	for line := range int(math.Round(top/step)) + 1 {
		value := float64(line) * step
		s.add(`<path d="M%d %.1fh%d" class="grid"/>`, plot.x, y(value), plot.width)
		s.text(plot.x-6, int(y(value))+4, "small end", number(value), left)
	}
	for hours := 0; hours <= int(dayLength.Hours()); hours += 6 {
		name := fmt.Sprintf("-%d h", int(dayLength.Hours())-hours)
		class := "small middle"
		if hours == int(dayLength.Hours()) {
			name, class = "now", "small end"
		}
		s.text(int(x(float64(hours))), plot.y+plot.height+16, class, name, in.width)
	}
	for i, one := range all {
		color := colors[i%len(colors)]
		one.draw(s, color, x, y)
		keyX, keyY := in.x+keys[i].x, plot.y+plot.height+33+keys[i].row*keyHeight
		s.add(`<rect x="%d" y="%d" width="10" height="10" fill="%s"/>`, keyX, keyY-9, color)
		s.text(keyX+13, keyY, "small", one.label, in.width)
	}
}

// key is the place of a name in a legend.
type key struct{ x, row int }

// legend places the names of series in rows of that width.
func legend(all []series, width int) (keys []key, rows int) {
	const box, letter = 24, 6
	x := 0
	for _, one := range all {
		size := box + letter*len(one.label)
		if x > 0 && x+size > width {
			x, rows = 0, rows+1
		}
		keys = append(keys, key{x, rows})
		x += size
	}
	return keys, rows + 1
}

// draw draws the points as a curve, and a single point as a dot.
func (s series) draw(to *svg, color string, x, y func(float64) float64) {
	if len(s.points) == 1 {
		to.add(`<circle cx="%.1f" cy="%.1f" r="3" fill="%s"/>`, x(s.points[0].at), y(s.points[0].value), color)
		return
	}
	points := slices.Clone(s.points)
	slices.SortFunc(points, func(a, b point) int { return cmp.Compare(a.at, b.at) })
	var path strings.Builder
	for i, p := range points {
		path.WriteString(map[bool]string{true: "M", false: "L"}[i == 0])
		fmt.Fprintf(&path, "%.1f %.1f", x(p.at), y(p.value))
	}
	if path.Len() > 0 {
		to.add(`<path d="%s" class="curve" stroke="%s"/>`, path.String(), color)
	}
}

// gridStep is the distance of grid lines for values up to top: 1, 2 or 5 times a
// power of ten, for four lines at most.
func gridStep(top float64) float64 {
	if top <= 0 {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(top/4)))
	for _, step := range []float64{1, 2, 5} {
		if top/(step*power) <= 4 {
			return step * power
		}
	}
	return 10 * power
}
