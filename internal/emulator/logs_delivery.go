package emulator

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"
)

// logWriters are the service principals that must be allowed to write when
// EventBridge delivers to a log group, as the user guide has it.
var logWriters = []string{"events.amazonaws.com", "delivery.logs.amazonaws.com"}

// deliverToLogGroup writes an event into a log group. A target whose ARN ends
// in ":*" never gets anything, and nothing is counted: that is what AWS does.
func deliverToLogGroup(d *delivery) *deliveryError {
	arn, _ := parseARN(*d.target.Arn)
	name, isGroup := strings.CutPrefix(arn.resource, "log-group:")
	if strings.HasSuffix(name, ":*") {
		return nil
	}
	st := logsIn(d.call.store, arn.account, arn.region)
	group := st.groups[name]
	if !isGroup || group == nil || arn.region != d.state.region || arn.account != d.state.account {
		return &deliveryError{"NO_RESOURCE", "The log group " + name + " does not exist."}
	}
	stream := streamOf(d.rule.ARN, *d.target.Id)
	if !st.mayWrite(group, stream, d.rule.ARN) {
		return &deliveryError{"NO_PERMISSIONS", "No resource policy lets EventBridge write to the log group " + name + "."}
	}
	at, message, failure := d.logEntry()
	if failure != nil {
		return failure
	}
	now := d.call.now
	if at.Before(now.Add(-oldestEvent)) || at.After(now.Add(newestEvent)) {
		return nil // Logs drops what is too old or too new, in silence
	}
	entry := logEvent{ID: d.call.emulator.newUUID(), At: at.UnixMilli(), Ingested: now.UnixMilli(), Message: message}
	st.append(group.Name, stream, now, entry)
	d.call.countLogEvents(st, group.Name, entry)
	return nil
}

// logEntry is when and what is logged: the event as it is, now, or what the
// target's template made of it.
func (d *delivery) logEntry() (time.Time, string, *deliveryError) {
	if d.target.InputTransformer == nil {
		return d.call.now, string(d.payload), nil
	}
	entry, ok := parseLogEntry(d.payload)
	if !ok {
		return time.Time{}, "", invalidJSON("A log group takes a timestamp and a message, both texts, not " + string(d.payload))
	}
	at, err := time.Parse(time.RFC3339, entry.timestamp)
	if err != nil {
		return time.Time{}, "", invalidJSON("The timestamp " + entry.timestamp + " is not a time that EventBridge understands.")
	}
	return at, entry.message, nil
}

// mayWrite reports whether the policies, of the account and of the group, let
// EventBridge make the stream and write to it for a rule.
func (s *logsState) mayWrite(group *logGroup, stream, rule string) bool {
	var policies []*policyDocument
	for _, policy := range s.policies {
		policies = append(policies, policy.Parsed)
	}
	if group.Policy != nil {
		policies = append(policies, group.Policy.Parsed)
	}
	context := map[string]string{"aws:sourcearn": rule, "aws:sourceaccount": s.account, "aws:securetransport": "true"}
	for _, principal := range logWriters {
		for _, action := range []string{"logs:CreateLogStream", "logs:PutLogEvents"} {
			a := access{principal, action, s.groupARN(group.Name) + ":log-stream:" + stream, context}
			if !a.allowed(policies) {
				return false
			}
		}
	}
	return true
}

// streamOf names the stream that a target writes to; AWS chooses it too, and
// documents nothing about it.
func streamOf(rule, target string) string {
	sum := sha256.Sum256([]byte(rule + "\n" + target))
	text := hex.EncodeToString(sum[:16])
	return text[:8] + "-" + text[8:12] + "-" + text[12:16] + "-" + text[16:20] + "-" + text[20:]
}

// append adds events to a stream, which is made when it is not there yet.
func (s *logsState) append(group, stream string, now time.Time, events ...logEvent) {
	s.changeGroup(group, func(g *logGroup) {
		changed := logStream{Name: stream, Created: now}
		if existing := g.Streams[stream]; existing != nil {
			changed = *existing
		}
		changed.Events = append(changed.Events[:len(changed.Events):len(changed.Events)], events...)
		g.Streams = with(g.Streams, stream, &changed)
	})
}
