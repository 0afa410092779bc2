package command

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"usher/bot/say"
)

// lengthForm is numbers with their units: "15", "15min", "1h30m", "1 Std.", but not
// "12.5", which would come to 17.
var lengthForm = regexp.MustCompile(`^(?:\d{1,4}(?:\p{L}+\.?)?)+\.?$`)

// apart is a number with a blank before its unit: "15 min", but not "30 5".
var apart = regexp.MustCompile(`(\d) +(\p{L})`)

// lengthPart is one number with its unit.
var lengthPart = regexp.MustCompile(`(\d+)(\p{L}*)`)

// readLength reads "15", "15min", "1h30m", "2stunden", in any language that Usher
// speaks; a number without a unit is minutes. Unit is the last that there was, so
// that nothing else can be meant; 0 where there was none.
func readLength(word string) (d, unit time.Duration, ok bool) {
	if !lengthForm.MatchString(word) {
		return 0, 0, false
	}
	for _, part := range lengthPart.FindAllStringSubmatch(word, -1) {
		n, err := strconv.Atoi(part[1])
		of, known := say.Unit(part[2])
		if err != nil || !known {
			return 0, 0, false
		}
		d += time.Duration(n) * of
		if part[2] != "" {
			unit = of
		}
	}
	return d, unit, true
}

// readWait reads "in 2 hours": how far off something is. Without a unit "in 2" is
// no more than "2".
func readWait(typed string) (time.Duration, bool) {
	fields := strings.Fields(joined(typed))
	if len(fields) < 2 || !say.IsWithin(fields[0]) {
		return 0, false
	}
	wait, unit, ok := readLengths(fields[1:])
	return wait, unit && ok
}

// readLengths reads one length that blanks part: "1h 30min". What stands first of
// several says its unit: "15 30" is none.
func readLengths(fields []string) (d time.Duration, unit, ok bool) {
	d, last, ok := readLength(fields[0])
	unit = last > 0
	for _, field := range fields[1:] {
		part, _, known := readLength(field)
		d, ok = d+part, ok && unit && known
	}
	return d, unit, ok
}

// joined puts numbers and their units together: "1 h 30 min" is "1h 30min".
func joined(typed string) string {
	return apart.ReplaceAllString(strings.ToLower(typed), "$1$2")
}
