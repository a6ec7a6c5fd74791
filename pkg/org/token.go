package org

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/fourthirty/fourthirty/pkg/fault"
)

// Access tokens say who signed in, not what they may do; that is read from the database each time.
const (
	issuer      = "fourthirty"
	audience    = "fourthirty-api"
	AccessLife  = 10 * time.Minute
	keyRotation = 90 * 24 * time.Hour
)

// keyring holds the signing keys in memory; the database holds them encrypted, for all processes.
type keyring struct {
	mu      sync.RWMutex
	keys    map[string]ed25519.PrivateKey
	newest  string
	made    time.Time
	reloads time.Time
}

type signingKey struct {
	Kid       string
	Seed      []byte
	CreatedAt time.Time
}

// LoadKeys reads the signing keys and makes one when there is none younger than 90 days.
func (s *Service) LoadKeys(ctx context.Context) error {
	return s.DB.Write(ctx, func(_ context.Context, tx *gorm.DB) error {
		if err := tx.Exec("SELECT pg_advisory_xact_lock(hashtext('fourthirty.signing_keys'))").Error; err != nil {
			return fmt.Errorf("signing keys: %w", err)
		}
		if err := s.readKeys(tx); err != nil {
			return err
		}
		if s.keys.newest != "" && s.Now().Sub(s.keys.made) < keyRotation {
			return nil
		}
		return s.addKey(tx)
	})
}

func (s *Service) readKeys(tx *gorm.DB) error {
	var rows []signingKey
	if err := tx.Table("signing_keys").Where("retired_at IS NULL").Order("created_at").Find(&rows).Error; err != nil {
		return fmt.Errorf("signing keys: %w", err)
	}
	keys := map[string]ed25519.PrivateKey{}
	for _, r := range rows {
		seed, err := s.Secret.Open(r.Seed, "signing_keys.seed."+r.Kid)
		if err != nil {
			return fmt.Errorf("signing keys: the key file does not belong to this database: %w", err)
		}
		keys[r.Kid] = ed25519.NewKeyFromSeed([]byte(seed))
	}
	s.keys.mu.Lock()
	defer s.keys.mu.Unlock()
	s.keys.keys = keys
	if len(rows) > 0 {
		s.keys.newest, s.keys.made = rows[len(rows)-1].Kid, rows[len(rows)-1].CreatedAt
	}
	return nil
}

func (s *Service) addKey(tx *gorm.DB) error {
	seed, id := make([]byte, ed25519.SeedSize), make([]byte, 8)
	_, _ = rand.Read(seed)
	_, _ = rand.Read(id)
	row := signingKey{Kid: hex.EncodeToString(id), CreatedAt: s.Now()}
	var err error
	if row.Seed, err = s.Secret.Seal(string(seed), "signing_keys.seed."+row.Kid); err != nil {
		return err
	}
	if err := tx.Table("signing_keys").Create(&row).Error; err != nil {
		return fmt.Errorf("signing keys: %w", err)
	}
	return s.readKeys(tx)
}

type claims struct {
	jwt.RegisteredClaims
	Session string `json:"sid"`
}

func (s *Service) sign(user, session uuid.UUID) (string, error) {
	now := s.Now()
	t := jwt.NewWithClaims(jwt.SigningMethodEdDSA, claims{
		RegisteredClaims: jwt.RegisteredClaims{Issuer: issuer, Audience: jwt.ClaimStrings{audience}, Subject: user.String(),
			IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(AccessLife)), ID: uuid.NewString()},
		Session: session.String(),
	})
	s.keys.mu.RLock()
	defer s.keys.mu.RUnlock()
	t.Header["kid"], t.Header["typ"] = s.keys.newest, "at+jwt"
	return t.SignedString(s.keys.keys[s.keys.newest])
}

// bearer is what a token says.
type bearer struct {
	User, Session uuid.UUID
	Expires       time.Time
}

// checked keeps tokens whose signature was found right: checking it takes longer than reading a record.
type checked struct {
	mu     sync.RWMutex
	tokens map[string]bearer
}

// maxChecked bounds the memory of checked tokens to some megabytes.
const maxChecked = 10_000

func (k *checked) get(token string) (bearer, bool) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	b, ok := k.tokens[token]
	return b, ok
}

// put forgets all tokens when there are too many; those in use come back with their next request.
func (k *checked) put(token string, b bearer) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.tokens == nil || len(k.tokens) >= maxChecked {
		k.tokens = map[string]bearer{}
	}
	k.tokens[token] = b
}

// recognise gives what an access token says, if it is genuine and has not expired.
func (s *Service) recognise(ctx context.Context, token string) (bearer, error) {
	b, known := s.checked.get(token)
	if known && s.Now().Before(b.Expires) {
		return b, nil
	}
	b, err := s.parse(ctx, token)
	if err != nil {
		return b, fault.New(fault.Unauthenticated, "token_invalid")
	}
	s.checked.put(token, b)
	return b, nil
}

// parse checks an access token (RFC 8725: pinned algorithm, type, issuer, audience, expiry).
func (s *Service) parse(ctx context.Context, text string) (b bearer, err error) {
	var c claims
	_, err = jwt.ParseWithClaims(text, &c, func(t *jwt.Token) (any, error) {
		if t.Header["typ"] != "at+jwt" {
			return nil, jwt.ErrTokenUnverifiable
		}
		kid, _ := t.Header["kid"].(string)
		return s.publicKey(ctx, kid)
	}, jwt.WithValidMethods([]string{"EdDSA"}), jwt.WithIssuer(issuer), jwt.WithAudience(audience),
		jwt.WithExpirationRequired(), jwt.WithStrictDecoding(), jwt.WithTimeFunc(s.Now))
	if err != nil {
		return b, err
	}
	b.Expires = c.ExpiresAt.Time
	if b.User, err = uuid.Parse(c.Subject); err != nil {
		return b, err
	}
	b.Session, err = uuid.Parse(c.Session)
	return b, err
}

// publicKey looks a key up; a key id not known yet makes it read the database, at most once a second, as
// another process may have made it.
func (s *Service) publicKey(ctx context.Context, kid string) (ed25519.PublicKey, error) {
	if key, ok := s.keys.public(kid); ok {
		return key, nil
	}
	s.keys.mu.Lock()
	again := s.Now().Sub(s.keys.reloads) > time.Second
	if again {
		s.keys.reloads = s.Now()
	}
	s.keys.mu.Unlock()
	if again {
		if err := s.readKeys(s.DB.Read(ctx)); err != nil {
			return nil, err
		}
		if key, ok := s.keys.public(kid); ok {
			return key, nil
		}
	}
	return nil, jwt.ErrTokenUnverifiable
}

func (k *keyring) public(kid string) (ed25519.PublicKey, bool) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	key, ok := k.keys[kid]
	if !ok {
		return nil, false
	}
	return key.Public().(ed25519.PublicKey), true
}

// newRefresh makes a refresh token that is not derived from another.
func newRefresh() string {
	raw := make([]byte, 32)
	_, _ = rand.Read(raw)
	return base64.RawURLEncoding.EncodeToString(raw)
}

// nextRefresh derives the token that replaces one. A retry of the same rotation, by a tab that lost the
// first answer, so gets the same token again without any being stored in clear.
func (s *Service) nextRefresh(token string) string {
	return base64.RawURLEncoding.EncodeToString(s.Secret.Blind("refresh:" + token))
}
