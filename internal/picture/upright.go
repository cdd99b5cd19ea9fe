package picture

import (
	"bytes"
	"encoding/binary"
	"image"
)

// upright turns a picture as the camera noted that it was held: 1 to 8, as Exif
// counts; anything else leaves it as it is.
func upright(img *image.RGBA, held int) *image.RGBA {
	if held < 2 || held > 8 {
		return img
	}
	w, h := img.Rect.Dx(), img.Rect.Dy()
	to := image.Rect(0, 0, w, h)
	if held >= 5 { // lying on its side
		to = image.Rect(0, 0, h, w)
	}
	out := image.NewRGBA(to)
	for y := range to.Dy() {
		for x := range to.Dx() {
			fx, fy := x, y
			switch held {
			case 2:
				fx = w - 1 - x
			case 3:
				fx, fy = w-1-x, h-1-y
			case 4:
				fy = h - 1 - y
			case 5:
				fx, fy = y, x
			case 6:
				fx, fy = y, h-1-x
			case 7:
				fx, fy = w-1-y, h-1-x
			case 8:
				fx, fy = w-1-y, x
			}
			out.SetRGBA(x, y, img.RGBAAt(fx, fy))
		}
	}
	return out
}

// tagOrientation is the number of the note on how the camera was held.
const tagOrientation = 0x0112

// orientation is how the camera was held, 1 where the file does not say. Every
// offset in the file is a stranger's: what does not fit says nothing.
func orientation(file []byte) int {
	notes := exif(file)
	var order binary.ByteOrder = binary.LittleEndian
	switch {
	case bytes.HasPrefix(notes, []byte("II*\x00")):
	case bytes.HasPrefix(notes, []byte("MM\x00*")):
		order = binary.BigEndian
	default:
		return 1
	}
	if len(notes) < 8 {
		return 1
	}
	at := int64(order.Uint32(notes[4:]))
	if at+2 > int64(len(notes)) {
		return 1
	}
	count := int64(order.Uint16(notes[at:]))
	for i := range count {
		entry := at + 2 + 12*i
		if entry+12 > int64(len(notes)) {
			return 1
		}
		if order.Uint16(notes[entry:]) == tagOrientation {
			return int(order.Uint16(notes[entry+8:]))
		}
	}
	return 1
}

// exif finds the camera's notes in a file; nil where there are none.
func exif(file []byte) []byte {
	switch {
	case bytes.HasPrefix(file, []byte("\xff\xd8")):
		return exifOfJPEG(file[2:])
	case bytes.HasPrefix(file, []byte("RIFF")):
		return chunk(file[min(12, len(file)):], "EXIF", binary.LittleEndian, true)
	case bytes.HasPrefix(file, []byte("\x89PNG\r\n\x1a\n")):
		return chunk(file[8:], "eXIf", binary.BigEndian, false)
	}
	return nil
}

func exifOfJPEG(rest []byte) []byte {
	for len(rest) >= 4 && rest[0] == 0xff && rest[1] != 0xda { // up to where the picture itself begins
		n := int(binary.BigEndian.Uint16(rest[2:]))
		if n < 2 || 2+n > len(rest) {
			return nil
		}
		if notes, ok := bytes.CutPrefix(rest[4:2+n], []byte("Exif\x00\x00")); ok && rest[1] == 0xe1 {
			return notes
		}
		rest = rest[2+n:]
	}
	return nil
}

// chunk finds a part by its name in a file of parts: name and length, in either
// order, what it holds, and for PNG a sum of four bytes.
func chunk(rest []byte, name string, order binary.ByteOrder, nameFirst bool) []byte {
	for len(rest) >= 8 {
		called, length, after := rest[4:8], rest[0:4], int64(4)
		if nameFirst {
			called, length, after = rest[0:4], rest[4:8], 0
		}
		n := int64(order.Uint32(length))
		if 8+n > int64(len(rest)) {
			return nil
		}
		if string(called) == name {
			return bytes.TrimPrefix(rest[8:8+n], []byte("Exif\x00\x00"))
		}
		if nameFirst {
			after = n % 2
		}
		rest = rest[min(8+n+after, int64(len(rest))):]
	}
	return nil
}
