package wechatpay

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/url"

	"github.com/wechatpay-apiv3/wechatpay-go/core/auth"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/validators"
)

// maxAnswer is more than any answer that is asked for here.
const maxAnswer = 256 << 10

// wire sends the SDK's requests to the address that is set: a signature covers path and
// query only. It verifies what the SDK does not, answers that are no success.
type wire struct {
	base  *url.URL
	check *validators.WechatPayResponseValidator
	next  http.RoundTripper
}

func newWire(base string, v auth.Verifier) *wire {
	u, _ := url.Parse(base) // Merchant.check has read it
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.Proxy = nil // keys and money take no way that an environment variable names
	return &wire{base: u, check: validators.NewWechatPayResponseValidator(v), next: t}
}

var errHost = errors.New("wechatpay: a request to another host")

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Scheme+"://"+r.URL.Host != Live {
		return nil, errHost
	}
	r = r.Clone(r.Context())
	r.URL.Scheme, r.URL.Host, r.Host = w.base.Scheme, w.base.Host, w.base.Host
	res, err := w.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	_ = res.Body.Close()
	if err != nil {
		return nil, err
	}
	if len(body) > maxAnswer {
		return nil, ErrUnknown
	}
	res.Body = io.NopCloser(bytes.NewReader(body))
	if res.StatusCode < 200 || res.StatusCode > 299 {
		if err := w.check.Validate(r.Context(), res); err != nil {
			return nil, ErrUnknown
		}
		res.Body = io.NopCloser(bytes.NewReader(body))
	}
	return res, nil
}
