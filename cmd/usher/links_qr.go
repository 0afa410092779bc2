package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"unicode/utf8"

	"github.com/boombuler/barcode/qr"

	"usher/schedule"
)

const (
	// quietZone is how many modules of white are around a QR code, and moduleSize
	// how many pixels a module has (ISO/IEC 18004: four modules at least). So a code
	// of a link is about 700 pixels wide: enough for 6 cm in print.
	quietZone  = 4
	moduleSize = 16
	// longestFile is how many characters of a name stand in that of a file.
	longestFile = 60
)

// drawLinks writes a PNG for each link, in a folder for each kind.
func drawLinks(dir string, all []deepLink) error {
	taken := map[string]bool{}
	for _, l := range all {
		folder := filepath.Join(dir, string(l.topic.Kind)+"s")
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return fmt.Errorf("--out: %w", err)
		}
		path := filepath.Join(folder, l.fileName()+".png")
		if taken[path] {
			path = filepath.Join(folder, l.fileName()+"-"+l.topic.Key+".png")
		}
		taken[path] = true
		picture, err := qrCode(l.url)
		if err != nil {
			return fmt.Errorf("drawing the link to %q: %w", l.name, err)
		}
		if err := os.WriteFile(path, picture, 0o644); err != nil {
			return fmt.Errorf("--out: %w", err)
		}
	}
	return nil
}

// fileName is by what a person finds the picture of a link: "09-13-1230-main-hall-soft-reboot",
// of letters and digits that every file system takes.
func (l deepLink) fileName() string {
	words := schedule.Words(l.name)
	if len(words) == 0 {
		words = []string{l.topic.Key} // the name is all symbols
	}
	if !l.start.IsZero() {
		words = slices.Concat([]string{l.start.Format("01-02-1504")}, schedule.Words(l.room), words)
	}
	name := words[0]
	for _, word := range words[1:] {
		if utf8.RuneCountInString(name)+1+utf8.RuneCountInString(word) > longestFile {
			break
		}
		name += "-" + word
	}
	return name
}

// qrCode is a text as a QR code, a PNG. Of the code 15 % may be dirty or torn.
func qrCode(text string) ([]byte, error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return nil, err
	}
	size := code.Bounds().Dx()
	pixels := (size + 2*quietZone) * moduleSize
	picture := image.NewPaletted(image.Rect(0, 0, pixels, pixels), color.Palette{color.White, color.Black})
	for y := range pixels {
		for x := range pixels {
			at := image.Pt(x/moduleSize-quietZone, y/moduleSize-quietZone)
			if at.In(code.Bounds()) && code.At(at.X, at.Y) == color.Black {
				picture.SetColorIndex(x, y, 1)
			}
		}
	}
	var file bytes.Buffer
	if err := png.Encode(&file, picture); err != nil {
		return nil, err
	}
	return file.Bytes(), nil
}
