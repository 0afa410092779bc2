package bot

// Attachment is a picture or a document that somebody has sent, which stays on their
// network.
type Attachment struct {
	Platform string `json:"platform"`
	// ID is what the network calls it.
	ID string `json:"id"`
	// Name is what it is called, with its ending, and MIME its type, as in File.
	Name string `json:"name"`
	MIME string `json:"mime"`
}

// IsZero reports whether there is none.
func (a Attachment) IsZero() bool { return a == Attachment{} }

// Key is the File.Key under which its network knows it already.
func (a Attachment) Key() string { return "sent:" + a.ID }

// File is the attachment as it goes along with a message on its own network, which
// has its data.
func (a Attachment) File() *File { return &File{Name: a.Name, MIME: a.MIME, Key: a.Key()} }
