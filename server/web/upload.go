package web

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"

	"yunka/server/fault"
)

// Upload is a form with a file.
type Upload struct {
	Name    string // of the file, as a heading may show it
	Content []byte
	fields  map[string][]string
}

// Get is a field of the form beside the file, trimmed.
func (u Upload) Get(name string) string {
	if all := u.fields[name]; len(all) > 0 {
		return all[len(all)-1]
	}
	return ""
}

// All are the values of a field that a form has several times, each trimmed.
func (u Upload) All(name string) []string { return u.fields[name] }

// Hash names the content, so that what is applied is what was checked.
func (u Upload) Hash() string {
	sum := sha256.Sum256(u.Content)
	return hex.EncodeToString(sum[:])
}

// ReadUpload is ReadParts of a form that has to have its file, with fields of at most
// 256 bytes. Fails with Invalid file_missing besides.
func ReadUpload(r *http.Request, file string, most int64) (Upload, error) {
	u, err := ReadParts(r, file, most, 256)
	if err == nil && len(u.Content) == 0 {
		err = fault.New(fault.Invalid, "file_missing")
	}
	return u, err
}

// ReadParts reads a form part by part: the file of that name has its limit, each other
// field another one. A form without parts has no file. Fails with TooLarge
// file_too_large and Malformed bad_form; the fields before that are there.
func ReadParts(r *http.Request, file string, most, field int64) (Upload, error) {
	u := Upload{fields: map[string][]string{}}
	mr, err := r.MultipartReader()
	if errors.Is(err, http.ErrNotMultipart) {
		if err := Form(r); err != nil {
			return u, err
		}
		for name, values := range r.PostForm {
			for _, value := range values {
				u.fields[name] = append(u.fields[name], strings.TrimSpace(value))
			}
		}
		return u, nil
	}
	if err != nil {
		return u, fault.Wrap(fault.Malformed, "bad_form", err)
	}
	bad := func(err error) error {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			return err
		}
		return fault.Wrap(fault.Malformed, "bad_form", err)
	}
	for values := 0; ; values++ {
		part, err := mr.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return u, bad(err)
		}
		limit := field
		if part.FormName() == file {
			limit = most
		}
		b, err := io.ReadAll(io.LimitReader(part, limit+1))
		if err != nil {
			return u, bad(err)
		}
		if int64(len(b)) > limit {
			// Read on, or the browser loses the answer while it still sends.
			if _, err := io.Copy(io.Discard, r.Body); err != nil {
				return u, bad(err)
			}
			if part.FormName() == file {
				return u, fault.New(fault.TooLarge, "file_too_large")
			}
			return u, fault.New(fault.Malformed, "bad_form")
		}
		if part.FormName() == file {
			u.Name, u.Content = fileName(part.FileName()), b
			continue
		}
		value := string(b)
		if !utf8.ValidString(value) || strings.ContainsRune(value, 0) || values > 50 {
			return u, fault.New(fault.Malformed, "bad_form")
		}
		u.fields[part.FormName()] = append(u.fields[part.FormName()], strings.TrimSpace(value))
	}
	return u, nil
}

// File is one of several of a form.
type File struct {
	Name    string // as a heading may show it
	Content []byte
}

// ReadFiles reads a form with several files of one name, each of at most size bytes, and of no more
// than count; each other field may have 8 KB. A field for files that was left empty is none.
// Fails with TooLarge file_too_large, TooLarge too_many_files and Malformed bad_form; the fields
// before that are there.
func ReadFiles(r *http.Request, name string, count int, size int64) (u Upload, files []File, err error) {
	const field = 8 << 10
	u = Upload{fields: map[string][]string{}}
	mr, err := r.MultipartReader()
	if err != nil {
		return u, nil, fault.Wrap(fault.Malformed, "bad_form", err)
	}
	for values := 0; ; values++ {
		part, err := mr.NextPart()
		if errors.Is(err, io.EOF) {
			return u, files, nil
		}
		if err != nil {
			return u, nil, fault.Wrap(fault.Malformed, "bad_form", err)
		}
		limit := int64(field)
		if part.FormName() == name {
			limit = size
		}
		b, err := io.ReadAll(io.LimitReader(part, limit+1))
		if err != nil {
			return u, nil, fault.Wrap(fault.Malformed, "bad_form", err)
		}
		tooMany := part.FormName() == name && len(b) > 0 && len(files) == count
		if int64(len(b)) > limit || tooMany {
			// Read on, or the browser loses the answer while it still sends.
			if _, err := io.Copy(io.Discard, r.Body); err != nil {
				return u, nil, fault.Wrap(fault.Malformed, "bad_form", err)
			}
			switch {
			case tooMany:
				return u, nil, fault.New(fault.TooLarge, "too_many_files")
			case part.FormName() == name:
				return u, nil, fault.New(fault.TooLarge, "file_too_large")
			}
			return u, nil, fault.New(fault.Malformed, "bad_form")
		}
		if part.FormName() == name {
			if len(b) > 0 {
				files = append(files, File{fileName(part.FileName()), b})
			}
			continue
		}
		value := string(b)
		if !utf8.ValidString(value) || strings.ContainsRune(value, 0) || values > 50 {
			return u, nil, fault.New(fault.Malformed, "bad_form")
		}
		u.fields[part.FormName()] = append(u.fields[part.FormName()], strings.TrimSpace(value))
	}
}

// fileName is what a heading may show of the name that a browser sends.
func fileName(name string) string {
	name = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	if r := []rune(name); len(r) > 100 {
		name = string(r[:100])
	}
	return name
}
