package format_test

import "testing"

// FuzzICal holds that no calendar panics or takes long, and that whatever Parse
// accepts makes a schedule.
func FuzzICal(f *testing.F) {
	for _, event := range []string{
		vevent("UID:1@x", "SUMMARY:T (talk by A & B)", "DTSTART;TZID=Our zone:20230913T100000", "DTEND:20230913T084000Z"),
		vevent("UID:20150916T124817Z-91903@x", "DTSTART:20150918T080000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=3", "EXDATE:20150919T080000"),
		vevent("UID:1@x", "RECURRENCE-ID:20230914T080000Z", "DTSTART;VALUE=DATE:20230914", "STATUS:CANCELLED"),
		vevent("DTSTART:20230913T100000Z", "RRULE:FREQ=MONTHLY;BYDAY=-1SU;BYMONTHDAY=1;INTERVAL=0;UNTIL=x"),
		vevent("DTSTART:20230913T100000Z", `ATTENDEE;CN="A;:B":invalid:nomail`, "CATEGORIES:a\\,b,c", "X-BROKEN;A=b"),
		"BEGIN:VEVENT\r\nDTSTART;TZID=/a/Europe/Berlin:20230913T100000\r\nSUMMARY:\xc3\r\n \xa9\r\nraw\r\nEND:VEVENT",
	} {
		f.Add([]byte(calendar(outlook, event)))
	}
	f.Fuzz(fuzzParse)
}
