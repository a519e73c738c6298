package app_test

import (
	"crypto/ed25519"
	"fmt"

	"yunka/server/card"
	"yunka/server/cardcode"
	"yunka/server/db"
)

func init() {
	add(map[string]probe{
		"GET /card/shell":               page(),
		"GET /sw.js":                    page(),
		"GET /manifest.webmanifest":     page(),
		"GET /card":                     page(),
		"POST /card/{id}/challenge":     {on: aCard, unrecorded: noFact},
		"POST /card/{id}/claim":         {on: aCard, body: claim},
		"POST /card/{id}/consent":       {on: aCard, arrange: state("DELETE FROM consent WHERE card_id = ?"), body: forms("version", card.ConsentVersion)},
		"POST /card/{id}/withdraw":      {on: aCard, arrange: agreed},
		"POST /card/{id}/freeze":        {on: aCard},
		"POST /card/{id}/unfreeze":      {on: aCard, arrange: state("UPDATE card SET state = 'frozen' WHERE id = ?"), body: forms("password", passphrase)},
		"POST /card/phones/{id}/remove": {on: aPhone},
		"POST /key/{handle}/contact":    {on: aPhone, arrange: handle, body: contact, unrecorded: noFact},
		"GET /v/{code}":                 {path: func(*matrix, cell) string { return "/v/97000000000000000000000000000000000000001" }},
	})
}

// agreed: what is withdrawn was given before.
func agreed(m *matrix, c cell) cell {
	m.ours.Exec(m.T, "DELETE FROM consent WHERE card_id = ?", c.id)
	m.ours.Exec(m.T, "INSERT INTO consent (id, school_id, card_id, account_id, version, given_at) SELECT ?, school_id, id, 'a', ?, 1 FROM card WHERE id = ?", db.NewID(), card.ConsentVersion, c.id)
	return c
}

func contact(m *matrix, c cell) ask {
	signer := m.theirs.Other // somebody
	if c.who.holder != nil {
		signer = c.who.holder
	}
	issued := uint32(m.app.DB.Now().Unix())
	return ask{json: fmt.Sprintf(`{"issued":%d,"signature":"%x"}`, issued, ed25519.Sign(signer.Key, cardcode.ContactMessage(c.holder.Handle, issued)))}
}
