package format_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
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

// large are the files that reading is measured by: the seed thirty times over, and
// the largest of the corpus.
func large(t testing.TB) map[string][]byte {
	t.Helper()
	seed := string(testdata.AllSystemsGo2023)
	days := seed[strings.Index(seed, "<day ") : strings.LastIndex(seed, "</day>")+len("</day>")]
	files := map[string][]byte{"seed": []byte(strings.Replace(seed, days, strings.Repeat(days, 30), 1))}
	corpus := os.Getenv("USHER_CORPUS")
	if corpus == "" {
		return files
	}
	for _, file := range []string{"pentabarf-xml/fosdem-2026-jan.xml", "frab-xml/36c3-stages-2019.xml", "frab-xml/34c3-everything-2017.xml"} {
		data, err := os.ReadFile(filepath.Join(corpus, file))
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.Base(file)] = data
	}
	return files
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
	for name, data := range large(t) {
		if len(data) < 2_000_000 {
			continue // the runtime collects nothing below 4 MB
		}
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

// BenchmarkParse sets reading a file against what encoding/xml alone takes to decode
// it into plain structs, turn by turn: it should take less than twice that.
func BenchmarkParse(b *testing.B) {
	for name, data := range large(b) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			var own, bare time.Duration
			for b.Loop() {
				start := time.Now()
				if _, err := format.Parse(data, format.Options{}); err != nil {
					b.Fatal(err)
				}
				own += time.Since(start)
				b.StopTimer()
				start = time.Now()
				decodeBarely(b, data)
				bare += time.Since(start)
				b.StartTimer()
			}
			b.ReportMetric(float64(own)/float64(bare), "x-bare")
		})
	}
}

func decodeBarely(b *testing.B, data []byte) {
	type event struct {
		ID          string   `xml:"id,attr"`
		GUID        string   `xml:"guid,attr"`
		Date        string   `xml:"date"`
		Start       string   `xml:"start"`
		Duration    string   `xml:"duration"`
		Room        string   `xml:"room"`
		Title       string   `xml:"title"`
		Subtitle    string   `xml:"subtitle"`
		Track       string   `xml:"track"`
		Type        string   `xml:"type"`
		Language    string   `xml:"language"`
		Abstract    string   `xml:"abstract"`
		Description string   `xml:"description"`
		URL         string   `xml:"url"`
		FeedbackURL string   `xml:"feedback_url"`
		Persons     []string `xml:"persons>person"`
	}
	var file struct {
		Days []struct {
			Rooms []struct {
				Events []event `xml:"event"`
			} `xml:"room"`
		} `xml:"day"`
	}
	if err := xml.NewDecoder(bytes.NewReader(data)).Decode(&file); err != nil && !errors.Is(err, io.EOF) {
		b.Fatal(err)
	}
}
