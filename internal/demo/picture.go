package demo

import (
	"fmt"
	"html"
	"strings"
)

// pictureWidth is the width of all pictures, in pixels.
const pictureWidth = 960

// colors tell the series of a plot apart, also for those who see few colors.
var colors = []string{"#0b6bcb", "#d55e00", "#009e73", "#a3358f", "#b8860b", "#56b4e9", "#5f6b7a", "#c0392b"}

// svg is a picture that is being drawn.
type svg struct{ strings.Builder }

func (s *svg) add(format string, args ...any) { fmt.Fprintf(s, format+"\n", args...) }

// text writes a text, shortened to what has room in that many pixels.
func (s *svg) text(x, y int, class, text string, room int) {
	const perLetter = 6.4 // of the widest common font, on average
	letters := []rune(text)
	whole := html.EscapeString(text)
	if most := int(float64(room) / perLetter); len(letters) > most {
		s.add(`<text x="%d" y="%d" class="%s">%s…<title>%s</title></text>`, x, y, class, html.EscapeString(string(letters[:max(1, most-1)])), whole)
		return
	}
	s.add(`<text x="%d" y="%d" class="%s">%s</text>`, x, y, class, whole)
}

// picture is a whole picture of that height.
func picture(title string, height int, body string) string {
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-label="%s">
<style>text{font:12px sans-serif;fill:#1f2933}.head{font-size:13px;font-weight:bold}.big{font-size:17px;font-weight:bold}.small{font-size:11px;fill:#52606d}.end{text-anchor:end}.middle{text-anchor:middle}.node{fill:#e4ecf7;stroke:#3b6ea8}.none{fill:#f0f0f0;stroke:#9aa5b1}.flow{fill:none;stroke:#3b6ea8;opacity:.4}.lost{fill:none;stroke:#9aa5b1;opacity:.4}.failed{fill:none;stroke:#c0392b;opacity:.6}.frame{fill:#fff;stroke:#d0d7de}.grid{stroke:#e5e9ee}.curve{fill:none;stroke-width:1.8}</style>
<rect width="100%%" height="100%%" fill="#fff"/>
%s</svg>
`, pictureWidth, height, html.EscapeString(title), body)
}
