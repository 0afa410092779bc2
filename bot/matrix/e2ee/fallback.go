//go:build goolm

package e2ee

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/crypto/signatures"
	"maunium.net/go/mautrix/id"
)

// spare is what goolm's account can do and mautrix does not use: a key that the
// homeserver may give to any number of people once the one-time keys are used up
// (specification, "fallback keys"). There are fifty of those at most, and when a
// talk ends more people than that may write to Usher for the first time.
type spare interface {
	GenFallbackKey() error
	FallbackKeyUnpublished() map[string]id.Curve25519
}

// spareFor is how long a fallback key is not replaced. One that was used once serves
// others as well, and a homeserver that keeps none says at each answer that it is gone.
const spareFor = time.Hour

// uploadSpare gives the homeserver a new fallback key. The last one still opens what
// is on its way. An upload that failed is made again with the same key.
func (d *device) uploadSpare(ctx context.Context) error {
	account := d.machine.GetAccount()
	made, ok := account.Internal.(spare)
	if !ok {
		return nil
	}
	if len(made.FallbackKeyUnpublished()) == 0 {
		if err := made.GenFallbackKey(); err != nil {
			return fmt.Errorf("making a fallback key: %w", err)
		}
	}
	store := d.machine.CryptoStore
	if err := store.PutAccount(ctx, account); err != nil {
		return fmt.Errorf("storing a fallback key: %w", err)
	}
	keys := map[id.KeyID]mautrix.OneTimeKey{}
	for name, public := range made.FallbackKeyUnpublished() {
		key := mautrix.OneTimeKey{Key: public, Fallback: true, IsSigned: true}
		signature, err := account.SignJSON(&key)
		if err != nil {
			return fmt.Errorf("signing a fallback key: %w", err)
		}
		key.Signatures = signatures.NewSingleSignature(d.client.UserID, id.KeyAlgorithmEd25519, d.client.DeviceID.String(), signature)
		keys[id.NewKeyID(id.KeyAlgorithmSignedCurve25519, name)] = key
	}
	where := d.client.BuildClientURL("v3", "keys", "upload")
	if _, err := d.client.MakeRequest(ctx, http.MethodPost, where, map[string]any{"fallback_keys": keys}, nil); err != nil {
		return fmt.Errorf("uploading a fallback key: %w", err)
	}
	account.Internal.MarkKeysAsPublished()
	if err := store.PutAccount(ctx, account); err != nil {
		return fmt.Errorf("storing a fallback key: %w", err)
	}
	return nil
}
