package say

import "usher/bot"

// NotYourChat says that a chat which several people share is changed by those who
// run it, and what everybody else can do instead. Door is the address of a page at
// which a private chat begins; "" if there is none.
func (v Voice) NotYourChat(door string) bot.Message { return v.atDoor("shared.rule", door) }

// WriteToMe says that what was pressed in a shared chat needs a private one, at a
// door as in NotYourChat.
func (v Voice) WriteToMe(door string) bot.Message { return v.atDoor("shared.alone", door) }

// NetworkUnsure says that the network did not tell what Usher has to know first.
func (v Voice) NetworkUnsure() bot.Message { return v.one("shared.unsure", nil) }

func (v Voice) atDoor(id, door string) bot.Message {
	message := v.one(id, nil)
	if isPage(door) {
		message.Buttons = flow([]bot.Button{{Label: v.label("button.private", nil), URL: door}})
	}
	return message
}

// Wordless says that Usher reads words alone.
func (v Voice) Wordless() bot.Message { return v.one("wordless", nil) }
