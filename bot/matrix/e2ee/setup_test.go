//go:build goolm

package e2ee_test

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/crypto/signatures"
	"maunium.net/go/mautrix/id"

	"usher/bot/matrix"
	"usher/bot/matrix/e2ee"
	"usher/bot/matrix/matrixtest"
)

// fresh is Usher's device before its set-up.
func fresh(t *testing.T, s *matrixtest.Server) *party {
	t.Helper()
	return newParty(t, s, matrixtest.Bot, matrixtest.Device, matrixtest.Token)
}

// verified reports whether the account vouches for the device, as its homeserver
// tells others.
func (p *party) verified() bool {
	p.t.Helper()
	user, device := p.client.UserID, p.client.DeviceID
	got, err := p.client.QueryKeys(p.t.Context(), &mautrix.ReqQueryKeys{DeviceKeys: mautrix.DeviceKeysRequest{user: {}}})
	if err != nil {
		p.t.Fatal(err)
	}
	signed := func(what any, key id.Ed25519) bool {
		ok, _ := signatures.VerifySignatureJSON(what, user, key.String(), key)
		return ok && key != ""
	}
	master, self := got.MasterKeys[user], got.SelfSigningKeys[user]
	return signed(got.DeviceKeys[user][device], self.FirstKey()) && signed(self, master.FirstKey())
}

func TestASetUpDeviceIsVerified(t *testing.T) {
	usher := fresh(t, matrixtest.New(t))
	if _, err := e2ee.Open(usher.keys.DB(), nil)(t.Context(), usher.client); !errors.Is(err, e2ee.ErrNotSetUp) {
		t.Errorf("before its set-up: %v, want %v", err, e2ee.ErrNotSetUp)
	}
	recovery := usher.setUp()
	if !usher.verified() {
		t.Error("nobody vouches for it")
	}
	if words := strings.Fields(recovery); len(words) != 12 {
		t.Errorf("the recovery key has %d groups, want 12", len(words))
	}
}

func TestSetUpMayFailAnywhereAndBeTriedAgain(t *testing.T) {
	for _, path := range []string{
		"/keys/upload", "/keys/query", "m.secret_storage.key.", "m.cross_signing.self_signing", "/keys/device_signing/upload",
		"m.secret_storage.default_key", "/keys/signatures/upload",
	} {
		s := matrixtest.New(t)
		usher := fresh(t, s)
		// The request does what it should, but its answer is lost.
		fault := matrixtest.Fault{Path: path, Lose: true}
		if path == "/keys/query" {
			fault.Times = 3 // the first is a guess, that is not needed
		}
		s.Fail(fault)
		if _, err := e2ee.SetUp(t.Context(), usher.keys.DB(), usher.client, matrixtest.Password); err == nil {
			t.Fatalf("%s is not asked for", path)
		}
		recovery := usher.setUp()
		if !usher.verified() {
			t.Errorf("after %s failed: nobody vouches for the device", path)
		}
		restored := newParty(t, s, matrixtest.Bot, "ANEW", s.Person("usher").Device("ANEW"))
		if err := e2ee.Restore(t.Context(), restored.keys.DB(), restored.client, recovery); err != nil {
			t.Errorf("after %s failed: the recovery key restores nothing: %v", path, err)
		}
	}
}

func TestAnAccountThatIsSetUpElsewhereIsLeftAlone(t *testing.T) {
	s, usher, _ := house(t)
	other := newParty(t, s, matrixtest.Bot, "OTHER", s.Person("usher").Device("OTHER"))
	if _, err := e2ee.SetUp(t.Context(), other.keys.DB(), other.client, matrixtest.Password); !errors.Is(err, e2ee.ErrVerifiedElsewhere) {
		t.Errorf("%v, want %v", err, e2ee.ErrVerifiedElsewhere)
	}
	if !usher.verified() || other.verified() {
		t.Error("the account's identity has changed")
	}
}

