package demo

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
)

// narrator tells a person what the demo does.
type narrator struct{ to io.Writer }

// step announces what is done next.
func (n narrator) step(format string, args ...any) { fmt.Fprintf(n.to, "\n==> "+format+"\n", args...) }

// line adds a detail to a step.
func (n narrator) line(format string, args ...any) { fmt.Fprintf(n.to, "    "+format+"\n", args...) }

// table shows what became of each event.
func (n narrator) table(rows []row) error {
	fmt.Fprintln(n.to)
	table := tabwriter.NewWriter(n.to, 0, 0, 3, ' ', 0)
	fmt.Fprintln(table, "    EVENT\tSAMPLE\tBUILD STATE\tSELECTED BY\tARRIVED IN")
	for _, row := range rows {
		fmt.Fprintf(table, "    %s\t%s\t%s\t%s\t%s\n", row.DetailType, row.Sample, row.State, orDash(row.Rules), orDash(row.ArrivedIn))
	}
	return table.Flush()
}

func orDash(names []string) string {
	if len(names) == 0 {
		return "-"
	}
	return strings.Join(names, ", ")
}

// howToTalk says how to look around in the emulator while it is kept running.
func (n narrator) howToTalk(url string) {
	n.step("The emulator is kept running; in another terminal:")
	for _, line := range []string{
		"export AWS_ENDPOINT_URL=" + url,
		// Version 1 of the AWS CLI, and boto3, know the second name of the region only.
		"export AWS_REGION=" + region + " AWS_DEFAULT_REGION=" + region,
		"export AWS_ACCESS_KEY_ID=" + accessKey + " AWS_SECRET_ACCESS_KEY=" + secretKey,
		"aws events list-event-sources",
		"aws events list-rules --event-bus-name " + sourceName,
		"aws logs filter-log-events --log-group-name /aws/events/buildkite",
		"aws cloudwatch list-metrics --namespace Buildkite",
	} {
		n.line("%s", line)
	}
	n.step("Ctrl-C destroys everything and stops it")
}

// loggedRule is the rule of examples/demo whose events end in the log group.
const loggedRule = "broken-builds"

// verdict fails unless exactly the events that the rule with the log target
// selected arrived, and there was something to select and something to leave out.
func verdict(rows []row) error {
	selected := 0
	for _, row := range rows {
		wanted := slices.Contains(row.Rules, loggedRule)
		if wanted != (len(row.ArrivedIn) > 0) {
			return fmt.Errorf("%s (%s): selected by %s, but arrived in %s", row.DetailType, row.Sample, orDash(row.Rules), orDash(row.ArrivedIn))
		}
		if wanted {
			selected++
		}
	}
	if selected == 0 || selected == len(rows) {
		return errors.New("the rule selected all events or none, which shows nothing")
	}
	return nil
}

// indented puts what Terraform prints to the right of the demo's own words.
type indented struct{ to io.Writer }

// Write indents each line that is not empty.
func (w indented) Write(text []byte) (int, error) {
	lines := slices.Collect(bytes.Lines(text))
	var out bytes.Buffer
	for _, line := range lines {
		if len(bytes.TrimSpace(line)) > 0 {
			out.WriteString("    ")
		}
		out.Write(line)
	}
	if _, err := w.to.Write(out.Bytes()); err != nil {
		return 0, err
	}
	return len(text), nil
}
