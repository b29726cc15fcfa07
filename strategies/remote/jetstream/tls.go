package jetstream

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
)

// TLSFiles returns [Options.TLS] of files in PEM: a server's certificate and its key, or the
// certificate of the authority that a client trusts in place of those that this machine trusts, or all of them.
// Without any it returns nil.
func TLSFiles(certificate, key, authority string) (*tls.Config, error) {
	if certificate == "" && key == "" && authority == "" {
		return nil, nil
	}
	if (certificate == "") != (key == "") {
		return nil, fmt.Errorf("jetstream: certificate %q, key %q: want both, or neither", certificate, key)
	}
	c := &tls.Config{MinVersion: tls.VersionTLS12}
	if certificate != "" {
		pair, err := tls.LoadX509KeyPair(certificate, key)
		if err != nil {
			return nil, fmt.Errorf("jetstream: certificate %s, key %s: %w", certificate, key, err)
		}
		c.Certificates = []tls.Certificate{pair}
	}
	if authority != "" {
		text, err := os.ReadFile(authority)
		if err != nil {
			return nil, fmt.Errorf("jetstream: authority: %w", err)
		}
		c.RootCAs = x509.NewCertPool()
		if !c.RootCAs.AppendCertsFromPEM(text) {
			return nil, fmt.Errorf("jetstream: authority %s: %w", authority, errNoCertificate)
		}
	}
	return c, nil
}

var errNoCertificate = errors.New("no certificate in PEM")
