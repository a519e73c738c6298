package wechatpay

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"strconv"

	"github.com/wechatpay-apiv3/wechatpay-go/core"
	"github.com/wechatpay-apiv3/wechatpay-go/services/payments/jsapi"
)

// JSAPI makes an order that one user of WeChat pays inside WeChat; the answer is WeChat
// Pay's number for it, valid for two hours. See Request.
func (c *Client) JSAPI(ctx context.Context, o Order, openid string) (prepay string, err error) {
	api := jsapi.JsapiApiService{Client: c.api}
	res, _, err := api.Prepay(ctx, jsapi.PrepayRequest{Appid: &c.m.AppID, Mchid: &c.m.MchID, Description: &o.Text, OutTradeNo: &o.No, TimeExpire: &o.Expires,
		NotifyUrl: core.String(c.m.Callback + CallbackPath), Amount: &jsapi.Amount{Total: &o.Amount, Currency: core.String("CNY")}, Payer: &jsapi.Payer{Openid: &openid}})
	if err != nil {
		return "", outcome(err)
	}
	return text(res.PrepayId), nil
}

// Request is what a page hands to WeixinJSBridge's getBrandWCPayRequest.
type Request struct {
	AppID, TimeStamp, Nonce, Package, SignType, Sign string
}

// Request signs one for an order of JSAPI, as of now. A page that is drawn again gets
// another one for the same order, which is why it is not the SDK's, which makes both at once.
func (c *Client) Request(prepay string, now int64) (r Request, err error) {
	r = Request{AppID: c.m.AppID, TimeStamp: strconv.FormatInt(now, 10), Nonce: rand.Text(), Package: "prepay_id=" + prepay, SignType: "RSA"}
	sum := sha256.Sum256([]byte(r.AppID + "\n" + r.TimeStamp + "\n" + r.Nonce + "\n" + r.Package + "\n"))
	sign, err := rsa.SignPKCS1v15(rand.Reader, c.m.Key, crypto.SHA256, sum[:])
	r.Sign = base64.StdEncoding.EncodeToString(sign)
	return r, err
}

// OAuth is the merchant's way to the login of WeChat; on is false without an app's secret.
func (c *Client) OAuth() (o OAuth, on bool) { return c.m.OAuth(), c.m.AppSecret != "" }