func TestAWrongPasswordSetsNothingUp(t *testing.T) {
	usher := fresh(t, matrixtest.New(t))
	_, err := e2ee.SetUp(t.Context(), usher.keys.DB(), usher.client, "wrong")
	if !errors.Is(err, mautrix.MForbidden) || strings.Contains(err.Error(), "wrong") {
		t.Errorf("%v, want %v without the password", err, mautrix.MForbidden)
	}
	usher.setUp()
}

func TestTheRecoveryKeyVerifiesANewDevice(t *testing.T) {
	s := matrixtest.New(t)
	usher := fresh(t, s)
	recovery := usher.setUp()
	alice := newParty(t, s, "@alice:test", "PHONE", s.Person("alice").Device("PHONE"))
	alice.setUp()
	room := s.Person("alice").Direct()
	alice.says(room, "hello") // she knows the old device

	anew := newParty(t, s, matrixtest.Bot, "ANEW", s.Person("usher").Device("ANEW"))
	for _, wrong := range []string{"", "nonsense", "EsTc 8wQn 6vSg", alice.another()} {
		if err := e2ee.Restore(t.Context(), anew.keys.DB(), anew.client, wrong); !errors.Is(err, e2ee.ErrRecoveryKey) {
			t.Errorf("with the key %q: %v, want %v", wrong, err, e2ee.ErrRecoveryKey)
		}
	}
	if err := e2ee.Restore(t.Context(), anew.keys.DB(), anew.client, recovery); err != nil {
		t.Fatal(err)
	}
	if !anew.verified() {
		t.Error("nobody vouches for the new device")
	}
	anew.open()
	alice.take(matrix.News{Changed: []id.UserID{matrixtest.Bot}})
	said := alice.says(room, "next")
	anew.take(matrix.News{})
	anew.wantRead(room, said, "next")
}

// another is the recovery key of another account.
func (p *party) another() string {
	p.t.Helper()
	s := matrixtest.New(p.t.(*testing.T))
	return fresh(p.t.(*testing.T), s).setUp()
}

func TestAnAccountWithoutARecoveryKeyIsNotRestored(t *testing.T) {
	usher := fresh(t, matrixtest.New(t))
	if err := e2ee.Restore(t.Context(), usher.keys.DB(), usher.client, "EsTc"); !errors.Is(err, e2ee.ErrNoRecovery) {
		t.Errorf("%v, want %v", err, e2ee.ErrNoRecovery)
	}
}

