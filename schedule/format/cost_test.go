package format_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"usher/schedule/format"
	"usher/testdata"
)

// underRace is set where the race detector runs.
var underRace bool

// measured is a file that reading is measured by, and how it is decoded into plain
// structs and no more.
type measured struct {
	name   string
	data   []byte
	decode func([]byte) error
}

// large are made files of some 3 MB in each format, which all have what takes time:
// markup in texts, several speakers; and the largest of the corpus.
func large(t testing.TB) []measured {
	t.Helper()
	seed := string(testdata.AllSystemsGo2023)
	days := seed[strings.Index(seed, "<day ") : strings.LastIndex(seed, "</day>")+len("</day>")]
	files := []measured{
		{"seed.xml", []byte(strings.Replace(seed, days, strings.Repeat(days, 30), 1)), decodeFrab},
		{"schedule.json", many(jsonInBerlin("%s"), ",\n", `{"id": %[1]d, "guid": "guid-%[1]d", "date": "2023-09-13T10:00:00+02:00", "start": "10:00", "duration": "00:40",
			"room": "Dome", "title": "Talk %[1]d", "track": "Engines", "abstract": "%[2]s", "persons": [{"id": %[1]d, "public_name": "Ada %[1]d"}]}`), decodeJSON[bareScheduleJSON]},
		{"pretalx.json", many(`{"count": 1, "results": [%s]}`, ",\n", `{"code": "T%[1]d", "title": "Talk %[1]d", "state": "confirmed", "abstract": "%[2]s",
			"speakers": [{"code": "S%[1]d", "name": "Ada %[1]d", "biography": "Counts."}], "slots": [{"room": {"id": 7, "name": {"en": "Dome"}}, `+pretalxWhen+`}]}`), decodeJSON[barePretalx]},
		{"sessionize.json", many(`{"sessions": [%s], "speakers": [], "questions": [], "categories": [], "rooms": [{"id": 7, "name": "Dome"}]}`, ",\n",
			`{"id": "%[1]d", "title": "Talk %[1]d", "description": "%[2]s", "startsAt": "2022-05-06T09:00:00", "endsAt": "2022-05-06T09:40:00", "speakers": [], "roomId": 7}`), decodeJSON[bareSessionize]},
		{"calendar.ics", many(calendar("%s"), "\r\n", vevent("UID:%[1]d@x", "SUMMARY:Talk %[1]d", "DTSTART;TZID=Europe/Berlin:20230913T100000",
			"DTEND;TZID=Europe/Berlin:20230913T104000", "LOCATION:Dome", "DESCRIPTION:%[2]s")), decodeICal},
	}
	corpus := os.Getenv("USHER_CORPUS")
	if corpus == "" {
		return files
	}
	for _, file := range []measured{
		{name: "pentabarf-xml/fosdem-2026-jan.xml", decode: decodeFrab},
		{name: "frab-xml/36c3-stages-2019.xml", decode: decodeFrab},
		{name: "frab-xml/34c3-everything-2017.xml", decode: decodeFrab},
		{name: "schedule-json/34c3-everything-2017.json", decode: decodeJSON[bareScheduleJSON]},
		{name: "pretalx-api/juliacon-talks-2022.json", decode: decodeJSON[[]barePretalxTalk]},
		{name: "sessionize/droidcon-gridsmart-2023-06-sf.json", decode: decodeJSON[[]bareGrid]},
		{name: "ics/emf-2022.ics", decode: decodeICal},
	} {
		data, err := os.ReadFile(filepath.Join(corpus, file.name))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, measured{filepath.Base(file.name), data, file.decode})
	}
	return files
}

// many is a file with 1,500 events, each with its number and an abstract: paragraphs of
// plain words, and some markup. Like JuliaCon's, an event takes some 2 KB.
func many(file, between, event string) []byte {
	const plain = "Counting was done of old by people, who were slow, and cost much; then came engines, and did it while everybody slept. "
	abstract := strings.Repeat(plain, 9) + `\n\nWe shall see *two* of them, one by <b>Babbage</b>, and [a third](https://example.org/slow).\n\n` + strings.Repeat(plain, 5)
	events := make([]string, 1500)
	for i := range events {
		events[i] = fmt.Sprintf(event, i+1, abstract)
	}
	return []byte(strings.Replace(file, "%s", strings.Join(events, between), 1))
}

// TestMemory holds that a file takes less than six times its size in memory while it
// is read: itself, what becomes of it, and what the collector has yet to find. Each
// is read in a process of its own, of which the system knows the peak.
func TestMemory(t *testing.T) {
	if runtime.GOOS != "linux" || underRace {
		t.Skip("the peak is read from /proc, and is the detector's under -race")
	}
	const peakOf = "USHER_PEAK_OF"
	if file, ok := os.LookupEnv(peakOf); ok {
		measurePeak(t, file)
		return
	}
	peak := func(file string) int {
		command := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestMemory$", "-test.v")
		command.Env = append(os.Environ(), peakOf+"="+file)
		out, err := command.Output()
		if err != nil {
			t.Fatalf("%s: %v\n%s", file, err, out)
		}
		_, after, _ := strings.Cut(string(out), "peak=")
		kilobytes, err := strconv.Atoi(after[:max(0, strings.Index(after, " "))])
		if err != nil {
			t.Fatalf("%s: %v\n%s", file, err, out)
		}
		return kilobytes << 10
	}
	save := func(name string, data []byte) string {
		file := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	small := []byte(inBerlin("<event id='1'><start>10:00</start><abstract>One &lt;b&gt;two&lt;/b&gt;, *three*</abstract></event>"))
	before := peak(save("small", small)) // for the programme itself
	for _, m := range large(t) {
		if len(m.data) < 1_400_000 {
			continue // the runtime collects nothing below 4 MB
		}
		name, data := m.name, m.data
		file := save(name, data)
		least := min(peak(file), peak(file), peak(file)) // a collector that has to wait leaves more
		times := float64(least-before) / float64(len(data))
		t.Logf("%s: %.1f MB, %.1f times that", name, float64(len(data))/1e6, times)
		if times > 6 {
			t.Errorf("%s takes %.1f times its size", name, times)
		}
	}
}

// measurePeak reads a file and says how much memory the process has had at most.
func measurePeak(t *testing.T, file string) {
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	draft, err := format.Parse(data, format.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer runtime.KeepAlive(draft)
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	t.Logf("peak=%s ", strings.Fields(after)[0])
}

// BenchmarkParse sets reading a file against what a bare decoder alone takes to decode
// it into plain structs, turn by turn: it should take less than twice that.
func BenchmarkParse(b *testing.B) {
	for _, m := range large(b) {
		b.Run(m.name, func(b *testing.B) {
			b.SetBytes(int64(len(m.data)))
			b.ReportAllocs()
			var own, bare time.Duration
			for b.Loop() {
				start := time.Now()
				if _, err := format.Parse(m.data, format.Options{}); err != nil {
					b.Fatal(err)
				}
				own += time.Since(start)
				b.StopTimer()
				start = time.Now()
				if err := m.decode(m.data); err != nil {
					b.Fatal(err)
				}
				bare += time.Since(start)
				b.StartTimer()
			}
			b.ReportMetric(float64(own)/float64(bare), "x-bare")
		})
	}
}
