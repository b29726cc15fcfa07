// Package authority makes certificates for tests, and users of NATS servers.
package authority

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// Files are names of files in PEM.
type Files struct {
	Authority        string // its certificate
	Certificate, Key string // of a server on this machine
}

// New makes an authority of its own, and a certificate for 127.0.0.1 and localhost.
func New(t testing.TB) Files {
	t.Helper()
	dir := t.TempDir()
	now := time.Now()
	root := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "authority of a test"}, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	server := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "server of a test"}, NotBefore: root.NotBefore, NotAfter: root.NotAfter,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	rootKey, key := newKey(t), newKey(t)
	secret, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return Files{
		Authority:   write(t, dir, "authority.pem", "CERTIFICATE", sign(t, root, root, rootKey, rootKey)),
		Certificate: write(t, dir, "server.pem", "CERTIFICATE", sign(t, server, root, key, rootKey)),
		Key:         write(t, dir, "key.pem", "EC PRIVATE KEY", secret),
	}
}

func newKey(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// sign returns the certificate of a key, signed with another one.
func sign(t testing.TB, subject, issuer *x509.Certificate, key, by *ecdsa.PrivateKey) []byte {
	t.Helper()
	certificate, err := x509.CreateCertificate(rand.Reader, subject, issuer, &key.PublicKey, by)
	if err != nil {
		t.Fatal(err)
	}
	return certificate
}

func write(t testing.TB, dir, name, kind string, content []byte) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: content}), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