func TestAKeyOfAnIdentityThatWasReplacedVerifiesNothing(t *testing.T) {
	s := matrixtest.New(t)
	usher := fresh(t, s)
	recovery := usher.setUp()
	other := func(usage id.CrossSigningUsage) mautrix.CrossSigningKeys {
		return mautrix.CrossSigningKeys{UserID: matrixtest.Bot, Usage: []id.CrossSigningUsage{usage}, Keys: map[id.KeyID]id.Ed25519{"ed25519:other": "other"}}
	}
	err := usher.client.UploadCrossSigningKeys(t.Context(), &mautrix.UploadCrossSigningKeysReq[any]{
		Master: other(id.XSUsageMaster), SelfSigning: other(id.XSUsageSelfSigning), UserSigning: other(id.XSUsageUserSigning),
		Auth: map[string]any{"password": matrixtest.Password},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := e2ee.Restore(t.Context(), usher.keys.DB(), usher.client, recovery); !errors.Is(err, e2ee.ErrRecoveryKey) {
		t.Errorf("%v, want %v", err, e2ee.ErrRecoveryKey)
	}
}

func TestLostKeysAreNoticed(t *testing.T) {
	s, usher, _ := house(t)
	s.Person("usher").Logout(matrixtest.Device)
	if _, err := e2ee.Open(usher.keys.DB(), nil)(t.Context(), usher.client); !errors.Is(err, e2ee.ErrKeysLost) {
		t.Errorf("the homeserver has no keys: %v, want %v", err, e2ee.ErrKeysLost)
	}
	usher = fresh(t, s)
	usher.setUpAnew()
	if _, err := e2ee.Open(fresh(t, s).keys.DB(), nil)(t.Context(), usher.client); !errors.Is(err, e2ee.ErrNotSetUp) {
		t.Errorf("the file is gone: %v, want %v", err, e2ee.ErrNotSetUp)
	}
}

// setUpAnew gives a device keys where the account has an identity already.
func (p *party) setUpAnew() { p.join() }

func TestTheHomeserverMayBeAwayAtTheStart(t *testing.T) {
	s, usher, alice := house(t)
	s.Fail(matrixtest.Fault{Path: "/keys/query", Status: http.StatusBadGateway})
	usher.restart()
	room := s.Person("alice").Direct()
	said := usher.says(room, "here again")
	alice.take(matrix.News{})
	alice.wantRead(room, said, "here again")

	// What the check would have said is said once the homeserver is back.
	var log bytes.Buffer
	s.Fail(matrixtest.Fault{Path: "/keys/query", Status: http.StatusBadGateway})
	cipher, err := e2ee.Open(usher.keys.DB(), slog.New(slog.NewTextHandler(&log, nil)))(t.Context(), usher.client)
	if err != nil {
		t.Fatal(err)
	}
	s.Person("usher").Logout(matrixtest.Device)
	for range 3 {
		if _, err := cipher.Take(t.Context(), matrix.News{}); err != nil {
			t.Fatal(err)
		}
	}
	if count := strings.Count(log.String(), e2ee.ErrKeysLost.Error()); count != 1 {
		t.Errorf("it is said %d times, want once:\n%s", count, &log)
	}
}

// What mautrix logs is in our log, but for the keys and ciphertexts in it.
func TestTheLogHoldsNoKeys(t *testing.T) {
	s, usher, alice := house(t)
	var log bytes.Buffer
	cipher, err := e2ee.Open(usher.keys.DB(), slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))(t.Context(), usher.client)
	if err != nil {
		t.Fatal(err)
	}
	usher.cipher = cipher
	room := s.Person("alice").Direct()
	said := alice.says(room, "a private question")
	usher.take(matrix.News{})
	usher.wantRead(room, said, "a private question")
	usher.says(room, "a private answer")
	if log.Len() == 0 {
		t.Fatal("nothing is logged")
	}
	own, err := usher.client.QueryKeys(t.Context(), &mautrix.ReqQueryKeys{DeviceKeys: mautrix.DeviceKeysRequest{matrixtest.Bot: {}, "@alice:test": {}}})
	if err != nil {
		t.Fatal(err)
	}
	secrets := []string{"private", matrixtest.Token, matrixtest.Password, "ciphertext"}
	for _, devices := range own.DeviceKeys {
		for _, device := range devices {
			for _, key := range device.Keys {
				secrets = append(secrets, key)
			}
		}
	}
	for _, secret := range secrets {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log holds %q:\n%s", secret, &log)
		}
	}
}

// A homeserver, or a proxy before it, may send back what it was sent.
func TestWhatIsPutOffIsLoggedWithoutTheToken(t *testing.T) {
	s, usher, alice := house(t)
	room := s.Person("alice").Direct()
	usher.says(room, "so that her devices are known")
	var log bytes.Buffer
	cipher, err := e2ee.Open(usher.keys.DB(), slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))(t.Context(), usher.client)
	if err != nil {
		t.Fatal(err)
	}
	echo := `{"errcode":"M_UNKNOWN","error":"what is ` + matrixtest.Token + `?"}`
	for _, path := range []string{"/keys/query", "/keys/upload"} {
		s.Fail(matrixtest.Fault{Path: path, Status: 500, Body: echo})
	}
	news := matrix.News{Changed: []id.UserID{alice.client.UserID}, OneTimeKeys: map[string]int{}, NoFallback: true}
	if _, err := cipher.Take(t.Context(), news); err != nil {
		t.Fatal(err)
	}
	if !s.Faultless() || strings.Contains(log.String(), matrixtest.Token) || !strings.Contains(log.String(), "what is …?") {
		t.Errorf("the log holds the token, or nothing of the faults:\n%s", &log)
	}
}
