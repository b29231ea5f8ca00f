package rule

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

const (
	// mostIDs is how many event ids a preview names for each detail-type.
	mostIDs = 3
	// mostDetailTypes is how many detail-types a preview names.
	mostDetailTypes = 20
)

// comparison is what the event patterns before and after a change match of the
// events that a log group received.
type comparison struct {
	previewModel
	*awsclient.LogReading

	isNew               bool
	before, after, both int
	added, removed      tally
}

// tally counts events by detail-type.
type tally map[string]*tallied

type tallied struct {
	count int
	ids   []string // the first of them
}

// compare matches the events. before is nil for a new rule.
func (c *comparison) compare(before, after *pattern.Pattern) {
	c.added, c.removed = tally{}, tally{}
	matches := func(p *pattern.Pattern, event []byte) bool {
		if p == nil {
			return false
		}
		matched, err := p.Match(event)
		return matched && err == nil
	}
	for _, event := range c.Events {
		was, is := matches(before, event.JSON), matches(after, event.JSON)
		if was {
			c.before++
		}
		if is {
			c.after++
		}
		switch {
		case was && is:
			c.both++
		case is:
			c.added.add(event)
		case was:
			c.removed.add(event)
		}
	}
}

func (t tally) add(event awsclient.LoggedEvent) {
	of := t[event.DetailType]
	if of == nil {
		of = &tallied{}
		t[event.DetailType] = of
	}
	if of.count++; of.count <= mostIDs {
		of.ids = append(of.ids, event.ID)
	}
}

// lines is how much was read.
func (c *comparison) lines() int { return len(c.Events) + c.Others }

// text is the comparison in words.
func (c *comparison) text() string {
	paragraphs := []string{c.figures(), c.others(), c.stopped()}
	return strings.Join(slices.DeleteFunc(paragraphs, func(p string) bool { return p == "" }), "\n\n")
}

func (c *comparison) figures() string {
	group := fmt.Sprintf("log group %q", c.LogGroup.ValueString())
	received := fmt.Sprintf("that %s received in the last %s", group, hours(c.hours()))
	if c.Stopped != nil {
		received = "read of those " + received
	}
	n := len(c.Events)
	switch {
	case c.lines() == 0 && c.Stopped != nil:
		return prose.Capitalize(group) + " could not be read, so there is nothing to compare the event pattern with."
	case c.lines() == 0:
		return fmt.Sprintf("%s received no event in the last %s, so there is nothing to compare the event pattern with.", prose.Capitalize(group), hours(c.hours()))
	case n == 0:
		return fmt.Sprintf("%s received no whole event in the last %s, so there is nothing to compare the event pattern with.", prose.Capitalize(group), hours(c.hours()))
	case c.isNew && c.after == 0:
		return fmt.Sprintf("The event pattern would have matched none of the %s %s. Check the values that it compares, and test it with an event in `must_match`.", prose.Count(n, "event"), received)
	case c.isNew:
		return fmt.Sprintf("The event pattern would have matched %d of the %s %s:\n%s", c.after, prose.Count(n, "event"), received, c.added.lines())
	}
	return fmt.Sprintf("Of the %s %s, the event pattern matched %d before the change and would have matched %d after it:\n\n"+
		"  - before and after: %d\n  - newly matched: %s\n  - no longer matched: %s",
		prose.Count(n, "event"), received, c.before, c.after, c.both, c.added, c.removed)
}

// others is about the lines that are not whole events.
func (c *comparison) others() string {
	if c.Others == 0 {
		return ""
	}
	what, left := "1 line is not a whole event.", " It was left out."
	if c.Others > 1 {
		what, left = fmt.Sprintf("%d lines are not whole events, such as the messages of a log target with `message`.", c.Others), " They were left out."
	}
	if len(c.Events) == 0 {
		left = " Name a log group that receives whole events."
	}
	return what + left
}

// stopped says how far the reading came, and why it ended.
func (c *comparison) stopped() string {
	if c.Stopped == nil {
		return ""
	}
	var b strings.Builder
	if c.lines() > 0 {
		fmt.Fprintf(&b, "Of the last %s only a part was read: %s", hours(c.hours()), prose.Count(c.lines(), "line"))
		if newest := int64(c.Newest / time.Hour); newest > 0 {
			fmt.Fprintf(&b, ", with all of the last %s", hours(newest))
		}
		b.WriteString(". ")
	}
	switch {
	case errors.Is(c.Stopped, awsclient.ErrReadingSize):
		fmt.Fprintf(&b, "A preview reads at most %d lines.", awsclient.ReadingSize)
	case errors.Is(c.Stopped, context.DeadlineExceeded):
		fmt.Fprintf(&b, "A preview reads for at most %s.", awsclient.ReadingTime)
		if awsclient.IsThrottling(c.Stopped) {
			b.WriteString(" AWS throttled the calls: an account may call FilterLogEvents five times a second in a region.")
		}
	case awsclient.IsNotFound(c.Stopped):
		b.WriteString("It does not exist. If this configuration creates it, the next change of the event pattern is compared with its events.")
	default:
		b.WriteString(awsresource.Diagnose("the log group", "reading", c.Stopped, "").Detail())
	}
	if !c.AtMost.IsNull() || !c.AtLeast.IsNull() {
		b.WriteString("\n\n`at_most` and `at_least` were not checked.")
	}
	return b.String()
}

func hours(n int64) string {
	if n == 1 {
		return "hour"
	}
	return fmt.Sprintf("%d hours", n)
}

// String is the number of events, and below it the detail-types.
func (t tally) String() string {
	if len(t) == 0 {
		return "none"
	}
	total := 0
	for _, of := range t {
		total += of.count
	}
	return strconv.Itoa(total) + t.lines()
}

// lines are the detail-types, the most frequent first, each on its own line.
func (t tally) lines() string {
	names := slices.SortedFunc(maps.Keys(t), func(a, b string) int {
		return cmp.Or(t[b].count-t[a].count, strings.Compare(a, b))
	})
	var b strings.Builder
	for i, name := range names {
		if i == mostDetailTypes {
			fmt.Fprintf(&b, "\n      - %s", prose.Count(len(names)-i, "more detail-type"))
			break
		}
		of := t[name]
		such := ""
		if of.count > len(of.ids) {
			such = "such as "
		}
		fmt.Fprintf(&b, "\n      - %s: %d (%s%s)", prose.Shorten(name, 128), of.count, such, strings.Join(of.ids, ", "))
	}
	return b.String()
}
